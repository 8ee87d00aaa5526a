/** A skill goes by the name of the folder that its SKILL.md is in; '' where the path has none. */
export function skillNameOf(file: string): string {
  return /([^/\\]+)[/\\][^/\\]*$/.exec(file)?.[1] ?? '';
}
