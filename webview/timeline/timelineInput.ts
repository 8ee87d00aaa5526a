import { useEffect, useRef } from 'preact/hooks';

/** Pixels that a pointer may move in a click. */
const CLICK_SLACK = 4;

type PointerHandlers = Record<'onPointerDown' | 'onPointerMove' | 'onPointerUp', (event: PointerEvent) => void>;

/** Pointer drag as shares of the element's width. `moved` tells whether the click that ends it is none. */
export function useDrag(onMove: (share: number) => void): PointerHandlers & { moved: () => boolean } {
  const last = useRef<number | undefined>(undefined);
  const way = useRef(0);
  return {
    moved: () => way.current > CLICK_SLACK,
    onPointerDown: (event) => {
      way.current = 0;
      if (event.button === 0) last.current = event.clientX;
    },
    onPointerMove: (event) => {
      if (last.current === undefined || (event.buttons & 1) === 0) return;
      const by = event.clientX - last.current;
      if (by === 0) return;
      last.current = event.clientX;
      way.current += Math.abs(by);
      onMove(by / (event.currentTarget as Element).clientWidth);
    },
    onPointerUp: () => {
      last.current = undefined;
    },
  };
}

/** A wheel handler that may keep the page from scrolling, which those of the framework may not. It says whether it used the turn. */
export function useWheel(element: { current: HTMLElement | null }, use: (event: WheelEvent) => boolean): void {
  const latest = useRef(use);
  latest.current = use;
  useEffect(() => {
    const target = element.current;
    const turn = (event: WheelEvent): void => {
      if (latest.current(event)) event.preventDefault();
    };
    target?.addEventListener('wheel', turn, { passive: false });
    return () => target?.removeEventListener('wheel', turn);
  }, [element]);
}
