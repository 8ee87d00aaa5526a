import type { Json } from '../session/session.ts';

/** One replacement of a text in a file by another, as the agent's editing tool was told. */
export interface Replacement {
  before: string;
  after: string;
}

/** How the agents' tools call the text that is there and the one that shall be. */
const BEFORE = ['old_string', 'oldText', 'old_str', 'oldString', 'old_text'];
const AFTER = ['new_string', 'newText', 'new_str', 'newString', 'new_text'];

/** The replacements that the arguments of an edit ask for. Empty for whole files, patches and tools whose words we do not know. */
export function readEdits(args: Json): Replacement[] {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return [];
  const before = firstText(args, BEFORE);
  const after = firstText(args, AFTER);
  if (before !== undefined && before !== '' && after !== undefined) return [{ before, after }];
  const { edits, replacements } = args;
  const list = Array.isArray(edits) ? edits : Array.isArray(replacements) ? replacements : [];
  return list.flatMap((item) => (typeof item === 'object' && item !== null && !Array.isArray(item) ? readOne(item) : []));
}

function readOne(args: { [key: string]: Json }): Replacement[] {
  const before = firstText(args, BEFORE);
  const after = firstText(args, AFTER);
  return before !== undefined && before !== '' && after !== undefined ? [{ before, after }] : [];
}

function firstText(args: { [key: string]: Json }, names: readonly string[]): string | undefined {
  return names.map((name) => args[name]).find((value) => typeof value === 'string');
}
