import { parseUsd, type Money } from '../../session/money.ts';
import type { Usage } from '../../session/session.ts';
import { asCount, asNumber, asRecord, type JsonRecord } from '../json.ts';

/** Tokens as the record counts them, without any correction; equal in every copy of the record. */
export function usageFingerprint(usage: JsonRecord | undefined): string {
  return ['input', 'output', 'cacheRead', 'cacheWrite'].map((key) => asCount(usage?.[key])).join('/');
}

/**
 * Usage of a pi or OpenClaw record in exclusive buckets; undefined where it states no tokens at all. `input` excludes the cache
 * everywhere but for Google, whose prompt count includes it: there the total gives it away, being input + output without the cache.
 */
export function readUsage(raw: unknown, provider: string | undefined): Usage | undefined {
  const record = asRecord(raw);
  if (!record) return undefined;
  const [input, output, cacheRead, cacheWrite] = [record['input'], record['output'], record['cacheRead'], record['cacheWrite']].map(
    asCount,
  ) as [number, number, number, number];
  if (input + output + cacheRead + cacheWrite === 0) return undefined;
  const total = asNumber(record['totalTokens']);
  const inclusive = isGoogle(provider) && cacheRead > 0 && cacheRead <= input && (total === undefined || total === input + output);
  // pi's optional split of the writes; what it does not name is a 5-minute write.
  const cacheWrite1h = Math.min(cacheWrite, asCount(record['cacheWrite1h']));
  return {
    input: inclusive ? input - cacheRead : input,
    cacheRead,
    cacheWrite5m: cacheWrite - cacheWrite1h,
    cacheWrite1h,
    output,
    reasoning: Math.min(output, asCount(record['reasoning'])),
    webSearches: 0,
  };
}

/** The dollars that the record itself names; undefined for none, and for zero (an unpriced model, not a free one). */
export function readLoggedUsd(raw: unknown): Money | undefined {
  const total = asNumber(asRecord(asRecord(raw)?.['cost'])?.['total']);
  if (total === undefined || total <= 0) return undefined;
  return parseUsd(total);
}

function isGoogle(provider: string | undefined): boolean {
  return provider !== undefined && /^(google|gemini)/.test(provider);
}
