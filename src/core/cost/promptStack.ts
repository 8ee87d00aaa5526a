import { splitWhole } from '../session/money.ts';
import type { PromptItem } from './promptItems.ts';

/** A piece of the prompt with its measured or allotted length. Pieces tile the prompt: the first starts at token 0. */
export interface Segment<I extends PromptItem> {
  item: I;
  tokens: number;
  /** How many of its first tokens the call before left in the provider's cache. */
  cached: number;
}

/** A piece of the prompt at the call before, in its place. */
interface PlacedItem<I extends PromptItem> {
  item: I;
  tokens: number;
  /** Position of its first token. */
  from: number;
}

/** Thinking and other items that are dropped or cut are trimmed before a smaller prompt is taken for a new context. */
const NEW_EPOCH_BELOW = 0.7;

/**
 * Most tokens an item can explain. Dense text (base64, CJK) reaches about one token a character; the rest is framing. What grows beyond
 * that was not logged (attachments, reminders, tool definitions), and no step may be charged for it.
 */
const MAX_TOKENS_PER_CHAR = 1.5;
const FRAMING_TOKENS = 40;

/** A prompt: what it has in common with the one before, and what stands behind that. */
interface Fit<I extends PromptItem> {
  /** How many pieces of the prompt before stand in this one as they stood. */
  keep: number;
  segments: Segment<I>[];
}

interface Growth<I extends PromptItem> {
  /** The prompt's pieces at the call before; empty before the first call. */
  before: readonly PlacedItem<I>[];
  /** How many tokens of it the call before left in the provider's cache, from its start. */
  cachedTo: number;
  /** What was added since, in order. */
  added: readonly I[];
  /** What the thread's start belongs to, and what growth that nothing explains goes to. */
  prefix: I;
  /** Measured size of the prompt now. */
  tokens: number;
  /** Tokens per character of this thread, for what cannot be measured by a difference. */
  density: number;
  /** Set where a compaction stands among `added`: which of the items before were kept beside the summary. */
  compaction?: { summary: I; keeps: (item: I) => boolean };
}

/** Fits the pieces of a prompt to its measured size. The lengths are whole, not negative, and add up to `tokens`. */
export function fitPrompt<I extends PromptItem>(growth: Growth<I>): Fit<I> {
  const { before, tokens } = growth;
  const last = before.at(-1);
  if (!last) return started(growth);
  if (growth.compaction) return compacted(growth, growth.compaction);
  const had = last.from + last.tokens;
  if (tokens < had * NEW_EPOCH_BELOW) return started(growth);
  return tokens >= had ? grown(growth, tokens - had) : shrunk(growth, had);
}

/** A context of its own: everything but the prefix is estimated by its characters, the prefix is the remainder. */
function started<I extends PromptItem>(growth: Growth<I>): Fit<I> {
  const { added, before, tokens } = growth;
  const estimates = added.map((item) => estimate(item, growth.density));
  const sum = sumOf(estimates);
  const lengths = sum <= tokens ? estimates : splitWhole(tokens, estimates);
  const first = before[0];
  const prefix = segment(growth.prefix, tokens - sumOf(lengths), first ? cachedOf(growth, first) : 0);
  return { keep: 0, segments: [prefix, ...added.map((item, i) => segment(item, lengths[i] ?? 0, 0))] };
}

function grown<I extends PromptItem>({ before, added, prefix }: Growth<I>, by: number): Fit<I> {
  const weights = added.map(({ weight }) => weight);
  const limits = weights.map((weight) => Math.floor(weight * MAX_TOKENS_PER_CHAR) + FRAMING_TOKENS);
  const explained = Math.min(by, sumOf(limits));
  const lengths = splitWithin(explained, weights, limits);
  const segments = added.map((item, i) => segment(item, lengths[i] ?? 0, 0));
  // At the end, not at the start: it was appended, else the cached part before it would not have been read.
  if (by > explained) segments.push(segment(prefix, by - explained, 0));
  return { keep: before.length, segments };
}

