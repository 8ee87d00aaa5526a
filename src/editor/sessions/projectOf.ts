/** Name of the project a session belongs to: the workspace folder it lies in or worked in, else the folder it worked in, else its own. */
export function projectOf(path: string, cwd: string | undefined, folders: readonly { name: string; path: string }[]): string {
  for (const place of [cwd, path]) {
    const folder = place === undefined ? undefined : folders.find((candidate) => isInside(place, candidate.path));
    if (folder) return folder.name;
  }
  if (cwd !== undefined) return lastPart(cwd);
  return lastPart(path.replace(/[\\/][^\\/]*$/, ''));
}

export function isInside(path: string, folder: string): boolean {
  return path === folder || (path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.replace(/[\\/]$/, '').length)));
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
