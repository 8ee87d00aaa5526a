import { costWarnings } from '../cost/costWarnings.ts';
import type { AgentRun, Warning } from '../session/session.ts';
import { cardIdentity, type CardFolders } from './cardIdentity.ts';
import { listRows } from './cardRows.ts';
import {
  cardAgents,
  cardContext,
  cardCost,
  cardFailures,
  cardOutcome,
  cardRedundancy,
  cardWarnings,
  type LinkedAgent,
} from './cardSections.ts';
import { writeCard } from './cardYaml.ts';
import type { AnalyzedSession } from './findings.ts';
import { foldRows, rankRows, type FoldLimits, type RankedRows } from './foldRows.ts';
import { CARD_FORMAT, CARD_VERSION, type BriefCard, type CardMore, type TraceCard } from './traceCard.ts';

export interface CompileOptions extends CardFolders {
  /** Every step gets its own row and every list is whole. */
  allSteps?: boolean;
  /** What is known of sub-agents that are sessions of their own. */
  linked?: (run: AgentRun) => LinkedAgent | undefined;
}

/** How much of a session a card tells. */
export interface CardLimits extends FoldLimits {
  /** Entries of each list. */
  list: number;
}

export const ALL: CardLimits = { dear: Infinity, flagged: Infinity, list: Infinity };

/** What does not depend on the limits, so that trying several costs little. */
export interface CardParts {
  analyzed: AnalyzedSession;
  options: CompileOptions;
  ranked: RankedRows;
  warnings: Warning[];
  fixed: Pick<TraceCard, 'format' | 'version' | 'session' | 'outcome' | 'cost'>;
}

export function gatherParts(analyzed: AnalyzedSession, options: CompileOptions): CardParts {
  const session = cardIdentity(analyzed.attributed, options);
  return {
    analyzed,
    options,
    ranked: rankRows(listRows(analyzed)),
    warnings: [...analyzed.attributed.session.warnings, ...costWarnings(analyzed.attributed)],
    fixed: {
      format: CARD_FORMAT,
      version: CARD_VERSION,
      session,
      outcome: cardOutcome(analyzed.attributed.session.outcome),
      cost: cardCost(analyzed),
    },
  };
}

/** The card within these limits: what a list leaves out is counted, what rows leave out is in their groups. */
export function compileWithin({ analyzed, options, ranked, warnings, fixed }: CardParts, limits: CardLimits): TraceCard {
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

/** Bytes of the card as UTF-8 YAML. */
export function sizeOf(card: TraceCard | BriefCard): number {
  return new TextEncoder().encode(writeCard(card)).length;
}
