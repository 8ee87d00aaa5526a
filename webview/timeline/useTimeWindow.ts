import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { WHOLE, type TimeWindow } from './timeWindow.ts';

/** Changes the window; several changes between two frames are drawn once. */
export type ChangeWindow = (change: (now: TimeWindow) => TimeWindow) => void;

/** The part of the axis that is seen. A wheel or a drag reports more often than the screen can follow. */
export function useTimeWindow(): [TimeWindow, ChangeWindow] {
  const [seen, setSeen] = useState<TimeWindow>(WHOLE);
  const next = useRef(seen);
  const frame = useRef<number | undefined>(undefined);
  const change = useCallback<ChangeWindow>((by) => {
    next.current = by(next.current);
    frame.current ??= requestAnimationFrame(() => {
      frame.current = undefined;
      setSeen(next.current);
    });
  }, []);
  useEffect(
    () => () => {
      if (frame.current !== undefined) cancelAnimationFrame(frame.current);
    },
    [],
  );
  return [seen, change];
}
