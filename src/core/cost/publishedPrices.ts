import { findProvider } from '@pydantic/genai-prices';
import type { ConditionalPrice, ModelInfo, ModelPrice, Provider, TieredPrices } from '@pydantic/genai-prices';
import { parseUsd } from '../session/money.ts';
import { idForms, matchesStrictly } from './matchModel.ts';
import { parseMoment, toRates } from './priceEntry.ts';
import type { PerMillion, PriceList, PriceVariant, Tier } from './priceEntry.ts';
import { problemOfRates } from './rateBounds.ts';

/** Version of the table below; a test compares it with the installed package. */
export const PUBLISHED_VERSION = '0.1.8';

/**
 * Looks a model up in the table of genai-prices by our own, stricter rules. `vendor` is a provider's id there, `id` is in lower case.
 * Undefined where the table does not name the model, or names it without any price.
 */
export function findPublished(vendor: string, ids: readonly string[]): PriceList | undefined {
  const provider = findExactly(vendor);
  if (!provider) return undefined;
  for (const id of ids.flatMap(idForms)) {
    const model = provider.models.find((candidate) => matchesStrictly(candidate.match, id));
    const variants = model ? toVariants(model) : [];
    if (model && variants.length > 0) return { vendor, model: model.id, variants };
  }
  return undefined;
}

/** findProvider also matches parts of names; a table is only taken by its own id. */
function findExactly(vendor: string): Provider | undefined {
  const provider = findProvider({ providerId: vendor });
  return provider?.id === vendor ? provider : undefined;
}

/** None where one of the rates cannot be right: a model without a price is said to be one, a wrong price is not. */
export function toVariants(model: Pick<ModelInfo, 'prices'>): PriceVariant[] {
  const conditional: ConditionalPrice[] = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  const variants: PriceVariant[] = [];
  let from: number | undefined;
  for (const { constraint, prices } of conditional) {
    const variant = toVariant(prices);
    if (!variant) continue;
    if (constraint?.type === 'start_date') from = parseMoment(constraint.start_date);
    // Prices by the hour stand behind the start date of the list that introduced them: both must hold (trap 32).
    if (from !== undefined) variant.from = from;
    if (constraint?.type === 'time_of_date')
      variant.hours = {
        start: parseTime(constraint.start_time),
        end: parseTime(constraint.end_time),
      };
    variants.push(variant);
  }
  return variants.every(({ tiers }) => tiers.every(({ rates }) => problemOfRates(rates) === undefined)) ? variants : [];
}

function toVariant(prices: ModelPrice): PriceVariant | undefined {
  const { input_mtok: input, output_mtok: output } = prices;
  if (input === undefined || output === undefined) return undefined;
  const starts = new Set<number>();
  for (const price of Object.values(prices)) if (typeof price === 'object') for (const tier of price.tiers) starts.add(tier.start);
  const tiers = [-1, ...[...starts].sort((a, b) => a - b)].map((above): Tier => ({ above, rates: toRates(pricesAbove(prices, above)) }));
  const variant: PriceVariant = {
    tiers,
    hasWrite1h: prices['cache_write_1h_mtok'] !== undefined,
  };
  const searches = prices['web_searches_kcount'];
  if (typeof searches === 'number') variant.webSearch = parseUsd(searches) / 1000n;
  return variant;
}

/** Every bucket's price for a prompt just above `above` tokens. */
function pricesAbove(prices: ModelPrice, above: number): PerMillion {
  const at = (key: string): number | undefined => priceAbove(prices[key], above);
  const result: PerMillion = {
    input: at('input_mtok') ?? 0,
    output: at('output_mtok') ?? 0,
  };
  const read = at('cache_read_mtok');
  const write5m = at('cache_write_mtok');
  const write1h = at('cache_write_1h_mtok');
  if (read !== undefined) result.cacheRead = read;
  if (write5m !== undefined) result.cacheWrite5m = write5m;
  if (write1h !== undefined) result.cacheWrite1h = write1h;
  return result;
}

function priceAbove(price: number | TieredPrices | undefined, above: number): number | undefined {
  if (typeof price !== 'object') return price;
  let found = price.base;
  for (const tier of [...price.tiers].sort((a, b) => a.start - b.start)) if (tier.start <= above) found = tier.price;
  return found;
}

/** "16:30:00Z" as milliseconds since midnight. */
function parseTime(text: string): number {
  const match = /^(\d{2}):(\d{2})(?::(\d{2}))?/.exec(text);
  if (!match) throw new RangeError(`not a time: ${text.slice(0, 40)}`);
  return ((Number(match[1]) * 60 + Number(match[2])) * 60 + Number(match[3] ?? 0)) * 1000;
}
