import { asNumber } from './json.ts';

/** No request and no session has as many tokens: such a number is damage. */
const LIMIT = 1e12;

/** A count of tokens or the like: a whole number >= 0; whatever is not a number, or is absurdly large, counts 0. */
export function asCount(value: unknown): number {
  const number = asNumber(value);
  return number === undefined || number <= 0 || number > LIMIT ? 0 : Math.floor(number);
}
