import { ZERO, splitWhole } from '../../../src/core/session/money.ts';
import type { Money } from '../../../src/core/session/money.ts';
import type { CompactionEntry, LlmCall, Thread } from '../../../src/core/session/session.ts';
import { measureDensity } from '../../../src/core/cost/measureDensity.ts';
import { priceWithRates } from '../../../src/core/cost/priceCall.ts';
import type { PriceOptions } from '../../../src/core/cost/priceCall.ts';
import { IMAGE_CHARS, itemsOfAnswer, itemsOfTool } from '../../../src/core/cost/promptItems.ts';
import type { PromptItem } from '../../../src/core/cost/promptItems.ts';
import { ToolIndex } from '../../../src/core/cost/toolIndex.ts';
import { promptTokens } from '../../../src/core/cost/promptTokens.ts';
import type { Rates } from '../../../src/core/cost/rates.ts';

/** A piece of the prompt, charged for itself at every call. */
interface PlainSegment {
  item: PromptItem;
  tokens: number;
  cached: number;
}

interface PlainContext {
  segments: PlainSegment[];
  pending: PromptItem[];
  compaction?: { entry: CompactionEntry; item: PromptItem };
  called: boolean;
}

/** What one item paid. */
export interface PlainLedger {
  owner: string;
  part: PromptItem['part'];
  tokens: number;
  calls: number[];
  entry: Money;
  carry: Money;
  rewrite: Money;
}

export interface PlainAttribution {
  ledgers: PlainLedger[];
  rewrites: { call: number; tokens: number; premium: Money }[];
}

/**
 * Attribution as it is defined, token position by token position, without a thought for speed: every call visits every piece of its prompt and
 * every branch has a copy of its context. What the product computes must be the same to the last unit.
 */
export function attributePlainly(thread: Thread, options: PriceOptions): PlainAttribution {
  const tools = new ToolIndex(thread.entries);
  const density = measureDensity(thread, tools);
  const prefix: PromptItem = { owner: { kind: 'prefix' }, part: 'whole', weight: 1 };
  const ledgers = new Map<PromptItem, PlainLedger>();
  const rewrites: PlainAttribution['rewrites'] = [];
  const contexts: PlainContext[] = [];
  for (const entry of thread.entries) {
    const parent = entry.parent ?? entry.index - 1;
    const before = contexts[parent] ?? { segments: [], pending: [], called: false };
    const context: PlainContext = { ...before, segments: before.segments.map((one) => ({ ...one })), pending: [...before.pending] };
    contexts.push(context);
    if (entry.kind === 'user') {
      const weight = Math.max(1, entry.chars + entry.images * IMAGE_CHARS);
      context.pending.push({ owner: { kind: 'user', entry }, part: 'whole', weight });
    } else if (entry.kind === 'tool') {
      context.pending.push(...itemsOfTool(entry, tools));
    } else if (entry.kind === 'compaction') {
      const item: PromptItem = { owner: { kind: 'compaction', entry }, part: 'whole', weight: Math.max(1, entry.summaryChars) };
      context.pending.push(item);
      context.compaction = { entry, item };
    } else {
      if (entry.usage && promptTokens(entry.usage) > 0) callMeasured(context, entry);
      context.pending.push(...itemsOfAnswer(entry, tools));
    }
  }
  return { ledgers: [...ledgers.values()], rewrites };

  function callMeasured(context: PlainContext, call: LlmCall): void {
    const { usage } = call;
    if (!usage) return;
    context.segments = fit(context, promptTokens(usage), prefix, density);
    const { rates } = priceWithRates(call, options);
    const readEnd = usage.cacheRead;
    const writeEnd = readEnd + usage.cacheWrite5m + usage.cacheWrite1h;
    // Tokens of 1 h among the first n of the written part, rounded down: the parts between two positions add up.
    const long = (n: number): number => (writeEnd > readEnd ? Math.floor((n * usage.cacheWrite1h) / (writeEnd - readEnd)) : 0);
    const split = (from: number, to: number): [read: number, short: number, long: number, plain: number] => {
      const [start, stop] = [clamp(from, readEnd, writeEnd), clamp(to, readEnd, writeEnd)];
      const hour = long(stop - readEnd) - long(start - readEnd);
      return [
        Math.min(to, readEnd) - Math.min(from, readEnd),
        stop - start - hour,
        hour,
        Math.max(to, writeEnd) - Math.max(from, writeEnd),
      ];
    };
    let position = 0;
    const again = { tokens: 0, premium: ZERO };
    for (const segment of context.segments) {
      const from = position;
      position += segment.tokens;
      const ledger = ledgerOf(segment.item);
      if (ledger.calls.at(-1) !== call.index) ledger.calls.push(call.index);
      const isEntry = ledger.calls.length === 1;
      const sameItem = context.segments.filter(({ item }) => item === segment.item);
      ledger.tokens = Math.max(ledger.tokens, sumOf(sameItem));
      ledger[isEntry ? 'entry' : 'carry'] += cost(split(from, position), rates);
      const missed = Math.max(from, readEnd);
      if (!isEntry && from + segment.cached > missed) {
        const premium = premiumOf(split(missed, from + segment.cached), rates);
        ledger.rewrite += premium;
        again.tokens += from + segment.cached - missed;
        again.premium += premium;
      }
      segment.cached = Math.max(0, Math.min(position, writeEnd) - from);
    }
    if (again.tokens > 0 && context.called) rewrites.push({ call: call.index, ...again });
    context.called = true;
    context.pending = [];
    delete context.compaction;
  }

  function ledgerOf(item: PromptItem): PlainLedger {
    let ledger = ledgers.get(item);
    if (!ledger) {
      const owner = item.owner.kind === 'prefix' ? 'prefix' : String(item.owner.entry.index);
      ledger = { owner, part: item.part, tokens: 0, calls: [], entry: ZERO, carry: ZERO, rewrite: ZERO };
      ledgers.set(item, ledger);
    }
    return ledger;
  }
}

