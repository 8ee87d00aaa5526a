import { ZERO, formatUsdExact, type Money } from '../session/money.ts';
import type { AgentRun, Outcome, Thread, Warning } from '../session/session.ts';
import type { AttributedSession } from '../cost/attributedSession.ts';
import { cardPrefix } from './cardPrefix.ts';
import { oneLine } from './describeTarget.ts';
import type { AnalyzedSession, Cluster, Step } from './findings.ts';
import { isLowerBound } from './isLowerBound.ts';
import { threadFindings } from './threadFindings.ts';
import type { CardAgent, CardCluster, CardContext, CardCost, CardFailure, CardMore, TraceCard, Usd } from './traceCard.ts';

/** Lines of evidence that a card shows. */
const EVIDENCE_LIMIT = 6;

/** How the session ended; what its evidence quotes of reports and records is cleaned as all trace text is. */
export function cardOutcome({ result, evidence }: Outcome): TraceCard['outcome'] {
  return { result, evidence: evidence.slice(0, EVIDENCE_LIMIT).flatMap((line) => oneLine(line, 160) ?? []) };
}

/** What the caller knows of a sub-agent that is a session with a bill of its own. */
export type LinkedAgent = { usd?: Money; calls?: number; card?: string };

/** Keeps the `limit` dearest, in their own order. */
function keepDearest<T>(list: readonly T[], limit: number, usd: (item: T) => Money): { kept: T[]; dropped: T[] } {
  const order = list.map((item, i) => ({ item, i, usd: usd(item) })).sort((a, b) => (a.usd === b.usd ? a.i - b.i : a.usd > b.usd ? -1 : 1));
  const kept = new Set(order.slice(0, limit).map((o) => o.item));
  return {
    kept: list.filter((item) => kept.has(item)),
    dropped: list.filter((item) => !kept.has(item)),
  };
}

function total<T>(list: readonly T[], usd: (item: T) => Money): Usd {
  return formatUsdExact(list.reduce((sum, item) => sum + usd(item), ZERO));
}

export function cardCost(analyzed: AnalyzedSession): CardCost {
  const { attributed } = analyzed;
  const clusters = threadFindings(analyzed).flatMap((thread) => thread.clusters);
  const { tokens, buckets, session } = attributed;
  const usd = formatUsdExact;
  const prefix = cardPrefix(attributed);
  const ofClass = (which: Cluster['class']): Usd =>
    total(
      clusters.filter((c) => c.class === which),
      (c) => c.usd,
    );
  return {
    usd: usd(attributed.total),
    bound: isLowerBound(attributed, session.warnings) ? 'at least' : 'exact',
    ...(attributed.logged !== undefined && {
      logged_usd: usd(attributed.logged),
    }),
    ...(attributed.unpricedTokens > 0 && {
      unpriced_tokens: attributed.unpricedTokens,
    }),
    tokens: {
      input: tokens.input,
      cache_read: tokens.cacheRead,
      cache_write_5m: tokens.cacheWrite5m,
      cache_write_1h: tokens.cacheWrite1h,
      output: tokens.output,
      reasoning: tokens.reasoning,
    },
    split: {
      prefix: usd(buckets.prefix),
      user: usd(buckets.user),
      output: usd(buckets.output),
      tool_entry: usd(buckets.toolEntry),
      tool_carry: usd(buckets.toolCarry),
      agents: usd(buckets.agents),
      fees: usd(buckets.fees),
    },
    ...(prefix && { prefix }),
    rewrite_usd: usd(attributed.rewrite),
    avoidable_usd: ofClass('proven'),
    likely_avoidable_usd: ofClass('likely'),
  };
}

export function cardRedundancy(analyzed: AnalyzedSession, limit: number): { list: CardCluster[]; more?: CardMore['redundancy'] } {
  const clusters = threadFindings(analyzed).flatMap(({ clusters: found, label }) => found.map((c) => ({ ...c, label })));
  const { kept, dropped } = keepDearest(clusters, limit, (c) => c.usd);
  const list = kept.map((c) => ({
    id: c.id,
    kind: c.kind,
    class: c.class,
    steps: [...(c.needed ? [c.needed] : []), ...c.wasted].map(c.label),
    usd: formatUsdExact(c.usd),
    proof: oneLine(c.proof, 240) ?? '',
  }));
  if (dropped.length === 0) return { list };
  const of = (which: Cluster['class']): Usd =>
    total(
      dropped.filter((c) => c.class === which),
      (c) => c.usd,
    );
  return {
    list,
    more: {
      count: dropped.length,
      proven_usd: of('proven'),
      likely_usd: of('likely'),
    },
  };
}

export function cardFailures(analyzed: AnalyzedSession, limit: number): { list: CardFailure[]; more?: CardMore['failures'] } {
  const failures = threadFindings(analyzed).flatMap(({ failures: found, label }) => found.map((f) => ({ ...f, label })));
  const { kept, dropped } = keepDearest(failures, limit, (f) => f.usd ?? f.step.usd);
  const list = kept.map((f) => ({
    step: f.label(f.step),
    error: f.error,
    ...(f.repairedBy && { repaired_by: f.label(f.repairedBy) }),
    ...(f.usd !== undefined && { usd: formatUsdExact(f.usd) }),
  }));
  return {
    list,
    ...(dropped.length > 0 && { more: { count: dropped.length } }),
  };
}

