import type { OwnerCost } from '../cost/attributedSession.ts';
import { ZERO, formatUsdExact, type Money } from '../session/money.ts';
import type { AgentRun, Entry, SourcePointer } from '../session/session.ts';
import { describeTarget, oneLine } from './describeTarget.ts';
import type { AnalyzedSession, Step } from './findings.ts';
import { ownUsd, readToolUses } from './listSteps.ts';
import { stepStatus } from './stepStatus.ts';
import type { CardRow } from './traceCard.ts';

/** A row with the figures that folding needs. */
export interface RowDraft {
  row: CardRow;
  usd: Money;
  carry: Money;
  /** True for wasted and failed steps: what a reader looks for even when it was cheap. */
  flagged: boolean;
}

const TEXT_LIMIT = 48;

/** Every row of the session in order of time, none folded. Their usd add up to the session's total. */
export function listRows(analyzed: AnalyzedSession): RowDraft[] {
  const { attributed, steps } = analyzed;
  const { session } = attributed;
  const rows: RowDraft[] = [];
  const costs = new Map<Entry, OwnerCost>();
  for (const cost of attributed.main.owners) {
    if (cost.owner.kind === 'prefix') rows.push(prefixRow(cost));
    else costs.set(cost.owner.entry, cost);
  }
  const byEntry = new Map<Entry, Step>(steps.map((step) => [step.entry, step]));
  const flags = flagsByStep(analyzed);
  const uses = readToolUses(steps, session.cwd);
  const manySources = session.sources.length > 1;
  const counts = { u: 0, c: 0 };
  for (const entry of session.main.entries) {
    const step = byEntry.get(entry);
    if (step) {
      rows.push(stepRow(step, uses.get(step.n), session.cwd, flags.get(step.n) ?? [], manySources));
    } else if (entry.kind === 'user') {
      const target = entry.images > 0 && !entry.text ? 'image' : oneLine(entry.text, TEXT_LIMIT);
      rows.push(
        otherRow(
          `u${++counts.u}`,
          'user',
          entry.byPerson ? 'user' : 'harness',
          target,
          costs.get(entry),
          pointer(entry.source, manySources),
        ),
      );
    } else if (entry.kind === 'compaction') {
      rows.push(
        otherRow(`c${++counts.c}`, 'compaction', 'compaction', entry.trigger, costs.get(entry), pointer(entry.source, manySources)),
      );
    }
  }
  rows.push(...strayRows(analyzed));
  return rows;
}

function flagsByStep({ clusters, attributed, steps }: AnalyzedSession): Map<number, string[]> {
  const flags = new Map<number, string[]>();
  const add = (n: number, flag: string): void => void flags.set(n, [...(flags.get(n) ?? []), flag]);
  for (const cluster of clusters) for (const step of cluster.wasted) add(step.n, cluster.id);
  const rewritten = new Set<Entry>(attributed.main.rewrites.map((r) => r.call));
  for (const step of steps) if (rewritten.has(step.entry)) add(step.n, 'rewrite');
  return flags;
}

function prefixRow(cost: OwnerCost): RowDraft {
  return otherRow(0, 'prefix', 'prefix', 'system prompt, tools, instructions', cost, undefined);
}

function otherRow(
  step: CardRow['step'],
  kind: CardRow['kind'],
  name: string,
  target: string | undefined,
  cost: OwnerCost | undefined,
  at: string | undefined,
): RowDraft {
  const usd = cost ? ownUsd(cost) : ZERO;
  const carry = cost?.carry ?? ZERO;
  const row: CardRow = {
    step,
    kind,
    name,
    ...(target && { target }),
    usd: formatUsdExact(usd),
    ...(carry !== ZERO && { carry: formatUsdExact(carry) }),
    ...(cost && cost.tokens > 0 && { tokens: cost.tokens }),
    ...(at && { at }),
  };
  return { row, usd, carry, flagged: false };
}

function stepRow(
  step: Step,
  use: Parameters<typeof describeTarget>[0] | undefined,
  cwd: string | undefined,
  flags: string[],
  manySources: boolean,
): RowDraft {
  const { entry, cost } = step;
  const { status, failure } = stepStatus(step, use);
  const isCall = entry.kind === 'llm';
  const target = isCall ? oneLine(entry.text, TEXT_LIMIT) : use && describeTarget(use, entry.args, cwd, entry.agent?.task);
  const ms = isCall ? entry.durationMs : entry.result?.durationMs;
  const row: CardRow = {
    step: step.n,
    kind: step.kind,
    name: oneLine(isCall ? entry.model : entry.name, TEXT_LIMIT) ?? 'unknown',
    ...(target && { target }),
    usd: formatUsdExact(step.usd),
    ...(cost.carry !== ZERO && { carry: formatUsdExact(cost.carry) }),
    ...(cost.tokens > 0 && { tokens: cost.tokens }),
    // Clocks of a source may run backwards; such a duration is unknown.
    ...(ms !== undefined && ms >= 0 && { ms: Math.round(ms) }),
    ...(status && { status }),
    ...(flags.length > 0 && { flags }),
    at: pointer(entry.source, manySources),
  };
  return {
    row,
    usd: step.usd,
    carry: cost.carry,
    flagged: failure !== undefined || flags.some((flag) => flag !== 'rewrite'),
  };
}

/** Sub-agents that no step of the session claims, but whose calls are in its bill. */
function strayRows({ attributed }: AnalyzedSession): RowDraft[] {
  const runs = new Map<string, AgentRun>(attributed.session.strayAgents.map((run) => [run.id, run]));
  return attributed.agents
    .filter((agent) => !agent.startedBy && agent.depth <= 1)
    .map((agent, i) => {
      const run = runs.get(agent.runId);
      const target = oneLine(run?.task ?? '', TEXT_LIMIT);
      const row: CardRow = {
        step: `a${i + 1}`,
        kind: 'agent',
        name: oneLine(run?.type ?? '', TEXT_LIMIT) ?? 'agent',
        ...(target && { target }),
        usd: formatUsdExact(agent.subtreeTotal),
      };
      return { row, usd: agent.subtreeTotal, carry: ZERO, flagged: false };
    });
}

function pointer(source: SourcePointer, manySources: boolean): string {
  return manySources ? `${source.source}:L${source.line}` : `L${source.line}`;
}
