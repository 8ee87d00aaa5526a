import type { LlmCall, Usage } from '../session/session.ts';
import type { Rewrite } from './attributedSession.ts';

/** How long a provider keeps a cached prefix after its last use, for the two lifetimes that can be bought. */
const FIVE_MINUTES = 5 * 60_000;
const ONE_HOUR = 60 * 60_000;

export interface RewriteFacts {
  call: LlmCall;
  usage: Usage;
  /** The call before in the same context. */
  before: LlmCall;
  hourCache: boolean;
  compacted: boolean;
  prefixTokens: number;
}

/** Why a call had to pay again for what had been in the cache: the first cause that the records show. */
export function reasonOf({ call, usage, before, hourCache, compacted, prefixTokens }: RewriteFacts): Rewrite['reason'] {
  if (call.model !== before.model || call.provider !== before.provider) return 'model-switch';
  if (call.at !== undefined && before.at !== undefined && outlivesCache(call.at - before.at, hourCache)) return 'idle';
  if (compacted) return 'compaction';
  return usage.cacheRead < prefixTokens ? 'prefix-changed' : 'unknown';
}

/** True where a cached prefix is gone after so many milliseconds without use, for the lifetime that was bought. */
export function outlivesCache(idleMs: number, hourCache: boolean): boolean {
  return idleMs > (hourCache ? ONE_HOUR : FIVE_MINUTES);
}
