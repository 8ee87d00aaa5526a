import path from 'node:path';
import { createPriceBook } from '../core/cost/priceBook.ts';
import { compileCardText } from '../platform/compileCardText.ts';
import { writeFileAtomic } from '../platform/writeFileAtomic.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { readSessions } from './readSessions.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const OPTIONS = { 'all-steps': { type: 'boolean' }, out: { type: 'string' }, verbose: { type: 'boolean' } } as const;

/** `clawtrace card PATH… [--all-steps] [--out DIR]`: several cards on standard output are YAML documents of one stream. */
export async function runCard(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const status = { failed: false };
  const taken = new Set<string>();
  let written = 0;
  const request = { paths: positionals, verbose: values['verbose'] === true, book: createPriceBook() };
  const out = values['out'];
  for await (const { path: file, analyzed } of readSessions(request, terminal, status)) {
    const yaml = compileCardText(analyzed, { allSteps: values['all-steps'] === true, root: terminal.cwd, home: terminal.home });
    if (typeof out === 'string') {
      const target = path.join(out, cardFileName(file, taken));
      try {
        await writeFileAtomic(target, yaml);
        terminal.out(`${target}\n`);
      } catch (error) {
        status.failed = true;
        terminal.err(`clawtrace: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    } else {
      terminal.out(written > 0 ? `---\n${yaml}` : yaml);
    }
    written++;
  }
  return status.failed ? 1 : 0;
}

/** `<name>.tracecard.yaml`, with a number where the name is taken; file systems may not tell capitals apart. */
export function cardFileName(sessionFile: string, taken: Set<string>): string {
  const name = path.basename(sessionFile).replace(/\.jsonl(?:\..*)?$|\.json$|\.log$/, '') || 'session';
  let unique = name;
  for (let i = 2; taken.has(unique.toLowerCase()); i++) unique = `${name}-${i}`;
  taken.add(unique.toLowerCase());
  return `${unique}.tracecard.yaml`;
}
