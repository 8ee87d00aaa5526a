import { splitWhole } from '../session/money.ts';
import type { PromptItem } from './promptItems.ts';
import type { TokenLedger } from './tokenLedger.ts';

/** A piece of the prompt with its measured or allotted length. Pieces tile the prompt: the first starts at token 0. */
export interface Segment {
  item: PromptItem;
  tokens: number;
  /** How many of its first tokens the call before left in the provider's cache. */
  cached: number;
  /** Where its tokens are counted; set by whoever counts them. */
  ledger?: TokenLedger;
}

/** Thinking and other items that are dropped or cut are trimmed before a smaller prompt is taken for a new context. */
const NEW_EPOCH_BELOW = 0.7;

/**
 * Most tokens an item can explain. Dense text (base64, CJK) reaches about one token a character; the rest is framing. What grows beyond
 * that was not logged (attachments, reminders, tool definitions), and no step may be charged for it.
 */
const MAX_TOKENS_PER_CHAR = 1.5;
const FRAMING_TOKENS = 40;

export interface Fit {
  segments: Segment[];
  /** True where the prompt was rebuilt rather than continued. */
  newEpoch: boolean;
}

export interface Growth {
  /** The prompt's segments at the call before; empty before the first call. */
  before: readonly Segment[];
  /** What was added since, in order. */
  added: readonly PromptItem[];
  /** What the thread's start belongs to, and what growth that nothing explains goes to. */
  prefix: PromptItem;
  /** Measured size of the prompt now. */
  tokens: number;
  /** Tokens per character of this thread, for what cannot be measured by a difference. */
  density: number;
  /** Set where a compaction stands among `added`: which of the segments before were kept beside the summary. */
  compaction?: { summary: PromptItem; keeps: (segment: Segment) => boolean };
}

/** Fits segments to the measured size of a prompt. The lengths are whole, not negative, and add up to `tokens`. */
export function fitPrompt(growth: Growth): Fit {
  const { before, tokens } = growth;
  const had = total(before);
  if (had === 0) return { segments: started(growth, tokens), newEpoch: false };
  if (growth.compaction) return { segments: compacted(growth, growth.compaction), newEpoch: true };
  if (tokens < had * NEW_EPOCH_BELOW) return { segments: started(growth, tokens), newEpoch: true };
  return {
    segments: tokens >= had ? grown(growth, tokens - had) : shrunk(growth),
    newEpoch: false,
  };
}

/** A context of its own: everything but the prefix is estimated by its characters, the prefix is the remainder. */
function started(growth: Growth, tokens: number): Segment[] {
  const estimates = growth.added.map((item) => estimate(item, growth.density));
  const sum = sumOf(estimates);
  const lengths = sum <= tokens ? estimates : splitWhole(tokens, estimates);
  const first = growth.before[0];
  const prefix = segment(growth.prefix, tokens - sumOf(lengths), first ? first.cached : 0);
  return [prefix, ...growth.added.map((item, i) => segment(item, lengths[i] ?? 0, 0))];
}

function grown(growth: Growth, by: number): Segment[] {
  const { added } = growth;
  const limits = added.map(({ weight }) => Math.floor(weight * MAX_TOKENS_PER_CHAR) + FRAMING_TOKENS);
  const explained = Math.min(by, sumOf(limits));
  const lengths = splitWithin(
    explained,
    added.map(({ weight }) => weight),
    limits,
  );
  const segments = [...growth.before, ...added.map((item, i) => segment(item, lengths[i] ?? 0, 0))];
  // At the end, not at the start: it was appended, else the cached part before it would not have been read.
  if (by > explained) segments.push(segment(growth.prefix, by - explained, 0));
  return segments;
}

/** The prompt lost more than it gained: providers drop earlier thinking, harnesses cut old outputs. */
function shrunk(growth: Growth): Segment[] {
  const segments = growth.before.map((before) => ({ ...before }));
  for (const item of growth.added) segments.push(segment(item, estimate(item, growth.density), 0));
  let excess = total(segments) - growth.tokens;
  const trim = (target: Segment): void => {
    const cut = Math.min(excess, target.tokens);
    target.tokens -= cut;
    target.cached = Math.min(target.cached, target.tokens);
    excess -= cut;
  };
  for (const target of segments.toReversed()) if (target.item.owner.kind === 'llm' && excess > 0) trim(target);
  for (const target of segments.toReversed()) if (excess > 0) trim(target);
  if (excess < 0) segments.push(segment(growth.prefix, -excess, 0));
  return segments;
}

/** After a compaction: the prefix as it was, the summary, what was kept beside it, and what came since. The summary takes the remainder. */
function compacted(growth: Growth, { summary, keeps }: NonNullable<Growth['compaction']>): Segment[] {
  const { tokens, before } = growth;
  const first = before[0];
  const prefixTokens = Math.min(first?.item === growth.prefix ? first.tokens : 0, tokens);
  const kept = before.filter((candidate, i) => i > 0 && candidate.item !== growth.prefix && keeps(candidate));
  const added = growth.added.filter((item) => item !== summary);
  const wanted = [...kept.map((one) => one.tokens), ...added.map((item) => estimate(item, growth.density))];
  const room = tokens - prefixTokens;
  const lengths = sumOf(wanted) <= room ? wanted : splitWhole(room, wanted);
  const rest = room - sumOf(lengths);
  return [
    segment(growth.prefix, prefixTokens, first ? Math.min(first.cached, prefixTokens) : 0),
    segment(summary, rest, 0),
    ...kept.map((one, i) => segment(one.item, lengths[i] ?? 0, Math.min(one.cached, lengths[i] ?? 0))),
    ...added.map((item, i) => segment(item, lengths[kept.length + i] ?? 0, 0)),
  ];
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

function segment(item: PromptItem, tokens: number, cached: number): Segment {
  return { item, tokens, cached: Math.min(cached, tokens) };
}

function total(segments: readonly Segment[]): number {
  let sum = 0;
  for (const { tokens } of segments) sum += tokens;
  return sum;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
