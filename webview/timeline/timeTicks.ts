import type { TimeAxis } from './timeAxis.ts';
import type { TimeWindow } from './timeWindow.ts';

/** A time that is written below the lanes. */
export interface Tick {
  /** On the axis, 0 to 1. */
  at: number;
  /** Milliseconds since the session's first step. */
  passed: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Distances that people count time in. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 4, 6, 12, 24, 48, 96, 240].map((n) => n * HOUR),
];

/**
 * Round times since the first step that lie in the window, at most one for each `room` (a share of what is seen). None within a pause, which
 * is drawn too short for them, and none where the source tells no times.
 */
export function timeTicks(axis: TimeAxis, seen: TimeWindow, room: number): Tick[] {
  const span = seen.to - seen.from;
  const least = span * axis.activeMs * room;
  const step = STEPS.find((ms) => ms >= least) ?? STEPS.at(-1)!;
  const ticks: Tick[] = [];
  for (const { from, to } of axis.stretches) {
    if (axis.at(to) < seen.from) continue;
    if (axis.at(from) > seen.to) break;
    // A long stretch is not walked from its beginning when only a part of it is seen.
    const first = Math.max(from, from + (to - from) * share(axis, from, to, seen.from));
    for (let passed = Math.ceil((first - axis.start) / step) * step; passed <= to - axis.start; passed += step) {
      const at = axis.at(axis.start + passed);
      if (at > seen.to) break;
      const last = ticks.at(-1);
      if (at >= seen.from && (!last || at - last.at >= span * room)) ticks.push({ at, passed });
    }
  }
  return ticks;
}

/** How far into the stretch the point of the axis lies, 0 to 1. */
function share(axis: TimeAxis, from: number, to: number, point: number): number {
  const [left, right] = [axis.at(from), axis.at(to)];
  return right > left ? Math.min(1, Math.max(0, (point - left) / (right - left))) : 0;
}

/** "0:05", "12:30", "3:05:00", below a second "0:00.25": the same in every language. */
export function tickText({ passed }: Tick): string {
  const seconds = Math.floor(passed / SECOND);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  const rest = passed % SECOND;
  const fraction = rest > 0 ? `.${String(rest).padStart(3, '0').replace(/0+$/, '')}` : '';
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}${fraction}`;
}
