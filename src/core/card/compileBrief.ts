import { compileWithin, gatherParts, sizeOf, type CardLimits, type CompileOptions } from './cardParts.ts';
import { cutTexts, type TextLimits } from './cutTexts.ts';
import type { AnalyzedSession } from './findings.ts';
import type { BriefCard, CardRow, TraceCard } from './traceCard.ts';

/** Largest brief card, in bytes of UTF-8. */
export const BRIEF_SIZE_LIMIT = 1_500;

interface BriefLimits extends CardLimits, TextLimits {}

/** Tried in turn until the card is short enough; the last fits any session. */
const BRIEF: readonly BriefLimits[] = [
  { dear: 8, flagged: 2, list: 2, text: 72, models: 3 },
  { dear: 7, flagged: 1, list: 1, text: 60, models: 3 },
  { dear: 6, flagged: 0, list: 1, text: 48, models: 3 },
  { dear: 6, flagged: 0, list: 0, text: 36, models: 2 },
  { dear: 5, flagged: 0, list: 0, text: 36, models: 2 },
  { dear: 4, flagged: 0, list: 0, text: 36, models: 2 },
  { dear: 3, flagged: 0, list: 0, text: 28, models: 2 },
  { dear: 2, flagged: 0, list: 0, text: 24, models: 1 },
  { dear: 1, flagged: 0, list: 0, text: 16, models: 1 },
  { dear: 1, flagged: 0, list: 0, text: 8, models: 0 },
];

/**
 * The session's card for a prompt: identity, outcome, cost and its split, the dearest rows, and redundancy and failures by number. It is a
 * card of the same format with less in it: rows and parts add up to the total, and `more` counts what is not listed.
 */
export function compileBrief(analyzed: AnalyzedSession, options: Omit<CompileOptions, 'allSteps'> = {}): BriefCard {
  const parts = gatherParts(analyzed, options);
  let card: BriefCard | undefined;
  for (const limits of BRIEF) {
    card = briefOf(cutTexts(compileWithin(parts, limits), limits));
    if (sizeOf(card) <= BRIEF_SIZE_LIMIT) break;
  }
  return card as BriefCard;
}

function briefOf(card: TraceCard): BriefCard {
  const { compactions: _compactions, rewrites: _rewrites, ...sizes } = card.context;
  const { tokens: _tokens, prefix: _prefix, ...cost } = card.cost;
  const { id, agent, task, started, duration_s, models, source } = card.session;
  return {
    format: card.format,
    version: card.version,
    brief: true,
    session: {
      id,
      agent,
      task,
      ...(started !== undefined && { started }),
      ...(duration_s !== undefined && { duration_s }),
      models,
      source: { path: source.path, format: source.format },
    },
    outcome: { result: card.outcome.result, evidence: card.outcome.evidence.slice(0, 1) },
    cost,
    ...(sizes.peak !== undefined && { context: sizes }),
    steps: card.steps.map(briefRow),
    ...(card.redundancy.length > 0 && { redundancy: card.redundancy }),
    ...(card.failures.length > 0 && { failures: card.failures }),
    ...(card.agents.length > 0 && { agents: card.agents }),
    ...(card.more && { more: card.more }),
  };
}

/** What a reader of a prompt needs of a row: what it was and what it cost. */
function briefRow({ step, kind, name, target, usd, status, flags }: CardRow): CardRow {
  return {
    step,
    kind,
    name,
    ...(target !== undefined && kind !== 'prefix' && { target }),
    usd,
    ...(status !== undefined && { status }),
    ...(flags !== undefined && flags.length <= 3 && { flags }),
  };
}
