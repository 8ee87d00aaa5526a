import type { AttributedSession } from '../cost/attributedSession.ts';
import { splitPrefix } from '../cost/splitPrefix.ts';
import { ZERO, formatUsdExact, type Money } from '../session/money.ts';
import type { PrefixPart } from '../session/session.ts';
import { oneLine } from './describeTarget.ts';
import type { CardPrefixPart } from './traceCard.ts';

/** So many parts are named, the dearest; an agent may offer hundreds of tools. */
const NAMED = 6;

const KINDS: readonly [kind: PrefixPart['kind'], one: string, many: string][] = [
  ['file', 'file', 'files'],
  ['skill', 'skill', 'skills'],
  ['tool', 'tool', 'tools'],
];

/** What the dollars of the prefix went to, the dearest first and the rest by kind; they add up to them. Undefined where the source does not tell. */
export function cardPrefix({ session, buckets }: AttributedSession): CardPrefixPart[] | undefined {
  const shares = splitPrefix(buckets.prefix, session.prefix ?? []).sort((a, b) => (a.usd === b.usd ? 0 : a.usd > b.usd ? -1 : 1));
  if (shares.length === 0) return undefined;
  const isNamed = ({ part }: { part: PrefixPart }, i: number): boolean => part.kind === 'system' || i < NAMED;
  const named = shares.filter(isNamed).map(({ part, usd }) => ({ what: nameOf(part), usd: formatUsdExact(usd) }));
  const others = shares.filter((share, i) => !isNamed(share, i));
  const folded = KINDS.flatMap(([kind, one, many]) => {
    const own = others.filter(({ part }) => part.kind === kind);
    const usd = own.reduce<Money>((sum, share) => sum + share.usd, ZERO);
    return own.length === 0 ? [] : [{ what: `${own.length} other ${own.length === 1 ? one : many}`, usd: formatUsdExact(usd) }];
  });
  return [...named, ...folded];
}

function nameOf({ kind, name }: PrefixPart): string {
  return kind === 'system' ? 'system prompt' : `${kind} ${oneLine(name, 60) ?? ''}`;
}
