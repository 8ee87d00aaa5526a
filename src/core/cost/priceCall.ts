import type { Money } from '../session/money.ts';
import { ZERO } from '../session/money.ts';
import type { LlmCall, Serving, Usage } from '../session/session.ts';
import type { CallCost } from './attributedSession.ts';
import { multipliersFor, webSearchFee } from './multipliers.ts';
import type { Multiplier } from './multipliers.ts';
import { priceAt } from './priceBook.ts';
import type { ModelPrices, PriceBook } from './priceBook.ts';
import type { PriceList, PriceVariant, Tier } from './priceEntry.ts';
import { NO_RATES, scaleRates } from './rates.ts';
import type { Rates } from './rates.ts';
import { times } from './promptLayout.ts';
import { promptTokens, tierPrompt } from './promptTokens.ts';

export interface PriceOptions {
  book: PriceBook;
  /** When calls without a time of their own were made: the session's start. */
  fallbackAt?: number;
}

/** A call's cost, and the rates it was computed with: what attribution needs to place every token's price. */
export interface PricedCall {
  cost: CallCost;
  /** After tier and factors. All zero where the call has no price. */
  rates: Rates;
}

const NOTHING: Omit<CallCost, 'basis'> = {
  input: ZERO,
  cacheRead: ZERO,
  cacheWrite: ZERO,
  output: ZERO,
  fees: ZERO,
  extra: ZERO,
  total: ZERO,
  unpricedTokens: 0,
};

/** What one call cost, by bucket. Never guesses: a call without a price is "unpriced", one without usage is "no-usage". */
export function priceCall(call: LlmCall, options: PriceOptions): CallCost {
  return priceWithRates(call, options).cost;
}

/** As priceCall, with the rates by bucket. */
export function priceWithRates(call: LlmCall, options: PriceOptions): PricedCall {
  if (call.free) return { cost: { ...NOTHING, basis: 'free' }, rates: NO_RATES };
  const at = call.at ?? options.fallbackAt;
  const extras = call.extraUsage.map((extra) => {
    const price = findPrice(options.book, call.provider, extra.model, at, call.serving, promptTokens(extra.usage));
    return { usage: extra.usage, price };
  });
  const extra = extras.reduce((sum, { usage, price }) => sum + (price ? billOf(usage, price).total : ZERO), ZERO);
  const extraUnpriced = extras.reduce((sum, { usage, price }) => sum + (price ? 0 : allTokens(usage)), 0);
  const { usage } = call;
  if (!usage)
    return {
      cost: {
        ...NOTHING,
        basis: 'no-usage',
        extra,
        total: extra,
        unpricedTokens: extraUnpriced,
      },
      rates: NO_RATES,
    };

  const price = findPrice(options.book, call.provider, call.model, at, call.serving, tierPrompt(call, usage));
  if (!price) {
    if (isFreeVariant(options.book, call))
      return {
        cost: {
          ...NOTHING,
          basis: 'free',
          extra,
          total: extra,
          unpricedTokens: extraUnpriced,
        },
        rates: NO_RATES,
      };
    return {
      cost: {
        ...NOTHING,
        basis: 'unpriced',
        extra,
        total: extra,
        unpricedTokens: allTokens(usage) + extraUnpriced,
      },
      rates: NO_RATES,
    };
  }
  const bill = billOf(usage, price);
  return {
    cost: {
      ...bill,
      basis: 'computed',
      extra,
      total: bill.total + extra,
      price: price.text,
      unpricedTokens: extraUnpriced,
    },
    rates: price.rates,
  };
}

interface FoundPrice {
  rates: Rates;
  webSearch: Money;
  text: string;
}

function billOf(usage: Usage, price: FoundPrice): Omit<CallCost, 'basis'> {
  const { rates } = price;
  const input = times(usage.input, rates.input);
  const cacheRead = times(usage.cacheRead, rates.cacheRead);
  const cacheWrite = times(usage.cacheWrite5m, rates.cacheWrite5m) + times(usage.cacheWrite1h, rates.cacheWrite1h);
  const output = times(usage.output, rates.output);
  const fees = times(usage.webSearches, price.webSearch);
  return {
    input,
    cacheRead,
    cacheWrite,
    output,
    fees,
    extra: ZERO,
    total: input + cacheRead + cacheWrite + output + fees,
    unpricedTokens: 0,
  };
}

/**
 * Found prices by model, tier and way of serving: evaluating a call is then a few products. Interned, so that equal rates are one object.
 * A tier belongs to one dated price, so the day is part of the key.
 */
const interned = new WeakMap<ModelPrices, Map<Tier, Map<string, FoundPrice>>>();

function findPrice(
  book: PriceBook,
  provider: string | undefined,
  model: string,
  at: number | undefined,
  serving: Serving,
  prompt: number,
): FoundPrice | undefined {
  const prices = book.find(provider, model);
  const held = priceAt(prices, at);
  if (!held) return undefined;
  const { list, variant } = held;
  const tier = variant.tiers.findLast((candidate) => prompt > candidate.above);
  if (!tier) return undefined;
  let byTier = interned.get(prices);
  if (!byTier) interned.set(prices, (byTier = new Map<Tier, Map<string, FoundPrice>>()));
  let byServing = byTier.get(tier);
  if (!byServing) byTier.set(tier, (byServing = new Map<string, FoundPrice>()));
  const key = servingKey(serving);
  let price = byServing.get(key);
  if (!price) {
    // The user's own price is final: it is what the user pays.
    const factors = list.vendor === 'own' ? [] : multipliersFor(list.vendor, prices.name, serving);
    price = {
      rates: factors.reduce((rates, { factor }) => scaleRates(rates, factor), tier.rates),
      webSearch: variant.webSearch ?? webSearchFee(list.vendor) ?? ZERO,
      text: describe(list, variant, tier, factors, prices.name.note),
    };
    byServing.set(key, price);
  }
  return price;
}

/** Most calls say nothing of how they were served, and their key costs nothing to make. */
function servingKey({ speed, tier, geo }: Serving): string {
  return speed === undefined && tier === undefined && geo === undefined ? '' : JSON.stringify([speed, tier, geo]);
}

function describe(list: PriceList, variant: PriceVariant, tier: Tier, factors: readonly Multiplier[], note: string | undefined): string {
  const parts = [`${list.vendor} ${list.model}`];
  if (variant.from !== undefined) parts.push(`from ${new Date(variant.from).toISOString().slice(0, 10)}`);
  if (variant.until !== undefined) parts.push(`until ${new Date(variant.until).toISOString().slice(0, 10)}`);
  if (variant.hours) parts.push(`${clock(variant.hours.start)} to ${clock(variant.hours.end)} UTC`);
  if (tier.above >= 0) parts.push(`above ${tier.above} tokens`);
  parts.push(...factors.map(({ label }) => label));
  if (note) parts.push(note);
  return parts.join(', ');
}

function clock(msOfDay: number): string {
  return new Date(msOfDay).toISOString().slice(11, 16);
}

function isFreeVariant(book: PriceBook, call: LlmCall): boolean {
  return book.find(call.provider, call.model).name.free;
}

function allTokens(usage: Usage): number {
  return promptTokens(usage) + usage.output;
}