/** The prompt lost more than it gained: providers drop earlier thinking, harnesses cut old outputs. */
function shrunk<I extends PromptItem>(growth: Growth<I>, had: number): Fit<I> {
  const { before } = growth;
  const added = growth.added.map((item) => segment(item, estimate(item, growth.density), 0));
  let excess = had + sumOf(added.map(({ tokens }) => tokens)) - growth.tokens;
  let keep = before.length;
  const cut = new Map<number, number>();
  const trim = (anyItem: boolean): void => {
    for (let i = before.length + added.length - 1; i >= 0 && excess > 0; i--) {
      const target = i < before.length ? before[i] : added[i - before.length];
      if (!target || !(anyItem || target.item.owner.kind === 'llm')) continue;
      const less = Math.min(excess, target.tokens - (cut.get(i) ?? 0));
      if (less <= 0) continue;
      cut.set(i, (cut.get(i) ?? 0) + less);
      keep = Math.min(keep, i);
      excess -= less;
    }
  };
  trim(false);
  trim(true);
  const changed = before.slice(keep).map((piece) => segment(piece.item, piece.tokens, cachedOf(growth, piece)));
  const segments = [...changed, ...added].map((one, i) => segment(one.item, one.tokens - (cut.get(keep + i) ?? 0), one.cached));
  if (excess < 0) segments.push(segment(growth.prefix, -excess, 0));
  return { keep, segments };
}

/** After a compaction: the prefix as it was, the summary, what was kept beside it, and what came since. The summary takes the remainder. */
function compacted<I extends PromptItem>(growth: Growth<I>, { summary, keeps }: NonNullable<Growth<I>['compaction']>): Fit<I> {
  const { tokens, before } = growth;
  const first = before[0];
  const prefixTokens = Math.min(first?.item === growth.prefix ? first.tokens : 0, tokens);
  const kept = before.filter(({ item }, i) => i > 0 && item !== growth.prefix && keeps(item));
  const added = growth.added.filter((item) => item !== summary);
  const wanted = [...kept.map((one) => one.tokens), ...added.map((item) => estimate(item, growth.density))];
  const room = tokens - prefixTokens;
  const lengths = sumOf(wanted) <= room ? wanted : splitWhole(room, wanted);
  const rest = room - sumOf(lengths);
  const segments = [
    segment(growth.prefix, prefixTokens, first ? cachedOf(growth, first) : 0),
    segment(summary, rest, 0),
    ...kept.map((one, i) => segment(one.item, lengths[i] ?? 0, cachedOf(growth, one))),
    ...added.map((item, i) => segment(item, lengths[kept.length + i] ?? 0, 0)),
  ];
  return { keep: 0, segments };
}

/** How many of its tokens the call before left in the cache. */
function cachedOf({ cachedTo }: { cachedTo: number }, { from, tokens }: { from: number; tokens: number }): number {
  return Math.max(0, Math.min(tokens, cachedTo - from));
}

/** Splits by weight where no part may exceed its limit; `amount` is at most the sum of the limits. */
function splitWithin(amount: number, weights: readonly number[], limits: readonly number[]): number[] {
  const parts = splitWhole(amount, weights);
  for (;;) {
    let over = 0;
    parts.forEach((part, i) => {
      const limit = limits[i] ?? 0;
      if (part > limit) {
        over += part - limit;
        parts[i] = limit;
      }
    });
    if (over === 0) return parts;
    const room = parts.map((part, i) => (part < (limits[i] ?? 0) ? (weights[i] ?? 0) : 0));
    splitWhole(over, room).forEach((more, i) => (parts[i] = (parts[i] ?? 0) + more));
  }
}

function estimate(item: PromptItem, density: number): number {
  return Math.round(item.weight * density);
}

function segment<I extends PromptItem>(item: I, tokens: number, cached: number): Segment<I> {
  return { item, tokens, cached: Math.min(cached, tokens) };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
