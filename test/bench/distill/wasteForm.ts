import type { Random } from '../../soak/random.ts';
import type { Look } from './looks.ts';
import type { Piece, RawRecord, RawSession } from './rawSession.ts';

export type Label = 'waste' | 'decoy';

/** A tool use that was put in, and what it is known to be. */
export interface Labelled {
  id: string;
  label: Label;
  tier: 1 | 2 | 3;
  form: string;
}

/** What a form of waste or decoy has to work with. */
export interface Setting {
  session: RawSession;
  random: Random;
  /** Makes a tool use and, where it is labelled, remembers what it is. */
  use(name: string, input: RawRecord, result: string, label?: Label, failed?: boolean): Piece;
}

/** One way of putting in waste, or what only looks like it. Gives undefined where the look does not lend itself to it. */
export interface WasteForm {
  name: string;
  tier: 1 | 2 | 3;
  label: Label;
  /** The kind of look that it repeats; 'none' where it brings its own. */
  about: Look['kind'] | 'none';
  make(setting: Setting, look: Look): Piece[] | undefined;
}

export function form<K extends Look['kind']>(
  tier: 1 | 2 | 3,
  label: Label,
  about: K,
  name: string,
  make: (setting: Setting, look: Look & { kind: K }) => Piece[] | undefined,
): WasteForm {
  return {
    name,
    tier,
    label,
    about,
    make: (setting, look) => (look.kind === about ? make(setting, look as Look & { kind: K }) : undefined),
  };
}

/** A form that brings the first look along. */
export function ownForm(tier: 1 | 2 | 3, label: Label, name: string, make: (setting: Setting) => Piece[]): WasteForm {
  return { name, tier, label, about: 'none', make: (setting) => make(setting) };
}

/** The session's own shell tool with a command. */
export function shell(setting: Setting, command: string, result: string, label?: Label, failed?: boolean): Piece {
  return setting.use(setting.session.tools.shell, { command }, result, label, failed);
}

export function readTool({ session }: Setting, path: string, range: RawRecord = {}): [string, RawRecord] {
  const { read, path: name } = session.tools;
  return [read, { [name]: path, ...range }];
}

/** What the session's editing tool is given and answers. */
export function editTool({ session }: Setting, path: string, before: string, after: string): [string, RawRecord, string] {
  const { edit, path: name } = session.tools;
  const isClaude = session.format.name === 'claude-code';
  const texts = isClaude ? { old_string: before, new_string: after } : { oldText: before, newText: after };
  const answer = isClaude ? `The file ${path} has been updated successfully.` : `Successfully replaced text in ${path}.`;
  return [edit, { [name]: path, ...texts }, answer];
}
