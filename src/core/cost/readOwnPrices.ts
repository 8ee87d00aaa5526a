import { messageOf } from '../session/messageOf.ts';
import { toVariant } from './priceEntry.ts';
import type { PerMillion, PriceOverride } from './priceEntry.ts';

/**
 * The user's own prices as they stand in the setting `clawtrace.prices`. Throws RangeError that names the entry (counted from 1) and what
 * is wrong with it: to leave it out would make the figures that it was meant for wrong in silence.
 */
export function readOwnPrices(setting: unknown): PriceOverride[] {
  if (!Array.isArray(setting)) throw new RangeError('clawtrace.prices: not a list');
  return setting.map((entry: unknown, i) => {
    try {
      return readEntry(entry);
    } catch (error) {
      throw new RangeError(`clawtrace.prices, entry ${i + 1}: ${messageOf(error)}`, { cause: error });
    }
  });
}

function readEntry(entry: unknown): PriceOverride {
  if (!isRecord(entry)) throw new RangeError('not an object');
  const { model, provider, perMillion, above } = entry;
  if (typeof model !== 'string' || model === '') throw new RangeError('"model" is missing');
  if (provider !== undefined && typeof provider !== 'string') throw new RangeError('"provider" is not a text');
  requirePerMillion(perMillion);
  if (above !== undefined) {
    if (!Array.isArray(above)) throw new RangeError('"above" is not a list');
    for (const tier of above as unknown[]) {
      if (!isRecord(tier) || typeof tier.tokens !== 'number') throw new RangeError('"above" has a tier without "tokens"');
      requirePerMillion(tier.perMillion);
    }
  }
  const price = entry as unknown as PriceOverride;
  // What it refuses are amounts and dates.
  toVariant(price);
  return price;
}

const REQUIRED = ['input', 'output'] as const satisfies readonly (keyof PerMillion)[];

function requirePerMillion(value: unknown): void {
  if (!isRecord(value)) throw new RangeError('"perMillion" is missing');
  for (const name of REQUIRED) if (value[name] === undefined) throw new RangeError(`"perMillion" has no "${name}"`);
  for (const [name, rate] of Object.entries(value)) {
    if (typeof rate !== 'number' && typeof rate !== 'string') throw new RangeError(`"${name}" is not an amount in USD`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
