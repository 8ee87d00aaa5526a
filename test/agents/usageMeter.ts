/** Made-up token counts that hang together as a provider's would: what was sent before comes from the cache, the rest is new. */
export interface Metered {
  /** The whole prompt. */
  prompt: number;
  /** Of it: read from the cache. */
  cached: number;
  output: number;
}

const CHARS_PER_TOKEN = 4;

export class UsageMeter {
  readonly #sent = new Map<string, number>();

  /** `conversation` tells whose prompt it is. Counts by the size of the texts. */
  measure(conversation: string, prompt: unknown, answer: unknown): Metered {
    const tokens = tokensOf(prompt);
    const before = this.#sent.get(conversation) ?? 0;
    this.#sent.set(conversation, Math.max(before, tokens));
    return { prompt: tokens, cached: Math.min(before, tokens), output: tokensOf(answer) };
  }
}

function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value ?? '').length / CHARS_PER_TOKEN);
}
