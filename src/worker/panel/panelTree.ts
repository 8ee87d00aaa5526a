import { describeTarget, oneLine } from '../../core/card/describeTarget.ts';
import type { AnalyzedSession, Step } from '../../core/card/findings.ts';
import { ownUsd } from '../../core/card/listSteps.ts';
import { stepStatus } from '../../core/card/stepStatus.ts';
import { toolUse, type ToolUse } from '../../core/card/toolUse.ts';
import type { AttributedThread, OwnerCost, Rewrite } from '../../core/cost/attributedSession.ts';
import { formatUsdExact, ZERO, type Money } from '../../core/session/money.ts';
import type { AgentRun, Entry, LlmCall, Session, Thread, ToolStep } from '../../core/session/session.ts';
import type { PanelContext, PanelNode } from '../../protocol/panelTrace.ts';
import { clustersOf } from './clustersOf.ts';

const TEXT_LIMIT = 160;

/** The nodes of the panel, and the way back from them to the session's entries. */
export interface PanelTree {
  nodes: PanelNode[];
  context: PanelContext[];
  /** By node; absent for prefixes and for sub-agents that no step claims. */
  entries: (Entry | undefined)[];
  /** By node; absent for sub-agents that no step claims. */
  costs: ({ cost: OwnerCost; thread: AttributedThread } | undefined)[];
  idOf: Map<Entry, number>;
}

/** The session as a tree: calls with the tools they asked for, sub-agents below the step that started them. */
export function panelTree(analyzed: AnalyzedSession): PanelTree {
  return new TreeBuilder(analyzed).build();
}

class TreeBuilder {
  readonly #analyzed: AnalyzedSession;
  readonly #threads: ReadonlyMap<AgentRun | undefined, AttributedThread>;
  readonly #wasted = new Map<Entry, string[]>();
  readonly #tree: PanelTree = { nodes: [], context: [], entries: [], costs: [], idOf: new Map() };
  /** Exact sums by node, since the nodes hold decimals. */
  readonly #usd: Money[] = [];
  #threadCount = 0;

  constructor(analyzed: AnalyzedSession) {
    this.#analyzed = analyzed;
    const { attributed } = analyzed;
    const runs = new Map<AgentRun | undefined, AttributedThread>([[undefined, attributed.main]]);
    const strays = new Map(attributed.session.strayAgents.map((run) => [run.id, run]));
    for (const { runId, startedBy, thread } of attributed.agents) {
      const run = startedBy?.agent ?? strays.get(runId);
      if (run && !runs.has(run)) runs.set(run, thread);
    }
    this.#threads = runs;
    for (const { id, wasted } of clustersOf(analyzed)) {
      for (const { entry } of wasted) this.#wasted.set(entry, [...(this.#wasted.get(entry) ?? []), id]);
    }
  }

  build(): PanelTree {
    const { session } = this.#analyzed.attributed;
    this.#addThread(session.main, undefined, -1, '');
    let strays = 0;
    for (const run of session.strayAgents) {
      const step = `a${++strays}`;
      const id = this.#push({ parent: -1, thread: 0, kind: 'agent', step, name: oneLine(run.type ?? '', 60) ?? 'agent', target: run.task });
      if (run.thread) this.#addThread(run.thread, run, id, step);
    }
    this.#addUpSubtrees();
    return this.#tree;
  }

  #addThread(thread: Thread, run: AgentRun | undefined, parent: number, stepOfParent: string): void {
    const attributed = this.#threads.get(run);
    const index = this.#threadCount++;
    const costs = new Map<Entry, OwnerCost>();
    const prefixStep = stepOfParent === '' ? '0' : `${stepOfParent}.0`;
    for (const cost of attributed?.owners ?? []) {
      if (cost.owner.kind !== 'prefix') costs.set(cost.owner.entry, cost);
      else {
        const target = 'system prompt, tools, instructions';
        this.#push({ parent, thread: index, kind: 'prefix', step: prefixStep, name: 'prefix', target }, cost, attributed);
      }
    }
    const rewrites = new Map<LlmCall, Rewrite>(attributed?.rewrites.map((rewrite) => [rewrite.call, rewrite]));
    const callNodes = new Map<number, number>();
    const counts = { step: 0, u: 0, c: 0 };
    const numbered = (own: string): string => (stepOfParent === '' ? own : `${stepOfParent}.${own}`);
    let here = this.#analyzed.attributed.session.cwd;
    let clock: number | undefined;
    for (const entry of thread.entries) {
      const base = { parent, thread: index, ...placeOf(entry, this.#analyzed.attributed.session), clusters: this.#wasted.get(entry) ?? [] };
      const cost = costs.get(entry);
      if (entry.kind === 'user') {
        const target = entry.images > 0 && !entry.text ? 'image' : entry.text;
        const name = entry.byPerson ? 'user' : 'harness';
        const times = entry.at === undefined ? {} : { start: entry.at, end: entry.at };
        this.#push({ ...base, ...times, kind: 'user', step: numbered(`u${++counts.u}`), name, target }, cost, attributed, entry);
      } else if (entry.kind === 'compaction') {
        const step = numbered(`c${++counts.c}`);
        const times = entry.at === undefined ? {} : { start: entry.at, end: entry.at };
        const target = entry.trigger ?? '';
        this.#push({ ...base, ...times, kind: 'compaction', step, name: 'compaction', target }, cost, attributed, entry);
      } else if (entry.kind === 'llm') {
        const rewrite = rewrites.get(entry);
        const id = this.#push(
          {
            ...base,
            ...callTimes(entry, clock),
            ...statusOf(entry, cost, undefined),
            ...(rewrite && { rewrite: rewriteOf(rewrite) }),
            kind: 'llm',
            step: numbered(String(++counts.step)),
            name: oneLine(entry.model, 60) ?? 'unknown',
            target: entry.text,
          },
          cost,
          attributed,
          entry,
        );
        callNodes.set(entry.index, id);
      } else {
        const use = toolUse(entry, here);
        here = use.cwdAfter;
        const step = numbered(String(++counts.step));
        const id = this.#push(
          {
            ...base,
            ...toolTimes(entry, clock),
            ...statusOf(entry, cost, use),
            parent: callNodes.get(entry.callIndex) ?? parent,
            kind: entry.agent ? 'agent' : 'tool',
            step,
            name: oneLine(entry.name, 60) ?? 'unknown',
            target: describeTarget(use, entry.args, this.#analyzed.attributed.session.cwd, entry.agent?.task) ?? '',
          },
          cost,
          attributed,
          entry,
        );
        if (entry.agent?.thread) this.#addThread(entry.agent.thread, entry.agent, id, step);
      }
      clock = latest(clock, entry);
    }
    for (const { callIndex, tokens } of attributed?.context ?? []) {
      const node = callNodes.get(callIndex);
      if (node !== undefined) this.#tree.context.push({ node, tokens });
    }
  }

