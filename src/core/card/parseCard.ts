import type { TextProblem } from '../session/textProblem.ts';
import { checkSchema } from './checkSchema.ts';
import { readCardText } from './readCardText.ts';
import type { BriefCard, TraceCard } from './traceCard.ts';

/** Reads a card back. The card is given only where the text is sound YAML of the published shape; money keeps its exact decimals. */
export function parseCard(text: string): { card?: TraceCard | BriefCard; problems: TextProblem[] } {
  const read = readCardText(text);
  const problems = [...read.problems, ...(read.data === undefined ? [] : checkSchema(read))];
  return problems.some((p) => p.severity === 'error') ? { problems } : { card: read.exact as TraceCard | BriefCard, problems };
}
