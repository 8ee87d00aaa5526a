import type { OwnerCost } from '../cost/attributedSession.ts';
import { ZERO, formatUsdExact, type Money } from '../session/money.ts';
import type { AgentRun, Entry, SourcePointer } from '../session/session.ts';
import { describeTarget, oneLine } from './describeTarget.ts';
import type { AnalyzedSession, Step } from './findings.ts';
import { ownUsd } from './listSteps.ts';
import type { StepStatus } from './stepStatus.ts';
import type { ToolUse } from './toolUse.ts';
import type { CardRow } from './traceCard.ts';

/** What folding needs to know of a row. */
interface RowFigures {
  step: CardRow['step'];
  kind: CardRow['kind'];
  name: string;
  usd: Money;
  carry: Money;
  status: CardRow['status'];
  flags: readonly string[];
  /** True for wasted and failed steps: what a reader looks for even when it was cheap. */
  flagged: boolean;
}

/** One row of a session. */
export class RowDraft implements RowFigures {
  readonly step: CardRow['step'];
  readonly kind: CardRow['kind'];
  readonly name: string;
  readonly usd: Money;
  readonly carry: Money;
  readonly status: CardRow['status'];
  readonly flags: readonly string[];
  readonly flagged: boolean;
  /** The record that the row is about; undefined for the prefix and for sub-agents that no step claims. */
  entry: Entry | undefined;
  readonly #make: () => CardRow;
  #row: CardRow | undefined;

  constructor({ step, kind, name, usd, carry, status, flags, flagged }: RowFigures, make: () => CardRow) {
    this.step = step;
    this.kind = kind;
    this.name = name;
    this.usd = usd;
    this.carry = carry;
    this.status = status;
    this.flags = flags;
    this.flagged = flagged;
    this.entry = undefined;
    this.#make = make;
  }

  /** As it stands in a card; made when it is asked for, because most rows of a long session are folded. */
  get row(): CardRow {
    return (this.#row ??= this.#make());
  }
}

const TEXT_LIMIT = 48;

/** Every row of the session in order of time, none folded. Their usd add up to the session's total. */
export function listRows(analyzed: AnalyzedSession): RowDraft[] {
  const { attributed, steps, uses, statuses } = analyzed;
  const { session } = attributed;
  const rows: RowDraft[] = [];
  const costs = new Map<Entry, OwnerCost>();
  for (const cost of attributed.main.owners) {
    if (cost.owner.kind === 'prefix') rows.push(prefixRow(cost));
    else costs.set(cost.owner.entry, cost);
  }
  const byEntry = new Map<Entry, Step>(steps.map((step) => [step.entry, step]));
  const flags = flagsByStep(analyzed);
  const nameOf = createNames();
  const manySources = session.sources.length > 1;
  const counts = { u: 0, c: 0 };
  for (const entry of session.main.entries) {
    const step = byEntry.get(entry);
    const add = (row: RowDraft): void => {
      row.entry = entry;
      rows.push(row);
    };
    if (step) {
      const name = nameOf(step.entry.kind === 'llm' ? step.entry.model : step.entry.name);
      add(stepRow(step, uses.get(step.n), statuses.get(step.n) ?? {}, name, session.cwd, flags.get(step.n) ?? [], manySources));
    } else if (entry.kind === 'user') {
      const target = (): string | undefined => (entry.images > 0 && !entry.text ? 'image' : oneLine(entry.text, TEXT_LIMIT));
      const name = entry.byPerson ? 'user' : 'harness';
      add(otherRow(`u${++counts.u}`, 'user', name, target, costs.get(entry), pointer(entry.source, manySources)));
    } else if (entry.kind === 'compaction') {
      const target = (): string | undefined => oneLine(entry.trigger ?? '', TEXT_LIMIT);
      add(otherRow(`c${++counts.c}`, 'compaction', 'compaction', target, costs.get(entry), pointer(entry.source, manySources)));
    }
  }
  rows.push(...strayRows(analyzed));
  return rows;
}

/** Names of models and tools as a row shows them; a session repeats the same few. */
function createNames(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let name = known.get(text);
    if (name === undefined) known.set(text, (name = oneLine(text, TEXT_LIMIT) ?? 'unknown'));
    return name;
  };
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
  return otherRow(0, 'prefix', 'prefix', () => 'system prompt, tools, instructions', cost, undefined);
}

function otherRow(
  step: CardRow['step'],
  kind: CardRow['kind'],
  name: string,
  targetOf: () => string | undefined,
  cost: OwnerCost | undefined,
  at: string | undefined,
): RowDraft {
  const usd = cost ? ownUsd(cost) : ZERO;
  const carry = cost?.carry ?? ZERO;
  return new RowDraft({ step, kind, name, usd, carry, status: undefined, flags: [], flagged: false }, () => {
    const target = targetOf();
    return {
      step,
      kind,
      name,
      ...(target && { target }),
      usd: formatUsdExact(usd),
      ...(carry !== ZERO && { carry: formatUsdExact(carry) }),
      ...(cost && cost.tokens > 0 && { tokens: cost.tokens }),
      ...(at && { at }),
    };
  });
}

function stepRow(
  step: Step,
  use: ToolUse | undefined,
  { status, failure }: StepStatus,
  name: string,
  cwd: string | undefined,
  flags: string[],
  manySources: boolean,
): RowDraft {
  const { entry, cost, kind, usd } = step;
  const flagged = failure !== undefined || flags.some((flag) => flag !== 'rewrite');
  const figures: RowFigures = { step: step.n, kind, name, usd, carry: cost.carry, status, flags, flagged };
  return new RowDraft(figures, () => {
    const isCall = entry.kind === 'llm';
    const target = isCall ? oneLine(entry.text, TEXT_LIMIT) : use && describeTarget(use, entry.args, cwd, entry.agent?.task);
    const ms = isCall ? entry.durationMs : entry.result?.durationMs;
    return {
      step: step.n,
      kind,
      name,
      ...(target && { target }),
      usd: formatUsdExact(usd),
      ...(cost.carry !== ZERO && { carry: formatUsdExact(cost.carry) }),
      ...(cost.tokens > 0 && { tokens: cost.tokens }),
      // Clocks of a source may run backwards; such a duration is unknown.
      ...(ms !== undefined && ms >= 0 && { ms: Math.round(ms) }),
      ...(status && { status }),
      ...(flags.length > 0 && { flags }),
      at: pointer(entry.source, manySources),
    };
  });
}

/** Sub-agents that no step of the session claims, but whose calls are in its bill. */
function strayRows({ attributed }: AnalyzedSession): RowDraft[] {
  const runs = new Map<string, AgentRun>(attributed.session.strayAgents.map((run) => [run.id, run]));
  return attributed.agents
    .filter((agent) => !agent.startedBy && agent.depth <= 1)
    .map((agent, i) => {
      const run = runs.get(agent.runId);
      const target = oneLine(run?.task ?? '', TEXT_LIMIT);
      const name = oneLine(run?.type ?? '', TEXT_LIMIT) ?? 'agent';
      const usd = agent.subtreeTotal;
      const step = `a${i + 1}`;
      return new RowDraft({ step, kind: 'agent', name, usd, carry: ZERO, status: undefined, flags: [], flagged: false }, () => ({
        step,
        kind: 'agent',
        name,
        ...(target && { target }),
        usd: formatUsdExact(usd),
      }));
    });
}

function pointer(source: SourcePointer, manySources: boolean): string {
  return manySources ? `${source.source}:L${source.line}` : `L${source.line}`;
}
