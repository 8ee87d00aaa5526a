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
  const usual = usualTime(value);
  if (usual !== undefined) return usual;
  const match = ISO.exec(value);
  if (!match) return undefined;
  const time = Date.parse(match[1] ? value : `${value}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** The form in which every JavaScript program writes times, "2026-03-01T10:00:00.000Z", without the detour over a pattern. */
function usualTime(text: string): number | undefined {
  if (text.length !== 24) return undefined;
  for (let i = 0; i < 24; i++) {
    const unit = text.charCodeAt(i);
    const mark = MARKS[i] as number;
    if (mark === DIGIT ? unit < 0x30 || unit > 0x39 : unit !== mark) return undefined;
  }
  const [year, month, day] = [pair(text, 0) * 100 + pair(text, 2), pair(text, 5), pair(text, 8)];
  const [hour, minute, second] = [pair(text, 11), pair(text, 14), pair(text, 17)];
  // Days that not every month has, and what no clock shows, are left to the platform's judgement.
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second, pair(text, 20) * 10 + text.charCodeAt(22) - DIGIT);
}

/** The number of two digits. */
function pair(text: string, at: number): number {
  return (text.charCodeAt(at) - DIGIT) * 10 + text.charCodeAt(at + 1) - DIGIT;
}

const DIGIT = 0x30;
const MARKS = Array.from('0000-00-00T00:00:00.000Z', (mark) => mark.charCodeAt(0));
