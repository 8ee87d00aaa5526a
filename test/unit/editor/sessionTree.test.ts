import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../src/editor/sessions/dayOf.ts';
import { buildSessionTree } from '../../../src/editor/sessions/sessionTree.ts';
import type { TreeOptions } from '../../../src/editor/sessions/sessionTree.ts';
import { english } from '../../../src/protocol/translate.ts';
import { summaryOf } from './summaryOf.ts';

const now = new Date(2026, 10, 22, 12).getTime();
const HOUR = 3_600_000;

const options = (changes: Partial<TreeOptions> = {}): TreeOptions => ({
  groupBy: 'none',
  sortBy: 'date',
  filter: '',
  projectOf: ({ path }) => path.split('/')[1] ?? '',
  dayOf: (at) => dayOf(at, now, 'en', english),
  ...changes,
});

const old = summaryOf({ path: '/a/old.jsonl', task: 'Old work', usd: '2', endedAt: now - 30 * HOUR });
const young = summaryOf({ path: '/a/young.jsonl', task: 'Young work', usd: '0.5', endedAt: now - HOUR });
const child = summaryOf({ path: '/b/child.jsonl', task: 'Look around', usd: '3', parent: '/a/young.jsonl', agent: 'openclaw' });

describe('buildSessionTree', () => {
  it('puts a sub-agent session below the one that started it', () => {
    const tree = buildSessionTree([child, old, young], [], options());
    expect(tree.map(({ id }) => id)).toEqual(['session:/a/young.jsonl', 'session:/a/old.jsonl']);
    expect(tree[0]).toMatchObject({ children: [{ id: 'session:/b/child.jsonl' }] });
  });

  it('shows a child whose parent is not known at the top', () => {
    expect(buildSessionTree([child], [], options())).toHaveLength(1);
  });

  it('survives sessions that name each other as parents', () => {
    const a = summaryOf({ path: '/a', parent: '/b' });
    const b = summaryOf({ path: '/b', parent: '/a' });
    const self = summaryOf({ path: '/c', parent: '/c' });
    expect(buildSessionTree([a, b, self], [], options()).length).toBeGreaterThan(0);
    expect(JSON.stringify(buildSessionTree([a, b, self], [], options()))).toContain('session:/c');
  });

  it('sorts by the cost of the whole subtree', () => {
    const tree = buildSessionTree([child, old, young], [], options({ sortBy: 'cost' }));
    expect(tree.map(({ id }) => id)).toEqual(['session:/a/young.jsonl', 'session:/a/old.jsonl']);
  });

  it('groups by day with sums, the latest first', () => {
    const undated = summaryOf({ path: '/z', usd: '1' });
    const tree = buildSessionTree([undated, child, old, young], [], options({ groupBy: 'day' }));
    expect(tree).toMatchObject([
      { label: 'Today', usd: 3.5 },
      { label: 'Yesterday', usd: 2 },
      { label: 'No date', usd: 1 },
    ]);
  });

  it('groups by agent and by project', () => {
    expect(buildSessionTree([old, { ...child, parent: '/gone' }], [], options({ groupBy: 'agent' }))).toMatchObject([
      { label: 'claude-code' },
      { label: 'openclaw' },
    ]);
    expect(buildSessionTree([old], [], options({ groupBy: 'project' }))).toMatchObject([{ label: 'a' }]);
  });

  it('keeps a session when a word of the filter is only in its child', () => {
    const tree = buildSessionTree([child, old, young], [], options({ filter: 'look AROUND' }));
    expect(tree.map(({ id }) => id)).toEqual(['session:/a/young.jsonl']);
    expect(buildSessionTree([child, old, young], [], options({ filter: 'nothing of it' }))).toEqual([]);
  });

  it('lists files that could not be read last', () => {
    const tree = buildSessionTree([old], [{ path: '/a/bad.jsonl', reason: 'no permission' }], options({ groupBy: 'day' }));
    expect(tree.at(-1)).toMatchObject({ kind: 'unreadable-group', children: [{ file: { reason: 'no permission' } }] });
  });
});
