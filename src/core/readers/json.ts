/** Typed looks into parsed JSON of unknown shape. None of these throws, and each treats null as absent. */

export type JsonRecord = Readonly<Record<string, unknown>>;

export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string that says something; '' counts as absent. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** No request and no session has as many tokens: a larger number is damage. */
const COUNT_LIMIT = 1e12;

/** A count of tokens or the like: a whole number >= 0; whatever is not a number, or is absurdly large, counts 0. */
export function asCount(value: unknown): number {
  const number = asNumber(value);
  return number === undefined || number <= 0 || number > COUNT_LIMIT ? 0 : Math.floor(number);
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Milliseconds since the epoch from an ISO time (UTC when it names no zone) or a number of milliseconds. */
export function asTime(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? Math.floor(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const match = ISO.exec(value);
  if (!match) return undefined;
  const time = Date.parse(match[1] ? value : `${value}Z`);
  return Number.isNaN(time) ? undefined : time;
}
