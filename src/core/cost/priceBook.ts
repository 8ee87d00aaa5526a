import { toVariant, holdsAt, parseMoment } from './priceEntry.ts';
import type { PriceList, PriceOverride, PriceVariant, Tier } from './priceEntry.ts';
import { idForms } from './matchModel.ts';
import { normalizeModel } from './normalizeModel.ts';
import type { ModelName } from './normalizeModel.ts';
import { findPublished, PUBLISHED_VERSION } from './publishedPrices.ts';
import { SUPPLEMENT, SUPPLEMENT_DATE, SUPPLEMENT_EDITION } from './supplement.ts';

/** One model's prices over time, found once and then asked for each call. */
export interface ModelPrices {
  name: ModelName;
  /** In order of precedence: the user's own, the supplement, the published table. */
  lists: PriceList[];
}

/** All prices a run uses. Lookups are remembered: a session asks for the same few models thousands of times. */
export interface PriceBook {
  find(provider: string | undefined, model: string): ModelPrices;
  /** Names the tables, for the card: "genai-prices 0.1.8 + clawtrace 2026-11". */
  title: string;
}

const NOW = parseMoment(SUPPLEMENT_DATE);

/** Makes a price book; `own` are the user's prices, which win over all others. Throws RangeError where one of them is malformed. */
export function createPriceBook(own: readonly PriceOverride[] = []): PriceBook {
  const memo = new Map<string | undefined, Map<string, ModelPrices>>();
  const ownEntries = own.map((entry) => ({ entry, variant: toVariant(entry) }));
  return {
    title: `genai-prices ${PUBLISHED_VERSION} + clawtrace ${SUPPLEMENT_EDITION}${own.length > 0 ? ` + ${own.length} own` : ''}`,
    find(provider, model) {
      let models = memo.get(provider);
      if (!models) memo.set(provider, (models = new Map<string, ModelPrices>()));
      let found = models.get(model);
      if (!found) models.set(model, (found = lookUp(ownEntries, provider, model)));
      return found;
    },
  };
}

interface PreparedEntry {
  entry: PriceOverride;
  variant: PriceVariant;
}

const SUPPLEMENT_ENTRIES: readonly PreparedEntry[] = SUPPLEMENT.map((entry) => ({ entry, variant: toVariant(entry) }));

function lookUp(own: readonly PreparedEntry[], provider: string | undefined, model: string): ModelPrices {
  const name = normalizeModel(provider, model);
  const ids = [...new Set([model.trim().toLowerCase(), ...idForms(name.id)])];
  const lists: PriceList[] = [];
  const stated = provider?.trim().toLowerCase();
  const ownVariants = own
    .filter(({ entry }) => names(entry, ids, [...name.vendors, ...(stated ? [stated] : [])]))
    .map(({ variant }) => variant);
  if (ownVariants.length > 0) lists.push({ vendor: 'own', model: name.id, variants: ownVariants });
  if (name.free) return { name, lists };
  for (const vendor of name.vendors) {
    const list = tableOf(vendor, name);
    const supplement = SUPPLEMENT_ENTRIES.filter(({ entry }) => names(entry, ids, [vendor])).map(({ variant }) => variant);
    if (supplement.length > 0) lists.push({ vendor, model: name.id, variants: supplement });
    if (list) lists.push(list);
  }
  fillWrite1h(lists);
  return { name, lists };
}

/**
 * Bedrock's Claude models are priced from Anthropic's list with the regional factor: that list has 1 h writes, long prompts and dates,
 * which the table of Bedrock lacks, and the published Bedrock prices are the same figures.
 */
function tableOf(vendor: string, name: ModelName): PriceList | undefined {
  if (vendor === 'aws' && name.id.startsWith('claude-')) return undefined;
  if (vendor === 'aws') {
    const region = name.region === 'global' ? 'global.' : '';
    return findPublished(vendor, [`${region}${name.slug.split('/').at(-1) ?? ''}`, name.id]);
  }
  if (vendor === 'openrouter') return findPublished(vendor, name.fast ? [name.slug] : [name.slug, name.id]);
  // Resellers list the fast variant as a model of its own; Anthropic's own list has a factor for it instead.
  return findPublished(vendor, [name.fast && vendor !== 'anthropic' ? `${name.id}-fast` : name.id]);
}

/** Resellers list no 1 h writes though they pass them through: where their other rates are the maker's, the maker's rate is theirs. */
function fillWrite1h(lists: PriceList[]): void {
  for (const list of lists) {
    const maker = lists.find((other) => other !== list && other.variants.some((variant) => variant.hasWrite1h));
    if (!maker) continue;
    // Copies, because the same entry serves other models, whose maker may have another rate or none.
    list.variants = list.variants.map((variant) =>
      variant.hasWrite1h ? variant : { ...variant, tiers: variant.tiers.map((tier) => withWrite1h(tier, maker)) },
    );
  }
}

function withWrite1h(tier: Tier, maker: PriceList): Tier {
  const same = maker.variants.flatMap(({ tiers }) => tiers).find(({ rates }) => rates.cacheWrite5m === tier.rates.cacheWrite5m);
  if (same?.rates.input !== tier.rates.input) return tier;
  return { ...tier, rates: { ...tier.rates, cacheWrite1h: same.rates.cacheWrite1h } };
}

function names(entry: PriceOverride, ids: readonly string[], vendors: readonly string[]): boolean {
  if (entry.provider !== undefined && !vendors.includes(entry.provider.toLowerCase())) return false;
  const wanted = entry.model.toLowerCase();
  if (wanted.endsWith('*')) return ids.some((id) => id.startsWith(wanted.slice(0, -1)));
  return ids.includes(wanted);
}

/** The price that held at the moment of a call (trap 31); without a moment, the one that held at the date of the tables. */
export function priceAt(prices: ModelPrices, at: number | undefined): { list: PriceList; variant: PriceVariant } | undefined {
  for (const list of prices.lists) {
    const variant = list.variants.findLast((candidate) => holdsAt(candidate, at ?? NOW, at !== undefined));
    if (variant) return { list, variant };
  }
  return undefined;
}
