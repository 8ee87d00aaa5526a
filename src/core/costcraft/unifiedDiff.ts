import { createTwoFilesPatch } from 'diff';

/** A unified diff with three lines of context, as `patch -p1` reads it; empty when the texts are equal. `file` has forward slashes. */
export function unifiedDiff(file: string, before: string, after: string, isNew: boolean): string {
  if (before === after && !isNew) return '';
  const name = file.replace(/^\/+/, '');
  const diff = createTwoFilesPatch(isNew ? '/dev/null' : `a/${name}`, `b/${name}`, isNew ? '' : before, after, undefined, undefined, {
    context: 3,
  });
  return diff.replace(/^=+\n/, '');
}
