import { readShellArguments } from '../readers/codex/shellArguments.ts';
import type { Json } from '../session/session.ts';

/** The command line that a shell tool is given, as text or as a list of words; '' where there is none. */
export function commandLine(args: { [key: string]: Json }): string {
  const { command, cmd, script } = readShellArguments(args) as { [key: string]: Json };
  for (const given of [command, cmd, script]) {
    if (typeof given === 'string') return given;
    if (Array.isArray(given)) return given.map((word) => quote(typeof word === 'object' ? '' : String(word))).join(' ');
  }
  return '';
}

/** A word as a shell would have to be told it: `a b` becomes `'a b'`. */
function quote(word: string): string {
  return /^[\w@%+=:,./^-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
