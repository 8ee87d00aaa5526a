import path from 'node:path';
import type { AnalyzedSession } from '../core/card/findings.ts';
import { withUpstreamRedundancy } from '../core/card/findUpstreamRedundancy.ts';
import { createPriceBook } from '../core/cost/priceBook.ts';
import { toolStepsOf } from '../core/session/walk.ts';
import { cardNameOf } from '../platform/cardNameOf.ts';
import { compileCardText } from '../platform/compileCardText.ts';
import { figuresOfLinked } from '../platform/figuresOfLinked.ts';
import { linkableSummary, linkSummaries } from '../platform/linkSummaries.ts';
import type { LinkableSummary } from '../platform/linkSummaries.ts';
import { writeFileAtomic } from '../platform/writeFileAtomic.ts';
import type { SessionSummary } from '../protocol/sessionSummary.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { readSessions } from './readSessions.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const OPTIONS = {
  'all-steps': { type: 'boolean' },
  brief: { type: 'boolean' },
  redundancy: { type: 'string' },
  out: { type: 'string' },
  verbose: { type: 'boolean' },
} as const;

/** A card's text, or the session whose card has to wait until all sessions are known that may be its sub-agents. */
interface Draft {
  file: string;
  card: string | AnalyzedSession;
}

/** `clawtrace card PATH… [--all-steps | --brief] [--redundancy upstream] [--out DIR]`: several cards on standard output are YAML documents of one stream. */
export async function runCard(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  if (values['brief'] && values['all-steps']) throw new UsageError('--brief and --all-steps exclude each other');
  const rule = values['redundancy'] ?? 'proven';
  if (rule !== 'proven' && rule !== 'upstream') throw new UsageError('--redundancy is "proven" or "upstream"');
  const status = { failed: false };
  const request = { paths: positionals, verbose: values['verbose'] === true, book: createPriceBook() };
  const folders = { allSteps: values['all-steps'] === true, brief: values['brief'] === true, root: terminal.cwd, home: terminal.home };
  const drafts: Draft[] = [];
  const sessions: LinkableSummary[] = [];
  for await (const { path: file, analyzed: found } of readSessions(request, terminal, status)) {
    const analyzed = rule === 'upstream' ? withUpstreamRedundancy(found) : found;
    sessions.push(linkableSummary(analyzed, file));
    drafts.push({ file, card: hasAgentsElsewhere(analyzed) ? analyzed : compileCardText(analyzed, folders) });
  }
  const summaries = new Map((await linkSummaries(sessions)).map((summary): [string, SessionSummary] => [summary.path, summary]));
  const textOf = ({ file, card }: Draft): string => {
    if (typeof card === 'string') return card;
    const summary = summaries.get(file);
    const linkedAgents = summary ? figuresOfLinked(summary, (child) => summaries.get(child)) : [];
    return compileCardText(card, { ...folders, linkedAgents });
  };
  const out = values['out'];
  if (typeof out !== 'string') {
    terminal.out(drafts.map(textOf).join('---\n'));
    return status.failed ? 1 : 0;
  }
  const taken = new Set<string>();
  for (const draft of drafts) {
    const target = path.join(out, uniqueName(cardNameOf(draft.file), taken));
    try {
      await writeFileAtomic(target, textOf(draft));
      terminal.out(`${printable(target)}\n`);
    } catch (error) {
      status.failed = true;
      terminal.err(`clawtrace: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    }
  }
  return status.failed ? 1 : 0;
}

function hasAgentsElsewhere(analyzed: AnalyzedSession): boolean {
  return [...toolStepsOf(analyzed.attributed.session)].some(({ agent }) => agent && !agent.thread);
}

/** The name with a number where it is taken; file systems may not tell capitals apart. */
function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let i = 2; taken.has(unique.toLowerCase()); i++) unique = name.replace(/\.tracecard\.yaml$/, `-${i}$&`);
  taken.add(unique.toLowerCase());
  return unique;
}
