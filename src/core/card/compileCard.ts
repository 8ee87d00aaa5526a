import { costWarnings } from '../cost/costWarnings.ts';
import type { AgentRun, Warning } from '../session/session.ts';
import { cardIdentity, type CardFolders } from './cardIdentity.ts';
import { listRows } from './cardRows.ts';
import { cardAgents, cardContext, cardCost, cardFailures, cardRedundancy, cardWarnings, type LinkedAgent } from './cardSections.ts';
import { writeCard } from './cardYaml.ts';
import { oneLine } from './describeTarget.ts';
import type { AnalyzedSession } from './findings.ts';
import { foldRows, rankRows, type FoldLimits, type RankedRows } from './foldRows.ts';
import { CARD_FORMAT, CARD_VERSION, type CardMore, type TraceCard } from './traceCard.ts';

export interface CompileOptions extends CardFolders {
  /** Every step gets its own row and every list is whole. */
  allSteps?: boolean;
  /** What is known of sub-agents that are sessions of their own. */
  linked?: (run: AgentRun) => LinkedAgent | undefined;
}

interface Limits extends FoldLimits {
  list: number;
}

/** Largest folded card, in bytes of UTF-8. */
export const CARD_SIZE_LIMIT = 8_000;

/** How short a card should be where the session allows it, in bytes. */
const WISHED_SIZE = 3_000;

/** Sessions with at most this many rows are shown whole, every list too: folding would hide more than it saves. */
const FEW_ROWS = 30;

/** For sessions that fit the wished size. */
const SHORT: Limits[] = [
  { dear: 6, flagged: 6, list: 3 },
  { dear: 5, flagged: 5, list: 3 },
  { dear: 4, flagged: 4, list: 3 },
  { dear: 3, flagged: 3, list: 2 },
  { dear: 3, flagged: 1, list: 1 },
];

/** For the others, tried in turn until the card keeps to the limit; the last fits any session. */
const LONG: Limits[] = [
  { dear: 6, flagged: 10, list: 5 },
  { dear: 6, flagged: 6, list: 4 },
  { dear: 5, flagged: 4, list: 3 },
  { dear: 3, flagged: 1, list: 1 },
];

const ALL: Limits = { dear: Infinity, flagged: Infinity, list: Infinity };

/** The session's card. Rows, and the parts of cost.split, add up to cost.usd exactly, folded or not. */
export function compileCard(analyzed: AnalyzedSession, options: CompileOptions = {}): TraceCard {
  if (options.allSteps) return compileWithin(gather(analyzed, options), ALL);
  const parts = gather(analyzed, options);
  if (parts.ranked.rows.length <= FEW_ROWS) {
    const whole = compileWithin(parts, ALL);
    if (sizeOf(whole) <= CARD_SIZE_LIMIT) return whole;
  }
  for (const limits of SHORT) {
    const card = compileWithin(parts, limits);
    if (sizeOf(card) <= WISHED_SIZE) return card;
  }
  let card = compileWithin(parts, LONG[0] as Limits);
  for (const limits of LONG.slice(1)) {
    if (sizeOf(card) <= CARD_SIZE_LIMIT) break;
    card = compileWithin(parts, limits);
  }
  return card;
}

function sizeOf(card: TraceCard): number {
  return new TextEncoder().encode(writeCard(card)).length;
}

/** What does not depend on the limits, so that trying several costs little. */
interface Parts {
  analyzed: AnalyzedSession;
  options: CompileOptions;
  ranked: RankedRows;
  warnings: Warning[];
  fixed: Pick<TraceCard, 'format' | 'version' | 'session' | 'outcome' | 'cost'>;
}

function gather(analyzed: AnalyzedSession, options: CompileOptions): Parts {
  const { outcome } = analyzed.attributed.session;
  const evidence = outcome.evidence.map((line) => oneLine(line, 160)).filter((line) => line !== undefined);
  const session = cardIdentity(analyzed.attributed, options);
  return {
    analyzed,
    options,
    ranked: rankRows(listRows(analyzed)),
    warnings: [...analyzed.attributed.session.warnings, ...costWarnings(analyzed.attributed)],
    fixed: { format: CARD_FORMAT, version: CARD_VERSION, session, outcome: { result: outcome.result, evidence }, cost: cardCost(analyzed) },
  };
}

function compileWithin({ analyzed, options, ranked, warnings, fixed }: Parts, limits: Limits): TraceCard {
  const redundancy = cardRedundancy(analyzed, limits.list);
  const failures = cardFailures(analyzed, limits.list);
  const agents = cardAgents(analyzed, limits.list, options.linked ?? (() => undefined));
  const context = cardContext(analyzed, limits.list);
  const more: CardMore = {
    ...(redundancy.more && { redundancy: redundancy.more }),
    ...(failures.more && { failures: failures.more }),
    ...(agents.more && { agents: agents.more }),
    ...context.more,
  };
  return {
    ...fixed,
    steps: limits === ALL ? ranked.rows.map((r) => r.row) : foldRows(ranked, limits),
    redundancy: redundancy.list,
    failures: failures.list,
    agents: agents.list,
    context: context.context,
    warnings: cardWarnings(warnings, limits.list + 1),
    ...(Object.keys(more).length > 0 && { more }),
  };
}
