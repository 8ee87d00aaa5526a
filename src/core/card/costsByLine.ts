import { ZERO, formatUsdExact, parseUsd, toUsd, type Money } from '../session/money.ts';
import type { Entry } from '../session/session.ts';
import { listRows } from './cardRows.ts';
import { cardFailures, cardRedundancy } from './cardSections.ts';
import { describeTarget, oneLine } from './describeTarget.ts';
import type { AnalyzedSession, Step } from './findings.ts';
import type { CardInspection, InspectedRow } from './inspectCard.ts';
import { ownUsd } from './listSteps.ts';
import { toolUse } from './toolUse.ts';
import type { StepLabel, Usd } from './traceCard.ts';

/** A step as it stands on a line of the session's file. */
export interface LineStep extends Omit<InspectedRow, 'line' | 'at'> {
  /** For a tool use, which of its two records this is; "whole" where both are one, and for everything else. */
  part: 'call' | 'result' | 'whole';
  /** Line of the other record of a tool use, where it stands in the same file. */
  otherLine?: number;
  /** For what a sub-agent did: the step that started it, or '' where none claims it. Such a step has no number in the card. */
  agentOf?: number | string;
}

/** What one line of a session's file cost. */
export interface LineCost {
  /** 1-based. */
  line: number;
  /** Cost of the steps that the line is about. A step whose call and result stand on two lines is told, whole, at both. */
  usd: Usd;
  /** Share of the session's total, 0 to 1. */
  share: number;
  /** What the line is about: the answer and the results it holds, else the calls. */
  about: LineStep[];
  /** Tool uses that the line only asks for: told in full where their results are. */
  asks: LineStep[];
}

/** The costs of a session by the lines of one of its files. */
export interface LineCosts {
  total: Usd;
  /** Sorted by line, each once; lines that belong to no step are absent. */
  lines: LineCost[];
  /** All of the session, as its card has them. Their `line` is that of the step's record, 0 where it is in another file. */
  clusters: CardInspection['clusters'];
  failures: CardInspection['failures'];
}

/** Attributes every line of `session.sources[source]` that is the record of a step to that step. */
export function costsByLine(analyzed: AnalyzedSession, source: number): LineCosts {
  const { attributed, steps } = analyzed;
  const places = new Map<number, { results: LineStep[]; answers: LineStep[]; calls: LineStep[] }>();
  const place = (line: number): { results: LineStep[]; answers: LineStep[]; calls: LineStep[] } => {
    let found = places.get(line);
    if (!found) places.set(line, (found = { results: [], answers: [], calls: [] }));
    return found;
  };
  const put = (entry: Entry, step: Omit<LineStep, 'part' | 'otherLine'>): void => {
    const own = entry.source.source === source ? entry.source.line : undefined;
    if (entry.kind !== 'tool') {
      if (own !== undefined) place(own).answers.push({ ...step, part: 'whole' });
      return;
    }
    const result = entry.result?.source.source === source ? entry.result.source.line : undefined;
    if (own !== undefined && own === result) return void place(own).results.push({ ...step, part: 'whole' });
    if (own !== undefined) place(own).calls.push({ ...step, part: 'call', ...(result !== undefined && { otherLine: result }) });
    if (result !== undefined) place(result).results.push({ ...step, part: 'result', ...(own !== undefined && { otherLine: own }) });
  };
  const shareOf = (usd: Money): number => (attributed.total > ZERO ? Math.min(1, toUsd(usd) / toUsd(attributed.total)) : 0);
  for (const { row, entry, usd } of listRows(analyzed)) {
    if (!entry) continue;
    const { step, kind, name, target, carry, tokens, status, flags = [] } = row;
    const known = { ...(target && { target }), ...(carry && { carry }), ...(tokens && { tokens }), ...(status && { status }) };
    put(entry, { step, kind, name, usd: row.usd, share: shareOf(usd), flags, ...known });
  }
  const numbers = new Map<Entry, number>(steps.map(({ n, entry }) => [entry, n]));
  let agentOf: number | string = '';
  for (const { startedBy, depth, thread } of attributed.agents) {
    // Deeper agents follow the one that the main thread started.
    if (depth === 1) agentOf = (startedBy && numbers.get(startedBy)) ?? '';
    for (const cost of thread.owners) {
      if (cost.owner.kind === 'prefix') continue;
      const { entry } = cost.owner;
      const usd = ownUsd(cost);
      const carry = cost.carry !== ZERO && { carry: formatUsdExact(cost.carry) };
      const tokens = cost.tokens > 0 && { tokens: cost.tokens };
      const figures = { usd: formatUsdExact(usd), share: shareOf(usd), flags: [], ...carry, ...tokens };
      put(entry, { ...describe(entry, attributed.session.cwd), ...figures, agentOf });
    }
  }
  const lines = [...places]
    .sort(([a], [b]) => a - b)
    .map(([line, { results, answers, calls }]): LineCost => {
      const told = [...answers, ...results];
      const about = told.length > 0 ? told : calls;
      const usd = about.reduce((sum, step) => sum + parseUsd(step.usd), ZERO);
      return { line, usd: formatUsdExact(usd), share: shareOf(usd), about, asks: about === calls ? [] : calls };
    });
  const lineOf = new Map<StepLabel, number>();
  const noteLine = (label: StepLabel, { entry }: Step): void => {
    if (entry.source.source === source) lineOf.set(label, entry.source.line);
  };
  for (const step of steps) noteLine(step.n, step);
  for (const agent of analyzed.agents) for (const step of agent.steps) noteLine(`${agent.path}.${step.n}`, step);
  return {
    total: formatUsdExact(attributed.total),
    lines,
    clusters: cardRedundancy(analyzed, Infinity).list.map((cluster) => ({ ...cluster, line: lineOf.get(cluster.steps[0] ?? 0) ?? 0 })),
    failures: cardFailures(analyzed, Infinity).list.map(({ step, error, repaired_by: repair }) => ({
      line: lineOf.get(step) ?? 0,
      step,
      error,
      ...(repair !== undefined && { repairedBy: repair }),
    })),
  };
}

const NAME_LIMIT = 48;

function describe(entry: Entry, cwd: string | undefined): Pick<LineStep, 'step' | 'kind' | 'name' | 'target'> {
  switch (entry.kind) {
    case 'llm':
      return { step: '', kind: 'llm', name: oneLine(entry.model, NAME_LIMIT) ?? 'unknown' };
    case 'tool': {
      const target = describeTarget(toolUse(entry, cwd), entry.args, cwd, entry.agent?.task);
      return {
        step: '',
        kind: entry.agent ? 'agent' : 'tool',
        name: oneLine(entry.name, NAME_LIMIT) ?? 'unknown',
        ...(target && { target }),
      };
    }
    case 'user':
      return { step: '', kind: 'user', name: entry.byPerson ? 'user' : 'harness' };
    case 'compaction':
      return { step: '', kind: 'compaction', name: 'compaction' };
  }
}
