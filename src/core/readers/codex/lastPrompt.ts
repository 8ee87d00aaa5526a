import type { ThreadDraft } from '../threadDraft.ts';

/** Tokens of the last counted prompt; the session's totals are no size of a context. */
export function lastPrompt(draft: ThreadDraft): number | undefined {
  const last = draft.items.findLast((item) => item.kind === 'call' && item.body().usage !== undefined);
  const usage = last?.kind === 'call' ? last.body().usage : undefined;
  return usage && usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
}
