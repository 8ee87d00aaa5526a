/** The part of the axis that is seen: 0 to 1 is all of it. */
export interface TimeWindow {
  from: number;
  to: number;
}

export const WHOLE: TimeWindow = { from: 0, to: 1 };

/** Deeper, single milliseconds would fill the screen. */
const LEAST_SPAN = 1e-5;

/** Zooms by a factor (below 1: closer) around a point of the axis. */
export function zoom({ from, to }: TimeWindow, factor: number, around: number): TimeWindow {
  const span = Math.min(1, Math.max(LEAST_SPAN, (to - from) * factor));
  const share = (around - from) / (to - from);
  return clamp({ from: around - share * span, to: around + (1 - share) * span });
}

/** Moves by a share of what is seen. */
export function pan({ from, to }: TimeWindow, by: number): TimeWindow {
  const shift = by * (to - from);
  return clamp({ from: from + shift, to: to + shift });
}

function clamp({ from, to }: TimeWindow): TimeWindow {
  const span = to - from;
  if (from < 0) return { from: 0, to: span };
  return to > 1 ? { from: 1 - span, to: 1 } : { from, to };
}