/** The pieces of a prompt of `tokens` tokens; `before` and what was added are as in the context. */
function fit({ segments, pending, compaction }: PlainContext, tokens: number, prefix: PromptItem, density: number): PlainSegment[] {
  const make = (item: PromptItem, size: number, cached = 0): PlainSegment => ({ item, tokens: size, cached: Math.min(cached, size) });
  const estimate = ({ weight }: PromptItem): number => Math.round(weight * density);
  const squeeze = (sizes: number[], room: number): number[] => (total(sizes) <= room ? sizes : splitWhole(room, sizes));
  const had = sumOf(segments);
  const first = segments[0];
  if (compaction && first) {
    const start = Math.min(first.item === prefix ? first.tokens : 0, tokens);
    const { keptFrom } = compaction.entry;
    const kept = segments
      .slice(1)
      .filter(({ item: { owner } }) => owner.kind !== 'prefix' && keptFrom !== undefined && owner.entry.index >= keptFrom);
    const added = pending.filter((item) => item !== compaction.item);
    const sizes = squeeze([...kept.map((one) => one.tokens), ...added.map(estimate)], tokens - start);
    return [
      make(prefix, start, first.cached),
      make(compaction.item, tokens - start - total(sizes)),
      ...kept.map((one, i) => make(one.item, sizes[i] ?? 0, one.cached)),
      ...added.map((item, i) => make(item, sizes[kept.length + i] ?? 0)),
    ];
  }
  if (!first || tokens < had * 0.7) {
    const sizes = squeeze(pending.map(estimate), tokens);
    return [make(prefix, tokens - total(sizes), first?.cached), ...pending.map((item, i) => make(item, sizes[i] ?? 0))];
  }
  if (tokens >= had) {
    const sizes = share(
      tokens - had,
      pending.map(({ weight }) => ({ weight, limit: Math.floor(weight * 1.5) + 40 })),
    );
    const rest = tokens - had - total(sizes);
    return [...segments, ...pending.map((item, i) => make(item, sizes[i] ?? 0)), ...(rest > 0 ? [make(prefix, rest)] : [])];
  }
  const all = [...segments, ...pending.map((item) => make(item, estimate(item)))];
  let excess = sumOf(all) - tokens;
  const answers = all.filter(({ item }) => item.owner.kind === 'llm');
  for (const one of [...answers.reverse(), ...all.toReversed()]) {
    const cut = clamp(excess, 0, one.tokens);
    one.tokens -= cut;
    one.cached = Math.min(one.cached, one.tokens);
    excess -= cut;
  }
  return excess < 0 ? [...all, make(prefix, -excess)] : all;
}

/** Splits by weight; what an item cannot explain goes to those that can, and what nobody can is left over. */
function share(amount: number, items: readonly { weight: number; limit: number }[]): number[] {
  const sizes = items.map(() => 0);
  let left = Math.min(amount, total(items.map(({ limit }) => limit)));
  while (left > 0) {
    const parts = splitWhole(
      left,
      items.map(({ weight, limit }, i) => ((sizes[i] ?? 0) < limit ? weight : 0)),
    );
    items.forEach(({ limit }, i) => {
      const before = sizes[i] ?? 0;
      sizes[i] = Math.min(limit, before + (parts[i] ?? 0));
      left -= (sizes[i] ?? 0) - before;
    });
  }
  return sizes;
}

function cost([read, short, long, plain]: readonly [number, number, number, number], rates: Rates): Money {
  return (
    BigInt(read) * rates.cacheRead + BigInt(short) * rates.cacheWrite5m + BigInt(long) * rates.cacheWrite1h + BigInt(plain) * rates.input
  );
}

function premiumOf([, short, long, plain]: readonly [number, number, number, number], rates: Rates): Money {
  const over = (rate: Money): Money => (rate > rates.cacheRead ? rate - rates.cacheRead : ZERO);
  return BigInt(short) * over(rates.cacheWrite5m) + BigInt(long) * over(rates.cacheWrite1h) + BigInt(plain) * over(rates.input);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

function sumOf(segments: readonly PlainSegment[]): number {
  return total(segments.map(({ tokens }) => tokens));
}
