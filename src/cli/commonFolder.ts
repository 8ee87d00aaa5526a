/** The folder that all paths share, with its separator at the end; '' when they share none or there is only one path. */
export function commonFolder(paths: readonly string[]): string {
  const [first, ...rest] = paths;
  if (first === undefined || rest.length === 0) return '';
  let length = first.length;
  for (const path of rest) {
    let same = 0;
    while (same < length && path[same] === first[same]) same++;
    length = same;
  }
  return /^.*[\\/]/.exec(first.slice(0, length))?.[0] ?? '';
}
