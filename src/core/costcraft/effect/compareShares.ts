import type { Frequency } from '../patch.ts';
import { exactTest } from '../preserve/exactTest.ts';

/** How much a share has changed, from -1 to 1; 95 % of such intervals hold the true change. */
export interface ShareChange {
  difference: number;
  low: number;
  high: number;
  /** Which way beyond chance: by the interval and by Fisher's exact test too (2.5 % on either side), since of very few sessions the interval says too much. */
  direction: 'fell' | 'rose' | 'unclear';
}

const TAIL = 0.025;

/** Standard normal quantiles: of a two-sided 95 % interval, and of a power of 80 %. */
const Z = 1.959964;
const Z_POWER = 0.841621;

/** A change worth waiting for: to a sixth, as from 30 % to 5 %. */
const WORTH_SEEING = 1 / 6;

/**
 * The change from one group of sessions to another, by Newcombe's hybrid score interval (1998, method 10), which holds for few sessions and for
 * shares of 0 and 1 too. Undefined where a group is empty.
 */
export function compareShares(before: Frequency, after: Frequency): ShareChange | undefined {
  if (before.of === 0 || after.of === 0) return undefined;
  const [a, b] = [wilson(before), wilson(after)];
  const difference = b.share - a.share;
  const low = difference - Math.hypot(b.share - b.low, a.high - a.share);
  const high = difference + Math.hypot(b.high - b.share, a.share - a.low);
  const fell = high < 0 && exactTest([{ successes: before, failures: after }]) <= TAIL;
  const rose = low > 0 && exactTest([{ successes: after, failures: before }]) <= TAIL;
  return { difference, low, high, direction: fell ? 'fell' : rose ? 'rose' : 'unclear' };
}

/**
 * How many sessions it takes, before and after alike, to see with a power of 80 % that a share has fallen to a sixth (two-sided test of two
 * shares at 5 %). Undefined for a share of 0, which cannot fall.
 */
export function sessionsToSeeFall(share: number): number | undefined {
  if (share <= 0) return undefined;
  const fallen = share * WORTH_SEEING;
  const pooled = (share + fallen) / 2;
  const spread = Z * Math.sqrt(2 * pooled * (1 - pooled)) + Z_POWER * Math.sqrt(share * (1 - share) + fallen * (1 - fallen));
  return Math.ceil((spread / (share - fallen)) ** 2);
}

/** Wilson's score interval (1927). */
function wilson({ with: seen, of }: Frequency): { share: number; low: number; high: number } {
  const share = seen / of;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const reach = (Z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
