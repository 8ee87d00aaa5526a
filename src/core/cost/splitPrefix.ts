import type { Money } from '../session/money.ts';
import type { PrefixPart } from '../session/session.ts';

/**
 * The dollars of the prefix divided among its parts by their characters, so that they add up to it exactly (largest remainder; ties go to
 * the earlier part). That is an allocation: what a provider counts is tokens, and those of a schema are not those of prose. In the order
 * of the parts; empty for no parts.
 */
export function splitPrefix(prefix: Money, parts: readonly PrefixPart[]): { part: PrefixPart; usd: Money }[] {
  const chars = parts.reduce((sum, part) => sum + BigInt(part.chars), 0n);
  if (chars === 0n) return [];
  const shares = parts.map((part, i) => {
    const exact = prefix * BigInt(part.chars);
    return { i, part, usd: exact / chars, rest: exact % chars };
  });
  let left = prefix - shares.reduce((sum, { usd }) => sum + usd, 0n);
  for (const share of [...shares].sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))) {
    if (left <= 0n) break;
    share.usd += 1n;
    left -= 1n;
  }
  return shares.map(({ part, usd }) => ({ part, usd }));
}
