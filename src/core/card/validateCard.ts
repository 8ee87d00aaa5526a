import type { TextProblem } from '../session/textProblem.ts';
import { checkCard } from './checkCard.ts';
import { checkSchema } from './checkSchema.ts';
import { readCardText, type CardText } from './readCardText.ts';

/** All problems of a card's text: YAML, schema, and what a schema cannot say; in order of their place. */
export function validateCard(text: string): TextProblem[] {
  return problemsOf(readCardText(text));
}

/** The same for a text that has been read already. */
export function problemsOf(read: CardText): TextProblem[] {
  const problems = [...read.problems];
  if (read.data !== undefined) {
    problems.push(...checkSchema(read));
    checkCard(read.exact, (path, code, message) => problems.push({ message, severity: 'error', code, ...read.locate(path), path }));
  }
  return problems.sort((a, b) => a.start.line - b.start.line || a.start.column - b.start.column);
}
