import { asRecord } from './json.ts';

/** Deeper values are not looked into: no agent nests a text so deep, and damage might. */
const DEPTH_LIMIT = 12;

/** The shortest beginning that proves that a text is the one looked for. */
const SHORTEST = 64;

/**
 * The text of which the model keeps only the beginning, whole, from the record it stands in: the longest text in the record that begins
 * so. Undefined where none does, as when the model's text was joined of several.
 */
export function findWholeText(record: unknown, beginning: string): string | undefined {
  if (beginning.length < SHORTEST) return undefined;
  let found: string | undefined;
  const look = (value: unknown, depth: number): void => {
    if (typeof value === 'string') {
      if (value.length > (found?.length ?? beginning.length) && value.startsWith(beginning)) found = value;
    } else if (depth < DEPTH_LIMIT) {
      const inner = Array.isArray(value) ? value : Object.values(asRecord(value) ?? {});
      for (const item of inner) look(item, depth + 1);
    }
  };
  look(record, 0);
  return found;
}
