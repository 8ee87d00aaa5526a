import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isOutcomeResult } from '../core/readers/outcome/readVerdict.ts';
import { loadSession } from '../platform/loadSession.ts';
import { markFileOf, markSession } from '../platform/markFile.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** `clawtrace mark PATH success|failure|partial|clear`: notes in .clawtrace/outcomes.json of the current folder how a session ended. */
export async function runMark(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { positionals } = parseCommandLine(args, {});
  const [file, word, ...rest] = positionals;
  if (file === undefined || word === undefined || rest.length > 0)
    throw new UsageError('a PATH and one of success, failure, partial, clear are wanted');
  if (word !== 'clear' && (!isOutcomeResult(word) || word === 'unknown'))
    throw new UsageError(`'${word}' is none of success, failure, partial, clear`);
  const sessionFile = path.resolve(terminal.cwd, file);
  // Nobody should mark a file and wonder why no session shows it; a mark can be taken from a session that is gone.
  if (word !== 'clear' || (await stat(sessionFile).catch(() => undefined))) {
    const loaded = await loadSession(sessionFile);
    if (loaded.kind !== 'session') throw new Error(`${file}: ${loaded.reason}`);
  }
  await markSession({ workspace: terminal.cwd, home: terminal.home, sessionFile, result: word === 'clear' ? undefined : word });
  terminal.out(
    `${printable(file)}: ${word === 'clear' ? 'no mark' : `marked as ${word}`} in ${printable(path.relative(terminal.cwd, markFileOf(terminal.cwd)))}\n`,
  );
  return 0;
}
