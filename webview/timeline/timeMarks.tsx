import { useMemo } from 'preact/hooks';
import type { TimeAxis } from './timeAxis.ts';
import { tickText, timeTicks } from './timeTicks.ts';
import type { TimeWindow } from './timeWindow.ts';

/** What the times below the lanes need. */
export const TIMES_HEIGHT = 18;

/** From one time to the next at least, in pixels: room for "10:05:30" and some air. */
const TICK_ROOM = 80;

interface TimeMarksProps {
  axis: TimeAxis;
  seen: TimeWindow;
  scale: (at: number) => number;
  width: number;
  height: number;
}

/** Times since the session's first step. */
export function TimeMarks({ axis, seen, scale, width, height }: TimeMarksProps) {
  const ticks = useMemo(() => timeTicks(axis, seen, TICK_ROOM / width), [axis, seen, width]);
  return (
    <g class="times" aria-hidden="true">
      {ticks.map((tick) => {
        const x = scale(tick.at);
        return (
          <g key={tick.passed}>
            <line x1={x} x2={x} y1={0} y2={height - TIMES_HEIGHT + 4} />
            <text x={x + 3} y={height - 5}>
              {tickText(tick)}
            </text>
          </g>
        );
      })}
    </g>
  );
}
