import path from 'node:path';
import { validateCard } from '../core/card/validateCard.ts';
import { messageOf } from '../core/session/messageOf.ts';
import type { TextProblem } from '../core/session/textProblem.ts';
import { SKILL_FILE } from '../core/skill/skillPlaces.ts';
import { validateSkill } from '../core/skill/validateSkill.ts';
import { readTextFile } from '../platform/readTextFile.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** `clawtrace validate FILE…`: one problem a line, as compilers write them, so that editors can jump to it. */
export async function runValidate(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { positionals } = parseCommandLine(args, {});
  if (positionals.length === 0) throw new UsageError('a FILE is missing');
  let failed = false;
  for (const file of positionals) {
    const problems = await problemsOf(file).catch((error: unknown) => {
      failed = true;
      terminal.err(`clawtrace: ${printable(messageOf(error))}\n`);
      return [];
    });
    for (const { message, severity, start } of problems) {
      if (severity === 'error') failed = true;
      terminal.out(`${printable(file)}:${start.line}:${start.column} ${severity} ${printable(message)}\n`);
    }
  }
  return failed ? 1 : 0;
}

/** Which kind of file it is, its name tells; where that says nothing, its content. Throws an Error that names the file. */
async function problemsOf(file: string): Promise<TextProblem[]> {
  const text = await readTextFile(file);
  if (/\.tracecard\.ya?ml$/.test(file)) return validateCard(text);
  // The full path, because the folder's name is compared with the skill's.
  if (path.basename(file) === SKILL_FILE) return validateSkill(text, path.resolve(file));
  if (/^\s*format:\s*["']?clawtrace\/tracecard\b/m.test(text)) return validateCard(text);
  if (/^\ufeff?---\r?\n/.test(text) && /\.md$/i.test(file)) return validateSkill(text, path.basename(file));
  throw new Error(`${file}: is neither a TraceCard (*.tracecard.yaml) nor a ${SKILL_FILE}`);
}
