import { writeCard } from '../core/card/cardYaml.ts';
import { compileCard } from '../core/card/compileCard.ts';
import type { AnalyzedSession } from '../core/card/findings.ts';

export interface CardTextOptions {
  allSteps: boolean;
  /** The folder that paths in the card are relative to. */
  root?: string;
  home?: string;
}

/** The TraceCard of a session as YAML. */
export function compileCardText(analyzed: AnalyzedSession, { allSteps, root, home }: CardTextOptions): string {
  return writeCard(compileCard(analyzed, { allSteps, ...(root !== undefined && { root }), ...(home !== undefined && { home }) }));
}
