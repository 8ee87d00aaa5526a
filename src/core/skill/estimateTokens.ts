/** English Markdown and shell text come to about four characters a token with the tokenizers of the large providers. */
const CHARS_PER_TOKEN = 4;

/** An estimate, rounded up: used for budgets of texts that no provider has counted yet, never for a bill. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}
