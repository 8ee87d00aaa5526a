import { asNumber } from '../json.ts';

/** A count in a test report; 0 where there is none, or no sound one. */
export function countOf(value: unknown): number {
  const number = asNumber(value);
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : 0;
}