export function cardAgents(
  { attributed, steps, agentUse }: AnalyzedSession,
  limit: number,
  linked: (run: AgentRun) => LinkedAgent | undefined,
): { list: CardAgent[]; more?: CardMore['agents'] } {
  const drafts: { agent: CardAgent; usd: Money }[] = [];
  const draft = (run: AgentRun, step: number | undefined): void => {
    const billed = attributed.agents.filter((a) => a.runId === run.id && a.depth <= 1);
    const inTotal = run.thread !== undefined && billed.length > 0;
    const own = billed.reduce((sum, a) => sum + a.subtreeTotal, ZERO);
    const other = inTotal ? undefined : linked(run);
    const usd = inTotal ? own : other?.usd;
    const calls = run.thread ? callsIn(run.thread) : other?.calls;
    const use = step === undefined ? undefined : agentUse.get(step);
    const type = oneLine(run.type ?? '', 40);
    const agent: CardAgent = {
      ...(step !== undefined && { step }),
      id: oneLine(run.id, 80) ?? 'unknown',
      ...(type && { type }),
      task: oneLine(run.task, 60) ?? '',
      ...(calls !== undefined && { calls }),
      ...(usd !== undefined && { usd: formatUsdExact(usd) }),
      ...(usd !== undefined && { in_total: inTotal }),
      ...(use && { used: use.used, evidence: use.evidence }),
      ...(other?.card && { card: oneLine(other.card, 200) ?? '' }),
    };
    drafts.push({ agent, usd: inTotal ? own : ZERO });
  };
  for (const { n, entry } of steps) if (entry.kind === 'tool' && entry.agent) draft(entry.agent, n);
  for (const run of attributed.session.strayAgents) draft(run, undefined);
  const { kept, dropped } = keepDearest(drafts, limit, (d) => d.usd);
  return {
    list: kept.map((d) => d.agent),
    ...(dropped.length > 0 && {
      more: { count: dropped.length, usd: total(dropped, (d) => d.usd) },
    }),
  };
}

function callsIn(thread: Thread): number {
  let calls = 0;
  for (const entry of thread.entries) {
    if (entry.kind === 'llm') calls++;
    else if (entry.kind === 'tool' && entry.agent?.thread) calls += callsIn(entry.agent.thread);
  }
  return calls;
}

export function cardContext(
  { attributed, steps }: AnalyzedSession,
  limit: number,
): { context: CardContext; more: Pick<CardMore, 'compactions' | 'rewrites'> } {
  const sizes = attributed.main.context.map((c) => c.tokens).filter((tokens) => tokens > 0);
  /** The last step at or before an entry; 0 before the first. */
  const stepAt = (index: number): number => {
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((steps[middle] as Step).entry.index <= index) low = middle + 1;
      else high = middle;
    }
    return steps[low - 1]?.n ?? 0;
  };
  const compactions = attributed.session.main.entries.filter((entry) => entry.kind === 'compaction');
  const listed = compactions.slice(0, limit);
  const rewrites = keepDearest(attributed.main.rewrites, limit, (r) => r.premium);
  const peak = sizes.reduce((max, size) => Math.max(max, size), 0);
  return {
    context: {
      ...(sizes.length > 0 && {
        start: sizes[0],
        peak,
        end: sizes.at(-1),
      }),
      compactions: listed.map((c) => ({
        step: stepAt(c.index),
        ...(c.tokensBefore !== undefined && { tokens_before: c.tokensBefore }),
      })),
      rewrites: rewrites.kept.map((r) => ({
        step: stepAt(r.call.index),
        tokens: r.tokens,
        usd: formatUsdExact(r.premium),
        reason: rewriteReason(r),
      })),
    },
    more: {
      ...(listed.length < compactions.length && {
        compactions: { count: compactions.length - listed.length },
      }),
      ...(rewrites.dropped.length > 0 && {
        rewrites: {
          count: rewrites.dropped.length,
          usd: total(rewrites.dropped, (r) => r.premium),
        },
      }),
    },
  };
}

function rewriteReason({ reason, idleMs }: AttributedSession['main']['rewrites'][number]): string {
  return reason === 'idle' && idleMs !== undefined ? `idle ${Math.round(idleMs / 60_000)} min` : reason;
}

/** Each warning once, with the number of times it was met, and never more than a few. */
export function cardWarnings(warnings: readonly Warning[], limit: number): string[] {
  const counts = new Map<string, number>();
  for (const warning of warnings) {
    const text = oneLine(warning.message, 160) ?? warning.code;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const lines = [...counts].map(([text, count]) => (count > 1 ? `${text} (${count} times)` : text));
  return lines.length <= limit ? lines : [...lines.slice(0, limit - 1), `and ${lines.length - limit + 1} more`];
}
