import type { AttributedSession } from '../cost/attributedSession.ts';
import { ZERO, type Money } from '../session/money.ts';
import { estimateTokens } from '../skill/estimateTokens.ts';
import type { OpenNotes } from './openNotes.ts';

/**
 * What a line of a skill would have cost in these sessions: its tokens written once at the first call and read again at every later call
 * of the main thread, each at the price that call paid for its own prompt. Calls without a price add nothing, so the figure is a lower
 * bound where the bill is one. Sub-agents are left out: they load skills of their own.
 */
export function ruleCost(line: string, sessions: readonly OpenNotes[]): Money {
  const tokens = BigInt(estimateTokens(`${line}\n`));
  return sessions.reduce((sum, { tokenUsd }) => sum + tokens * tokenUsd, ZERO);
}

/** What one token at the start of the main thread's prompts cost, all calls together. */
export function tokenCost({ session, main }: AttributedSession): Money {
  let cost = ZERO;
  let first = true;
  for (const entry of session.main.entries) {
    if (entry.kind !== 'llm' || !entry.usage) continue;
    const paid = main.calls.get(entry.index);
    if (paid?.basis !== 'computed') continue;
    const { usage } = entry;
    const read = perToken(paid.cacheRead, usage.cacheRead);
    const written = perToken(paid.cacheWrite, usage.cacheWrite5m + usage.cacheWrite1h);
    const plain = perToken(paid.input, usage.input);
    cost += (first ? (written ?? plain ?? read) : (read ?? written ?? plain)) ?? ZERO;
    first = false;
  }
  return cost;
}

function perToken(paid: Money, tokens: number): Money | undefined {
  return tokens > 0 ? paid / BigInt(tokens) : undefined;
}
