import { expect, test } from 'vitest';
import { ChangeQueue } from '../../../src/platform/changeQueue.ts';
import type { Timers, TraceChanges } from '../../../src/platform/changeQueue.ts';

/** Timers that run when the test moves the time. */
class ManualTimers implements Timers {
  #now = 0;
  #last = 0;
  readonly #due = new Map<number, { at: number; callback: () => void }>();

  set(callback: () => void, ms: number): number {
    this.#due.set(++this.#last, { at: this.#now + ms, callback });
    return this.#last;
  }

  clear(timer: unknown): void {
    this.#due.delete(timer as number);
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const [id, { at, callback }] of [...this.#due]) {
      if (at <= this.#now && this.#due.delete(id)) callback();
    }
  }

  get waiting(): number {
    return this.#due.size;
  }
}

function setUp(): { queue: ChangeQueue; timers: ManualTimers; reports: TraceChanges[] } {
  const timers = new ManualTimers();
  const reports: TraceChanges[] = [];
  const queue = new ChangeQueue((changes) => reports.push(changes), { quietMs: 10, longestMs: 50, timers });
  return { queue, timers, reports };
}

test('reports changes together after a pause, sorted', () => {
  const { queue, timers, reports } = setUp();
  queue.push('changed', 'b');
  queue.push('changed', 'a');
  timers.pass(9);
  expect(reports).toEqual([]);
  timers.pass(1);
  expect(reports).toEqual([{ added: [], changed: ['a', 'b'], removed: [] }]);
  expect(timers.waiting).toBe(0);
});

test('does not wait longer than allowed for a pause', () => {
  const { queue, timers, reports } = setUp();
  for (let i = 0; i < 10; i++) {
    queue.push('changed', 'a');
    timers.pass(5);
  }
  expect(reports).toHaveLength(1);
});

test.each([
  [['added', 'changed'], 'added'],
  [['added', 'removed'], undefined],
  [['removed', 'added'], 'changed'],
  [['changed', 'removed'], 'removed'],
  [['added', 'removed', 'added'], 'added'],
] as const)('takes %j as %s', (changes, result) => {
  const { queue, reports } = setUp();
  for (const change of changes) queue.push(change, 'a');
  queue.flush();
  expect(reports.map((report) => Object.entries(report).find(([, paths]) => paths.length > 0)?.[0])).toEqual(result ? [result] : []);
});

test('says nothing after it was disposed', () => {
  const { queue, timers, reports } = setUp();
  queue.push('added', 'a');
  queue.dispose();
  timers.pass(100);
  expect(reports).toEqual([]);
});