  #push(
    draft: Pick<PanelNode, 'parent' | 'thread' | 'kind' | 'step' | 'name' | 'target'> & Partial<PanelNode>,
    cost?: OwnerCost,
    thread?: AttributedThread,
    entry?: Entry,
  ): number {
    const { nodes, costs, entries, idOf } = this.#tree;
    const id = nodes.length;
    const usd = cost ? ownUsd(cost) : ZERO;
    const exact = formatUsdExact;
    nodes.push({
      clusters: [],
      ...draft,
      target: oneLine(draft.target, TEXT_LIMIT) ?? '',
      id,
      usd: exact(usd),
      subtreeUsd: exact(usd),
      entryUsd: exact(cost?.entry ?? ZERO),
      carryUsd: exact(cost?.carry ?? ZERO),
      outputUsd: exact(cost?.output ?? ZERO),
      feesUsd: exact(cost?.fees ?? ZERO),
      rewriteUsd: exact(cost?.rewrite ?? ZERO),
      tokens: cost?.tokens ?? 0,
      carriedBy: cost?.carriedBy ?? 0,
    });
    this.#usd.push(usd);
    costs.push(cost && thread ? { cost, thread } : undefined);
    entries.push(entry);
    if (entry) idOf.set(entry, id);
    return id;
  }

  #addUpSubtrees(): void {
    const { nodes } = this.#tree;
    const sums = [...this.#usd];
    for (let id = nodes.length - 1; id >= 0; id--) {
      const node = nodes[id] as PanelNode;
      const sum = sums[id] ?? ZERO;
      node.subtreeUsd = formatUsdExact(sum);
      if (node.parent >= 0) sums[node.parent] = (sums[node.parent] ?? ZERO) + sum;
    }
  }
}

/** The editor opens no file beyond this for an extension, in bytes. */
const OPENED_BYTES = 50 * 1024 * 1024;

/** Only the session's own file can be opened at a line, and only while it is small enough; an agent's records may stand in another. */
function placeOf({ source }: Entry, { sources }: Session): { line?: number } {
  return source.source === 0 && (sources[0]?.bytes ?? 0) <= OPENED_BYTES ? { line: source.line } : {};
}

function statusOf(entry: LlmCall | ToolStep, cost: OwnerCost | undefined, use: ToolUse | undefined): Pick<PanelNode, 'status' | 'error'> {
  // What a step says of its own end depends on nothing but its entry.
  const step = { n: 0, kind: entry.kind, entry, cost, usd: ZERO } as Step;
  const { status, failure } = stepStatus(step, use);
  return { ...(status && { status }), ...(failure && { error: failure.error }) };
}

function rewriteOf({ tokens, premium, reason, idleMs }: Rewrite): NonNullable<PanelNode['rewrite']> {
  const why = reason === 'idle' && idleMs !== undefined ? `idle ${Math.round(idleMs / 60_000)} min` : reason;
  return { tokens, premiumUsd: formatUsdExact(premium), reason: why };
}

/** A call's record bears the time of its end; it began when what it answers was there, where the source does not say better. */
function callTimes({ at, durationMs }: LlmCall, before: number | undefined): { start?: number; end?: number } {
  if (at === undefined) return {};
  const start = durationMs !== undefined && durationMs >= 0 ? at - durationMs : before;
  return { start: Math.min(start ?? at, at), end: at };
}

function toolTimes(step: ToolStep, before: number | undefined): { start?: number; end?: number } {
  const end = step.result?.at ?? step.at;
  const took = step.result?.durationMs;
  const start = step.calledAt ?? (end !== undefined && took !== undefined ? end - took : before);
  if (start === undefined) return end === undefined ? {} : { start: end, end };
  return end === undefined ? { start } : { start: Math.min(start, end), end };
}

function latest(clock: number | undefined, entry: Entry): number | undefined {
  const at = entry.kind === 'tool' ? (entry.result?.at ?? entry.at) : entry.at;
  return at === undefined ? clock : Math.max(clock ?? at, at);
}
