import { oneLine } from '../card/describeTarget.ts';
import { grouped } from '../card/scene.ts';
import { formatUsd, formatUsdExact, parseUsd, ZERO, type Money } from '../session/money.ts';
import type { AdvicePart, InstructionFile, OfferedTool, RewritePart } from './adviceParts.ts';
import { countOf } from './countOf.ts';
import type { Advice } from './patch.ts';

/** Advice about less than this is not worth a person's time. */
const WORTH_SAYING: Money = parseUsd('0.05');

/** So many names are told; an agent may offer hundreds of tools. */
const NAMED = 5;

type PartOf<K extends AdvicePart['kind']> = Extract<AdvicePart, { kind: K }>;

/** Dollars of one session, and what they were paid for. */
interface Share<T> {
  session: AdvicePart['session'];
  items: (T & { usd: string })[];
}

/** Advice over all sessions, dearest first. The order of the parts does not show. */
export function mergeAdvice(parts: readonly AdvicePart[]): Advice[] {
  const sorted = [...parts].sort((a, b) => compare(a.session.id, b.session.id) || compare(a.session.path, b.session.path));
  const of = <K extends AdvicePart['kind']>(kind: K): PartOf<K>[] => sorted.filter((part): part is PartOf<K> => part.kind === kind);
  const advice = [
    adviseIdle(of('idle-cache')),
    adviseSwitches(of('model-switch')),
    adviseTools(of('unused-tools')),
    adviseFiles(of('large-instructions')),
  ];
  return advice
    .filter((item) => item !== undefined)
    .filter(({ usd }) => parseUsd(usd) >= WORTH_SAYING)
    .sort((a, b) => (parseUsd(a.usd) > parseUsd(b.usd) ? -1 : 1));
}

function adviseIdle(parts: readonly PartOf<'idle-cache'>[]): Advice | undefined {
  const shares = eachBillOnce(parts);
  const pauses = shares.flatMap(({ items }) => items);
  const longest = pauses.reduce((most, { idleMs }) => Math.max(most, idleMs), 0);
  const byUser = pauses.filter((pause) => pause.byUser).length;
  const others = pauses.length - byUser;
  const tokens = pauses.reduce((sum, pause) => sum + pause.tokens, 0);
  return toAdvice(
    'idle-cache',
    shares,
    (usd) =>
      `${countOf(pauses.length, 'pause')} longer than the cache lives (${grouped(byUser)} until the user spoke again, ${grouped(others)} for a tool or a consent; the longest ${span(longest)}) in ${countOf(shares.length, 'session')} made the next call pay for ${countOf(tokens, 'token')} again, ${usd} above the price of reading them from the cache: ` +
      `come back sooner, or begin a new session after a long pause.`,
  );
}

function adviseSwitches(parts: readonly PartOf<'model-switch'>[]): Advice | undefined {
  const shares = eachBillOnce(parts);
  const switches = shares.flatMap(({ items }) => items);
  const tokens = switches.reduce((sum, item) => sum + item.tokens, 0);
  const pairs = new Map<string, Money>();
  for (const { from, to, usd } of switches) {
    const pair = `${nameOf(from)} to ${nameOf(to)}`;
    pairs.set(pair, (pairs.get(pair) ?? ZERO) + parseUsd(usd));
  }
  const [dearest] = [...pairs].sort(([a, x], [b, y]) => (x === y ? compare(a, b) : x > y ? -1 : 1));
  return toAdvice(
    'model-switch',
    shares,
    (usd) =>
      `${countOf(switches.length, 'change')} of the model (most of it ${dearest?.[0] ?? ''}) in ${countOf(shares.length, 'session')} made the next call pay for ${countOf(tokens, 'token')} of context again, ${usd} above the price of reading them from the cache: ` +
      `change the model between sessions, or right after a compaction.`,
  );
}

/** Only tools that none of the sessions in which they were offered has called. */
function adviseTools(parts: readonly PartOf<'unused-tools'>[]): Advice | undefined {
  const used = new Set(parts.flatMap(({ tools }) => tools.filter((tool) => tool.used).map(({ name }) => name)));
  const shares = parts
    .map(({ session, tools }): Share<OfferedTool> => ({ session, items: tools.filter(({ name }) => !used.has(name)) }))
    .filter(({ items }) => items.length > 0);
  const unused = dearestNames(shares.flatMap(({ items }) => items));
  const offered = new Set(parts.flatMap(({ tools }) => tools.map(({ name }) => name))).size;
  return toAdvice(
    'unused-tools',
    shares,
    (usd) =>
      `${grouped(unused.length)} of ${countOf(offered, 'tool')} (${listed(unused)}) were offered in every call and never used in ${countOf(shares.length, 'session')}; their descriptions cost ${usd}: switch them off where they are not needed.`,
  );
}

function adviseFiles(parts: readonly PartOf<'large-instructions'>[]): Advice | undefined {
  const shares = parts.map(({ session, files }): Share<InstructionFile> => ({ session, items: files }));
  const names = dearestNames(shares.flatMap(({ items }) => items));
  const longest = shares.flatMap(({ items }) => items).reduce((most, { chars }) => Math.max(most, chars), 0);
  return toAdvice(
    'large-instructions',
    shares,
    (usd) =>
      `Large files of instructions (${listed(names)}; up to ${countOf(longest, 'character')}) stand in every prompt of ${countOf(shares.length, 'session')} and cost ${usd}: move what only some tasks need into a skill or a file that is read when it is needed.`,
  );
}

/** What stands in two sessions, because the one was taken up from the other, was paid once. */
function eachBillOnce<T extends RewritePart>(parts: readonly (AdvicePart & { rewrites: T[] })[]): Share<T>[] {
  const seen = new Set<string>();
  return parts
    .map(({ session, rewrites }) => ({ session, items: rewrites.filter(({ bill }) => !seen.has(bill) && seen.add(bill)) }))
    .filter(({ items }) => items.length > 0);
}

function toAdvice<T>(kind: Advice['kind'], shares: readonly Share<T>[], tell: (usd: string) => string): Advice | undefined {
  if (shares.length === 0) return undefined;
  const sessions = shares.map(({ session, items }) => ({ ...session, sum: items.reduce((sum, { usd }) => sum + parseUsd(usd), ZERO) }));
  const total = sessions.reduce((sum, session) => sum + session.sum, ZERO);
  return {
    kind,
    text: tell(formatUsd(total)),
    usd: formatUsdExact(total),
    sessions: sessions
      .sort((a, b) => (a.sum === b.sum ? compare(a.id, b.id) || compare(a.path, b.path) : a.sum > b.sum ? -1 : 1))
      .map(({ id, path, sum }) => ({ id, path, usd: formatUsdExact(sum) })),
  };
}

function dearestNames(items: readonly { name: string; usd: string }[]): string[] {
  const sums = new Map<string, Money>();
  for (const { name, usd } of items) sums.set(name, (sums.get(name) ?? ZERO) + parseUsd(usd));
  return [...sums].sort(([a, x], [b, y]) => (x === y ? compare(a, b) : x > y ? -1 : 1)).map(([name]) => name);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map(nameOf).join(', ');
  return names.length > NAMED ? `${shown} and ${grouped(names.length - NAMED)} more` : shown;
}

/** Names come from the sessions: one short line, and nothing that a view could take for markup. */
function nameOf(name: string): string {
  return oneLine(name.replace(/[^\p{L}\p{N} ._/:@+-]/gu, ''), 60) ?? 'without a name';
}

/** "7 min", "3 h 12 min", "2 d 4 h". */
function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
