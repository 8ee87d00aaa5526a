import { existsSync } from 'node:fs';
import { costsByLine } from '../../core/card/costsByLine.ts';
import type { LineCosts } from '../../core/card/costsByLine.ts';
import { isLowerBound } from '../../core/card/isLowerBound.ts';
import type { AnalyzedSession } from '../../core/card/findings.ts';
import { firstFrom } from '../../core/session/firstFrom.ts';
import { parseUsd } from '../../core/session/money.ts';
import type { MarkedLine, WorkerCalls } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { SessionStore } from '../sessionStore.ts';

/** Most lines that are told beside those asked for: what an overview ruler can show, and more than a person goes through. */
const MARKED_LINES = 400;

interface Kept extends LineCosts {
  dearest: MarkedLine[];
  flagged: number[];
}

/** Costs by line of each source, kept as long as the session they were made of. */
const made = new WeakMap<AnalyzedSession, Map<number, Kept>>();

/** What the lines of a session's file cost, or of a file of one of its sub-agents. */
export async function lineCosts(
  { path, from, to, settings }: WorkerCalls['lineCosts']['request'],
  context: CallContext,
  store: SessionStore,
): Promise<WorkerCalls['lineCosts']['answer']> {
  const owner = await store.agentFiles.ownerOf(path);
  const session = owner !== undefined && existsSync(owner) ? owner : path;
  const file = await store.get(session, settings, context.signal);
  if (file.kind !== 'session') return { kind: file.kind, reason: file.reason };
  const { sources, warnings } = file.analyzed.attributed.session;
  const source = sources.findIndex((candidate) => candidate.path === path);
  const { total, lines, clusters, failures, dearest, flagged } = costsOf(file.analyzed, source < 0 ? 0 : source);
  const first = firstFrom(lines, from);
  const shown = lines.slice(first, firstFrom(lines, to + 1));
  const steps = new Set(shown.flatMap(({ about }) => about.map(({ step }) => step)));
  const flags = new Set(shown.flatMap(({ about }) => about.flatMap((step) => step.flags)));
  return {
    kind: 'session',
    session,
    total,
    lowerBound: isLowerBound(file.analyzed.attributed, warnings),
    lines: shown,
    clusters: clusters.filter(({ id }) => flags.has(id)),
    failures: failures.filter(({ step }) => steps.has(step)),
    dearest,
    flagged,
  };
}

function costsOf(analyzed: AnalyzedSession, source: number): Kept {
  const bySource = made.get(analyzed) ?? new Map<number, Kept>();
  made.set(analyzed, bySource);
  let kept = bySource.get(source);
  if (!kept) {
    const costs = costsByLine(analyzed, source);
    const flagged = costs.lines.filter(({ about }) => about.some(isFlagged)).map(({ line }) => line);
    kept = { ...costs, dearest: dearestOf(costs.lines), flagged: flagged.slice(0, MARKED_LINES) };
    bySource.set(source, kept);
  }
  return kept;
}

/** A step with two lines is marked at its result alone. */
function dearestOf(lines: LineCosts['lines']): MarkedLine[] {
  return lines
    .filter(({ about }) => about.some(({ part }) => part !== 'call'))
    .map(({ line, usd, share }) => ({ line, usd, share, units: parseUsd(usd) }))
    .sort((a, b) => (a.units === b.units ? a.line - b.line : a.units > b.units ? -1 : 1))
    .slice(0, MARKED_LINES)
    .map(({ line, usd, share }) => ({ line, usd, share }));
}

function isFlagged({ part, status, flags }: LineCosts['lines'][number]['about'][number]): boolean {
  return part !== 'call' && (status === 'error' || status === 'aborted' || flags.length > 0);
}
