import path from 'node:path';
import { displayPath } from '../core/card/cardIdentity.ts';
import { messageOf } from '../core/session/messageOf.ts';
import { cardNameOf } from '../platform/cardNameOf.ts';
import { writeIfChanged } from '../platform/writeIfChanged.ts';
import type { CardJob } from './fileJob.ts';
import { KeptRows } from './keptRows.ts';
import type { KeepRequest } from './keptRows.ts';
import { completeCards } from './completeCards.ts';
import { listSessionFiles } from './listSessionFiles.ts';
import type { PackedResult } from './packResult.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { runKeptJobs } from './runKeptJobs.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const OPTIONS = {
  'all-steps': { type: 'boolean' },
  brief: { type: 'boolean' },
  redundancy: { type: 'string' },
  out: { type: 'string' },
  'no-cache': { type: 'boolean' },
  verbose: { type: 'boolean' },
} as const;

/** Cards that are written side by side: a disk takes some milliseconds for each, and most of them in waiting. */
const AT_ONCE = 8;

/** `clawtrace card PATH… [--all-steps | --brief] [--redundancy upstream] [--out DIR] [--no-cache]`: several cards on standard output are YAML documents of one stream. */
export async function runCard(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  if (values['brief'] && values['all-steps']) throw new UsageError('--brief and --all-steps exclude each other');
  const rule = values['redundancy'] ?? 'proven';
  if (rule !== 'proven' && rule !== 'upstream') throw new UsageError('--redundancy is "proven" or "upstream"');
  const upstream = rule === 'upstream';
  const status = { failed: false };
  const { files, report, finish } = await listSessionFiles({ paths: positionals, verbose: values['verbose'] === true }, terminal, status);
  const places = { workspaces: [terminal.cwd], home: terminal.home };
  const folders = { root: terminal.cwd, home: terminal.home };
  const [allSteps, brief] = [values['all-steps'] === true, values['brief'] === true];
  const job: CardJob = { waste: true, card: { allSteps, brief, ...folders }, upstream, outcomes: places };
  const keep: KeepRequest = {
    // Cards of each form are kept beside each other.
    name: ['card', allSteps && 'all-steps', brief && 'brief', upstream && 'upstream'].filter(Boolean).join('-'),
    off: values['no-cache'] === true,
    verbose: values['verbose'] === true,
    outcomes: places,
    facts: (file) => displayPath(file, folders),
  };
  const kept = KeptRows.open<PackedResult>(keep, terminal);
  const results = await runKeptJobs(files, job, kept);
  const found = files.flatMap((file, i) => {
    const result = results[i];
    return result && report(file, result) && result.kind === 'session' ? [result] : [];
  });
  finish();
  const texts = await completeCards(found, job, keep, terminal);
  await kept?.flush();
  const out = values['out'];
  if (typeof out !== 'string') {
    terminal.out(texts.join('---\n'));
    return status.failed ? 1 : 0;
  }
  const taken = new Set<string>();
  const cards = found.map(({ path: file }, i) => ({
    target: path.join(out, uniqueName(cardNameOf(file), taken)),
    card: texts[i] as string,
  }));
  for (let i = 0; i < cards.length; i += AT_ONCE) {
    const written = cards.slice(i, i + AT_ONCE).map(async ({ target, card }) => ({ target, error: await problemOfWriting(target, card) }));
    for (const { target, error } of await Promise.all(written)) {
      if (error === undefined) terminal.out(`${printable(target)}\n`);
      else terminal.err(`clawtrace: ${printable(error)}\n`);
      status.failed ||= error !== undefined;
    }
  }
  return status.failed ? 1 : 0;
}

/** What is wrong, for people; undefined where the card is written. */
async function problemOfWriting(target: string, card: string): Promise<string | undefined> {
  try {
    await writeIfChanged(target, card);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The name with a number where it is taken; file systems may not tell capitals apart. */
function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let i = 2; taken.has(unique.toLowerCase()); i++) unique = name.replace(/\.tracecard\.yaml$/, `-${i}$&`);
  taken.add(unique.toLowerCase());
  return unique;
}
