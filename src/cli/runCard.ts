import path from 'node:path';
import { withUpstreamRedundancy } from '../core/card/findUpstreamRedundancy.ts';
import { createPriceBook } from '../core/cost/priceBook.ts';
import { messageOf } from '../core/session/messageOf.ts';
import { analyzeFile } from '../platform/analyzeFile.ts';
import { cardNameOf } from '../platform/cardNameOf.ts';
import { compileCardText } from '../platform/compileCardText.ts';
import { figuresOfLinked } from '../platform/figuresOfLinked.ts';
import { linkSummaries } from '../platform/linkSummaries.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import { writeFileAtomic } from '../platform/writeFileAtomic.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { listSessionFiles } from './listSessionFiles.ts';
import { runFileJobs } from './runFileJobs.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const OPTIONS = {
  'all-steps': { type: 'boolean' },
  brief: { type: 'boolean' },
  redundancy: { type: 'string' },
  out: { type: 'string' },
  verbose: { type: 'boolean' },
} as const;

/** Cards that are written side by side: a disk takes some milliseconds for each, and most of them in waiting. */
const AT_ONCE = 8;

interface Draft {
  file: string;
  card: string;
}

/** `clawtrace card PATH… [--all-steps | --brief] [--redundancy upstream] [--out DIR]`: several cards on standard output are YAML documents of one stream. */
export async function runCard(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  if (values['brief'] && values['all-steps']) throw new UsageError('--brief and --all-steps exclude each other');
  const rule = values['redundancy'] ?? 'proven';
  if (rule !== 'proven' && rule !== 'upstream') throw new UsageError('--redundancy is "proven" or "upstream"');
  const upstream = rule === 'upstream';
  const status = { failed: false };
  const { files, agentFiles, report, finish } = await listSessionFiles(
    { paths: positionals, verbose: values['verbose'] === true },
    terminal,
    status,
  );
  const folders = { allSteps: values['all-steps'] === true, brief: values['brief'] === true, root: terminal.cwd, home: terminal.home };
  const places = { workspaces: [terminal.cwd], home: terminal.home };
  const results = await runFileJobs(files, { waste: true, card: folders, upstream, outcomes: places });
  const found = files.flatMap((file, i) => {
    const result = results[i];
    return result && report(file, result) && result.kind === 'session' ? [result] : [];
  });
  finish();
  const summaries = new Map((await linkSummaries(found.map(({ linkable }) => linkable))).map((summary) => [summary.path, summary]));
  const book = createPriceBook();
  const outcomes = { ...places, folders: new OutcomeFolders() };
  const drafts: Draft[] = [];
  for (const { path: file, card } of found) drafts.push({ file, card: card ?? (await linkedCard(file)) });

  /** A card that shows sub-agents of other files, whose dollars are known only now. */
  async function linkedCard(file: string): Promise<string> {
    const result = await analyzeFile(file, { book, agentFiles, outcomes });
    if (result.kind !== 'session') throw new Error(`${file}: ${result.reason}`);
    const summary = summaries.get(file);
    const linkedAgents = summary ? figuresOfLinked(summary, (child) => summaries.get(child)) : [];
    const analyzed = upstream ? withUpstreamRedundancy(result.analyzed) : result.analyzed;
    return compileCardText(analyzed, { ...folders, linkedAgents });
  }
  const out = values['out'];
  if (typeof out !== 'string') {
    terminal.out(drafts.map(({ card }) => card).join('---\n'));
    return status.failed ? 1 : 0;
  }
  const taken = new Set<string>();
  const cards = drafts.map(({ file, card }) => ({ target: path.join(out, uniqueName(cardNameOf(file), taken)), card }));
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
    await writeFileAtomic(target, card);
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
