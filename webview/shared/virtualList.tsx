import type { ComponentChildren, HTMLAttributes } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows drawn beyond the visible ones on either side, so that a quick scroll shows no holes. */
const MARGIN = 6;

interface VirtualListProps {
  count: number;
  /** In pixels; the style sheet must agree. */
  rowHeight: number;
  renderRow: (index: number) => ComponentChildren;
  /** This row is kept in sight whenever it changes; -1 for none. */
  reveal: number;
  attributes: HTMLAttributes<HTMLDivElement>;
}

/** A list of any length that draws the rows in sight only. */
export function VirtualList({ count, rowHeight, renderRow, reveal, attributes }: VirtualListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || reveal < 0) return;
    const top = reveal * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight - element.clientHeight;
  }, [reveal, rowHeight]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - MARGIN);
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + MARGIN);
  const rows: ComponentChildren[] = [];
  for (let i = first; i < last; i++) rows.push(renderRow(i));
  return (
    <div
      {...attributes}
      ref={scroller}
      onScroll={({ currentTarget }) => setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
    >
      <div role="presentation" class="virtual-space" style={{ height: `${count * rowHeight}px` }}>
        <div role="presentation" class="virtual-rows" style={{ top: `${first * rowHeight}px` }}>
          {rows}
        </div>
      </div>
    </div>
  );
}
