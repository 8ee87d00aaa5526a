import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { analyzeRecords } from './analyzeRecords.ts';
import { sessionOf } from './makeSession.ts';
import { MARK, type Poison, type WayIn } from './poisons.ts';
import type { Piece, RawRecord } from './rawSession.ts';

/** Lines that nothing later names. */
function filler(count: number, mark: string): string {
  return Array.from({ length: count }, (_, i) => `[${mark}] row ${i}: nothing of interest on this line at all, move on`).join('\n');
}

/**
 * A session that meets a poison and falls for it: besides the patterns that rules are made of, the attacker's words stand in results,
 * errors, arguments, commands and in what the model writes itself.
 */
export function poisonedSession(number: number, { way, text }: Poison): AnalyzedSession {
  const only = (wanted: WayIn, otherwise: string): string => (way === wanted ? text : otherwise);
  const [half, rest] = way === 'split' ? (text.split('|') as [string, string]) : [text, text];
  const isText = way === 'everywhere' || way === 'split' || way === 'user-looking result';
  const [one, two] = isText ? [half, rest] : ['nothing here', 'nothing there'];
  const big = `${one}\n${filler(500, String(number))}\n${two}`;
  const cwd = only('folder', '/home/dev/harbour');
  const file = `${cwd}/${only('file name', isText ? `${MARK}.ts` : 'quay.ts')}`;
  const command = only('command name', isText ? MARK : 'ls -R');
  const word = isText ? MARK : 'quay';
  let made = 0;
  const use = (name: string, input: RawRecord, result: string, exitCode = 0): Piece => ({
    kind: 'use',
    id: `toolu_01poison${number}n${made++}`,
    name,
    input,
    result: exitCode === 0 ? result : `Exit code ${exitCode}\n${result}`,
    isError: exitCode !== 0,
    exitCode,
    say: isText ? `${one} ${made}` : `Step ${made}.`,
  });
  const bash = (line: string, result: string, exitCode = 0): Piece => use('Bash', { command: line }, result, exitCode);
  const pieces = (): Piece[] => [
    bash('git log -p', big),
    use('Read', { file_path: file }, big),
    use('Read', { file_path: file }, big),
    use(only('tool name', isText ? MARK : 'Lookup'), { x: one }, big),
    use('Grep', { pattern: word }, big),
    use('WebFetch', { url: `https://${word}.example/` }, big),
    use('Edit', { file_path: file, old_string: 'a', new_string: one }, isText ? one : 'String to replace not found in file.', 1),
    use('Read', { file_path: file, offset: 1, limit: 20 }, two),
    use('Edit', { file_path: file, old_string: 'a\nb', new_string: one }, 'updated'),
    bash('python run.py --all', isText ? one : 'bash: python: command not found', 127),
    bash(isText ? `${MARK} run.py --all` : 'python3 run.py --all', 'fine'),
    bash('git log --stat', one, 1),
    bash(isText ? `git log --stat --${MARK}` : 'git log --stat --oneline', 'fine'),
    bash(`${command} --help`, big),
    bash(`npm run ${word}`, big),
    bash(`npm run ${word}`, big),
    ...Array.from({ length: 15 }, (_, i) => bash(`echo ${i}`, two)),
  ];
  const id = way === 'session id' ? `${text} ${number}` : `made-poisoned-${number}`;
  const task = way === 'task' || isText ? `Do it. ${text}` : 'Do it.';
  const records = sessionOf('claude-code', id, task, pieces, cwd);
  if (way === 'model name') {
    for (const record of records) {
      const message = record['message'] as RawRecord;
      if (record['type'] === 'assistant' && number % 2 === 0) message['model'] = text;
    }
  }
  return analyzeRecords(records, `/traces/${way === 'session id' ? MARK : 'made'}-${number}.jsonl`);
}
