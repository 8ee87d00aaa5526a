import { asText, type JsonRecord } from '../json.ts';

/** How a request was served, as far as its span tells. */
export interface ServiceTier {
  /** "flex", "priority"…; undefined where nothing is told. */
  tier: string | undefined;
  /** The echo said "default" for a tier that was asked for, and the one asked for was taken (trap 19). */
  isRequested: boolean;
}

const REQUESTED = ['openai.request.service_tier', 'gen_ai.openai.request.service_tier', 'gen_ai.request.service_tier'];
const SERVED = ['openai.response.service_tier', 'gen_ai.openai.response.service_tier', 'gen_ai.response.service_tier'];

/** Words that name no tier of their own. */
const USUAL = new Set(['auto', 'default', 'standard']);

/**
 * The tier that the answer names. Source of the names: OpenTelemetry's semantic conventions for OpenAI, today's and those before 1.31.
 * OpenAI has answered "default" to requests that it billed by the tier asked for: such an echo does not take the request back.
 */
export function serviceTierOf(attributes: JsonRecord): ServiceTier {
  const named = (names: readonly string[]): string | undefined =>
    names.map((name) => asText(attributes[name])?.toLowerCase()).find((tier) => tier !== undefined);
  const requested = named(REQUESTED);
  const served = named(SERVED);
  if (requested !== undefined && !USUAL.has(requested) && served === 'default') return { tier: requested, isRequested: true };
  return { tier: served ?? requested, isRequested: false };
}
