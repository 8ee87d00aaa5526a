import type { LinkedAgent } from '../core/card/cardSections.ts';
import { writeCard } from '../core/card/cardYaml.ts';
import { compileBrief } from '../core/card/compileBrief.ts';
import { compileCard } from '../core/card/compileCard.ts';
import type { AnalyzedSession } from '../core/card/findings.ts';
import { parseUsd } from '../core/session/money.ts';
import type { AgentRun } from '../core/session/session.ts';
import type { LinkedAgentFigures } from '../protocol/workerMessages.ts';
import { cardNameOf } from './cardNameOf.ts';

export interface CardTextOptions {
  allSteps: boolean;
  /** The short form for prompts; then `allSteps` says nothing. */
  brief?: boolean;
  /** The folder that paths in the card are relative to. */
  root?: string;
  home?: string;
  /** Sub-agents with a bill of their own: shown with their dollars, which are not in the card's total. */
  linkedAgents?: readonly LinkedAgentFigures[];
}

/** The TraceCard of a session as YAML. */
export function compileCardText(analyzed: AnalyzedSession, { allSteps, brief, root, home, linkedAgents = [] }: CardTextOptions): string {
  const folders = { ...(root !== undefined && { root }), ...(home !== undefined && { home }) };
  const linked = (run: AgentRun): LinkedAgent | undefined => {
    const found = linkedAgents.find(({ runId }) => runId === run.id);
    return found && { usd: parseUsd(found.usd), calls: found.calls, card: cardNameOf(found.path) };
  };
  return writeCard(brief ? compileBrief(analyzed, { linked, ...folders }) : compileCard(analyzed, { allSteps, linked, ...folders }));
}
