import { parseUsd } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { Serving } from '../session/session.ts';
import { idForms } from './matchModel.ts';
import { claudeVersion } from './normalizeModel.ts';
import type { ModelName } from './normalizeModel.ts';
import type { Factor } from './rates.ts';

/** A published factor on every token rate, or a request for one that nobody published. */
export interface Multiplier {
  /** For people: "fast x2". */
  label: string;
  factor: Factor;
}

const ANTHROPIC_FAST = 'https://platform.claude.com/docs/en/build-with-claude/fast-mode';
const ANTHROPIC_PRICING = 'https://platform.claude.com/docs/en/about-claude/pricing';
const OPENAI_PRICING = 'https://developers.openai.com/api/docs/pricing';
const OPENAI_PRIORITY = 'https://openai.com/api-priority-processing/';
/** Vertex AI charges the same premium on its regional endpoints: https://cloud.google.com/vertex-ai/generative-ai/pricing */
const BEDROCK = 'https://aws.amazon.com/bedrock/pricing/';
const GEMINI = 'https://ai.google.dev/gemini-api/docs/pricing';

interface Rule {
  /** The table whose prices it scales; "aws" for what Bedrock adds to the maker's list. */
  vendor: 'anthropic' | 'openai' | 'google' | 'aws';
  on: 'fast' | 'batch' | 'flex' | 'priority' | 'geo-us' | 'regional';
  /** Exact ids, with or without a date; absent: every model that `fromClaude` lets through. */
  models?: readonly string[];
  /** Lowest Claude version, see claudeVersion. */
  fromClaude?: number;
  factor: Factor;
  /** True where sources disagree about the factor. */
  disputed?: boolean;
  /** Edition of our tables that first states the factor. */
  edition: string;
  source: string;
}

const times = (num: bigint, den = 1n): Factor => ({ num, den });
const HALF = times(1n, 2n);
const TENTH_MORE = times(11n, 10n);
const EDITION = '2026-11';

const RULES: readonly Rule[] = [
  {
    vendor: 'anthropic',
    on: 'fast',
    models: ['claude-opus-4-8', 'claude-opus-5'],
    factor: times(2n),
    edition: EDITION,
    source: ANTHROPIC_FAST,
  },
  // Listed at 30/150 USD, sold at a discount in the first weeks, and quoted with other factors since.
  {
    vendor: 'anthropic',
    on: 'fast',
    models: ['claude-opus-4-6', 'claude-opus-4-7'],
    factor: times(6n),
    disputed: true,
    edition: EDITION,
    source: ANTHROPIC_FAST,
  },
  { vendor: 'anthropic', on: 'batch', factor: HALF, edition: EDITION, source: ANTHROPIC_PRICING },
  { vendor: 'anthropic', on: 'geo-us', fromClaude: 406, factor: TENTH_MORE, edition: EDITION, source: ANTHROPIC_PRICING },
  { vendor: 'aws', on: 'regional', fromClaude: 405, factor: TENTH_MORE, edition: EDITION, source: BEDROCK },
  { vendor: 'aws', on: 'batch', factor: HALF, edition: EDITION, source: BEDROCK },
  { vendor: 'google', on: 'batch', factor: HALF, edition: EDITION, source: GEMINI },
  { vendor: 'openai', on: 'batch', factor: HALF, edition: EDITION, source: OPENAI_PRICING },
  { vendor: 'openai', on: 'flex', factor: HALF, edition: EDITION, source: OPENAI_PRICING },
  {
    vendor: 'openai',
    on: 'priority',
    models: ['gpt-5', 'gpt-5-codex', 'gpt-5.1', 'gpt-5.1-codex', 'gpt-5.2', 'gpt-5.4', 'gpt-5.4-mini', 'gpt-4.1-nano'],
    factor: times(2n),
    edition: EDITION,
    source: OPENAI_PRIORITY,
  },
  { vendor: 'openai', on: 'priority', models: ['gpt-5-mini'], factor: times(9n, 5n), edition: EDITION, source: OPENAI_PRIORITY },
  {
    vendor: 'openai',
    on: 'priority',
    models: ['gpt-4.1', 'gpt-4.1-mini', 'o3'],
    factor: times(7n, 4n),
    edition: EDITION,
    source: OPENAI_PRIORITY,
  },
  { vendor: 'openai', on: 'priority', models: ['gpt-4o'], factor: times(17n, 10n), edition: EDITION, source: OPENAI_PRIORITY },
  { vendor: 'openai', on: 'priority', models: ['gpt-4o-mini'], factor: times(5n, 3n), edition: EDITION, source: OPENAI_PRIORITY },
  { vendor: 'openai', on: 'priority', models: ['o4-mini'], factor: times(20n, 11n), edition: EDITION, source: OPENAI_PRIORITY },
];

/** What a label says when a way of serving has a price of its own that is not known. */
export const NO_FACTOR = 'no published factor';

/** What a label says when the list price may be a tenth too low: nothing tells by which endpoint the call was served. */
export const REGION_UNTOLD = 'region not told';

/** What a label says when sources disagree about a factor. */
export const DISPUTED = 'disputed';

/**
 * Factors on the list price of `vendor` for the way a call was served. A mark without a published factor (priority of a model that is not
 * on the price page, say) changes nothing and is named, so that the card can say that the figure is a lower bound.
 */
export function multipliersFor(vendor: string, name: ModelName, serving: Serving): Multiplier[] {
  const found: Multiplier[] = [];
  for (const on of marksOf(vendor, name, serving)) {
    const seller = on === 'regional' ? 'aws' : vendor;
    const rule = RULES.find((candidate) => candidate.on === on && candidate.vendor === seller && appliesTo(candidate, name.id));
    if (rule) found.push({ label: `${on} x${describe(rule.factor)}${rule.disputed ? ` (${DISPUTED})` : ''}`, factor: rule.factor });
    // Models that are older than the two regional premiums are sold without them.
    else if (on !== 'geo-us' && on !== 'regional') found.push({ label: `${on}: ${NO_FACTOR}`, factor: times(1n) });
  }
  if (name.regionUntold && RULES.some((rule) => rule.on === 'regional' && appliesTo(rule, name.id)))
    found.push({ label: REGION_UNTOLD, factor: times(1n) });
  return found;
}

function marksOf(vendor: string, name: ModelName, serving: Serving): Rule['on'][] {
  const marks: Rule['on'][] = [];
  if (serving.speed === 'fast' || (name.fast && vendor === 'anthropic')) marks.push('fast');
  if (serving.tier === 'batch' || serving.tier === 'flex' || serving.tier === 'priority') marks.push(serving.tier);
  if (serving.geo === 'us') marks.push('geo-us');
  // Bedrock's own table lists prices by region already; the models that Google makes itself cost the same everywhere.
  if (name.region !== undefined && name.region !== 'global' && vendor !== 'aws') marks.push('regional');
  return marks;
}

function appliesTo(rule: Rule, id: string): boolean {
  const { models, fromClaude } = rule;
  if (models)
    return idForms(id).some((form) => models.includes(form) || (form.startsWith('claude-') && models.includes(form.replace('.', '-'))));
  return fromClaude === undefined || (claudeVersion(id) ?? 0) >= fromClaude;
}

function describe(factor: Factor): string {
  return String(Math.round((Number(factor.num) / Number(factor.den)) * 100) / 100);
}

/** Fee of one web search where the model's own entry states none. Sources: the price pages of Anthropic and OpenAI, 10 USD per 1,000. */
export function webSearchFee(vendor: string): Money | undefined {
  return vendor === 'anthropic' || vendor === 'openai' ? parseUsd('0.01') : undefined;
}
