import { describe, expect, it } from 'vitest';
import { SessionCatalog } from '../../../src/editor/sessions/sessionCatalog.ts';
import type { FileState } from '../../../src/editor/sessions/readQueue.ts';
import type { CatalogPorts } from '../../../src/editor/sessions/catalogPorts.ts';
import type { TraceChanges } from '../../../src/platform/changeQueue.ts';
import type { SummaryResult } from '../../../src/protocol/sessionSummary.ts';
import { summaryOf } from './summaryOf.ts';

const none: TraceChanges = { added: [], changed: [], removed: [] };
const session = (path: string): SummaryResult => ({ kind: 'session', summary: summaryOf({ path }) });

function setUp(answer: (paths: string[]) => SummaryResult[] = (paths) => paths.map(session)) {
  const states = new Map<string, FileState>();
  const recalls: string[][] = [];
  let meanwhile: (() => void) | undefined;
  /** Does something while the next call to read is under way. */
  const whileReading = (action: () => void): void => void (meanwhile = action);
  const kept = new Map<string, SummaryResult>();
  const calls: { paths: string[]; removed: string[] }[] = [];
  const watches: { roots: readonly string[]; report: (changes: TraceChanges) => void; disposed: boolean }[] = [];
  const ports: CatalogPorts = {
    watch: (roots, report) => {
      const watch = { roots, report, disposed: false };
      watches.push(watch);
      const dispose = (): unknown => (watch.disposed = true);
      return { ready: Promise.resolve(), reconcile: () => Promise.resolve(), stateOf: (path) => states.get(path), dispose };
    },
    recall: async (paths) => {
      recalls.push(paths);
      return paths.flatMap((path) => kept.get(path) ?? []);
    },
    summarize: async (paths, removed) => {
      calls.push({ paths, removed });
      const action = meanwhile;
      meanwhile = undefined;
      action?.();
      await Promise.resolve();
      return answer(paths);
    },
    isCancelled: () => false,
    log: () => {},
  };
  const catalog = new SessionCatalog(ports, 1);
  return {
    catalog,
    calls,
    whileReading,
    recalls,
    kept,
    states,
    watches,
    report: (changes: Partial<TraceChanges>) => watches.at(-1)?.report({ ...none, ...changes }),
  };
}

describe('SessionCatalog', () => {
  it('reads what is found, in small batches', async () => {
    const { catalog, calls, report } = setUp();
    catalog.setRoots(['/w']);
    const paths = Array.from({ length: 20 }, (_, i) => `/w/${String(i).padStart(2, '0')}.jsonl`);
    report({ added: paths });
    await catalog.whenReady();
    expect(catalog.sessions().map(({ path }) => path)).toEqual(paths);
    expect(calls.map(({ paths }) => paths.length)).toEqual([8, 8, 4]);
    expect(catalog.state).toBe('ready');
  });

  it('asks again for a row whose search for waste was left for later', async () => {
    let left = 2;
    const { catalog, calls, report } = setUp((paths) =>
      paths.map((path) => ({ kind: 'session', summary: summaryOf({ path, ...(left-- > 0 && { searchedInMs: 1 }) }) })),
    );
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    await expect.poll(() => calls.length).toBe(3);
    await catalog.whenReady();
    expect(catalog.get('/w/a')?.searchedInMs).toBeUndefined();
    expect(calls.map(({ paths }) => paths)).toEqual([['/w/a'], ['/w/a'], ['/w/a']]);
    catalog.dispose();
  });

  it('reads again what changed and drops what is gone, and tells both', async () => {
    const { catalog, calls, report } = setUp();
    const told: string[] = [];
    catalog.onDidChangeContent((path) => told.push(path));
    catalog.setRoots(['/w']);
    report({ added: ['/w/a', '/w/b'] });
    await catalog.whenReady();
    report({ changed: ['/w/a'] });
    await catalog.whenReady();
    expect(catalog.lastWrite('/w/a')).toBeTypeOf('number');
    report({ removed: ['/w/b'] });
    await catalog.whenReady();
    expect(catalog.sessions().map(({ path }) => path)).toEqual(['/w/a']);
    expect(told).toEqual(['/w/a', '/w/b']);
    expect(calls.at(-1)).toEqual({ paths: [], removed: ['/w/b'] });
  });

  it('takes rows of earlier sessions that change with a new one', async () => {
    const { catalog, report } = setUp((paths) =>
      paths.includes('/w/b')
        ? [session('/w/b'), { kind: 'session', summary: summaryOf({ path: '/w/a', parent: '/w/b' }) }]
        : paths.map(session),
    );
    const told: string[] = [];
    catalog.onDidChangeContent((path) => told.push(path));
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    await catalog.whenReady();
    report({ added: ['/w/b'] });
    await catalog.whenReady();
    expect(catalog.get('/w/a')?.parent).toBe('/w/b');
    // Its card says what the sub-agent has cost.
    expect(told).toEqual(['/w/b']);
  });

  it('reads a session again when a file of its sub-agents grows', async () => {
    const { catalog, calls, report } = setUp((paths) =>
      paths.map((path) => (path.includes('agent-') ? { kind: 'not-a-trace', path, reason: '' } : session(path))),
    );
    catalog.setRoots(['/w']);
    report({ added: ['/w/s.jsonl', '/w/s/subagents/agent-1.jsonl'] });
    await catalog.whenReady();
    report({ changed: ['/w/s/subagents/agent-1.jsonl'] });
    await catalog.whenReady();
    expect(calls.at(-1)?.paths).toContain('/w/s.jsonl');
  });

  it('keeps files that cannot be read apart, with the reason', async () => {
    const { catalog, report } = setUp((paths) => paths.map((path) => ({ kind: 'unreadable', path, reason: 'no permission' })));
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    await catalog.whenReady();
    expect(catalog.unreadable()).toEqual([{ path: '/w/a', reason: 'no permission' }]);
  });

  it('says so at each file when the worker fails, and goes on', async () => {
    let failed = false;
    const { catalog, report } = setUp((paths) => {
      if (failed) return paths.map(session);
      failed = true;
      throw new Error('out of memory');
    });
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    await catalog.whenReady();
    expect(catalog.unreadable()).toEqual([{ path: '/w/a', reason: 'out of memory' }]);
    report({ changed: ['/w/a'] });
    await catalog.whenReady();
    expect(catalog.unreadable()).toEqual([]);
    expect(catalog.sessions()).toHaveLength(1);
  });

  it('finds the file that brings the worker down, and does not blame those read with it', async () => {
    const { catalog, calls, report } = setUp((paths) => {
      if (paths.includes('/w/b')) throw new Error('out of memory');
      return paths.map(session);
    });
    catalog.setRoots(['/w']);
    report({ added: ['/w/a', '/w/b', '/w/c'] });
    await catalog.whenReady();
    expect(catalog.sessions().map(({ path }) => path)).toEqual(['/w/a', '/w/c']);
    expect(catalog.unreadable()).toEqual([{ path: '/w/b', reason: 'out of memory' }]);
    expect(calls.map(({ paths }) => paths)).toEqual([['/w/a', '/w/b', '/w/c'], ['/w/a'], ['/w/b'], ['/w/c']]);
  });

  it('does not bring back a file that went while it was read', async () => {
    const { catalog, whileReading, calls, report } = setUp();
    catalog.setRoots(['/w']);
    report({ added: ['/w/a', '/w/b'] });
    whileReading(() => report({ removed: ['/w/a'] }));
    await catalog.whenReady();
    expect(catalog.sessions().map(({ path }) => path)).toEqual(['/w/b']);
    expect(calls.at(-1)).toEqual({ paths: [], removed: ['/w/a'] });
  });

  it('reads again on a refresh what is just being read, since the prices may be others', async () => {
    const { catalog, whileReading, calls, report } = setUp();
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    whileReading(() => catalog.refresh());
    await catalog.whenReady();
    expect(calls.map(({ paths }) => paths)).toEqual([['/w/a'], ['/w/a']]);
  });

  it('tells on a refresh that open cards and panels must be made again', async () => {
    const { catalog, report } = setUp();
    const told: string[] = [];
    catalog.onDidChangeContent((path) => told.push(path));
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    await catalog.whenReady();
    catalog.refresh();
    expect(told).toEqual(['/w/a']);
  });

  it('has the worker forget what it was reading when the roots become others', async () => {
    const { catalog, calls, report } = setUp();
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    catalog.setRoots(['/v']);
    report({ added: ['/v/b'] });
    await catalog.whenReady();
    expect(calls.at(-1)).toEqual({ paths: ['/v/b'], removed: ['/w/a'] });
  });

  it('refreshes without losing sight of what is known', async () => {
    const { catalog, calls, report } = setUp();
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    await catalog.whenReady();
    catalog.refresh();
    expect(catalog.sessions()).toHaveLength(1);
    await catalog.whenReady();
    expect(calls.map(({ paths }) => paths)).toEqual([['/w/a'], ['/w/a']]);
  });

  it('reads what has just changed first and by itself, and then the newest', async () => {
    const { catalog, whileReading, calls, states, report } = setUp();
    catalog.setRoots(['/w']);
    for (const [i, path] of ['/w/a', '/w/b', '/w/c'].entries()) states.set(path, { bytes: 3_000_000, mtimeMs: [2, 3, 1][i] ?? 0 });
    report({ added: ['/w/a', '/w/b', '/w/c'] });
    whileReading(() => report({ changed: ['/w/c'] }));
    await catalog.whenReady();
    expect(calls.map(({ paths }) => paths)).toEqual([['/w/b'], ['/w/c'], ['/w/a']]);
  });

  it('reads no file of which the row is kept, and knows its last write', async () => {
    const { catalog, calls, recalls, kept, states, report } = setUp();
    kept.set('/w/a', session('/w/a'));
    states.set('/w/a', { bytes: 1, mtimeMs: 77 });
    catalog.setRoots(['/w']);
    report({ added: ['/w/a', '/w/b'] });
    await catalog.whenReady();
    expect(recalls).toEqual([['/w/a', '/w/b']]);
    expect(calls.map(({ paths }) => paths)).toEqual([['/w/b']]);
    expect(catalog.sessions()).toHaveLength(2);
    expect(catalog.lastWrite('/w/a')).toBe(77);
  });

  it('tells the worker all it knew when that has lost it', async () => {
    const { catalog, calls, recalls, kept, report } = setUp();
    kept.set('/w/a', session('/w/a'));
    catalog.setRoots(['/w']);
    report({ added: ['/w/a', '/w/b'] });
    await catalog.whenReady();
    catalog.recallAll();
    expect(catalog.sessions()).toHaveLength(2);
    await catalog.whenReady();
    expect(recalls.at(-1)).toEqual(['/w/a', '/w/b']);
    expect(calls.at(-1)?.paths).toEqual(['/w/b']);
  });

  it('stops reading when it is told to, still follows changes, and reads the rest on a refresh', async () => {
    const { catalog, whileReading, report } = setUp();
    catalog.setRoots(['/w']);
    const paths = Array.from({ length: 20 }, (_, i) => `/w/${String(i).padStart(2, '0')}`);
    report({ added: paths });
    whileReading(() => {
      expect(catalog.progress).toEqual({ done: 0, total: 20 });
      catalog.stopReading();
    });
    await catalog.whenReady();
    expect([catalog.state, catalog.isStopped, catalog.sessions().length]).toEqual(['ready', true, 0]);
    report({ changed: ['/w/19'] });
    await catalog.whenReady();
    expect(catalog.sessions().map(({ path }) => path)).toEqual(['/w/19']);
    catalog.refresh();
    await catalog.whenReady();
    expect([catalog.isStopped, catalog.sessions().length]).toEqual([false, 20]);
  });

  it('says which sessions have changed', async () => {
    const { catalog, report } = setUp();
    const told: string[] = [];
    catalog.onDidChange((paths) => told.push(...paths));
    catalog.setRoots(['/w']);
    report({ added: ['/w/a', '/w/b'] });
    await catalog.whenReady();
    report({ removed: ['/w/b'] });
    await catalog.whenReady();
    expect(told).toEqual(['/w/a', '/w/b', '/w/b']);
  });

  it('starts anew with other roots, and not with the same', () => {
    const { catalog, watches } = setUp();
    catalog.setRoots(['/b', '/a']);
    catalog.setRoots(['/a', '/b', '/a']);
    expect(watches).toHaveLength(1);
    catalog.setRoots(['/c']);
    expect(watches.map(({ disposed }) => disposed)).toEqual([true, false]);
    catalog.dispose();
    expect(watches[1]?.disposed).toBe(true);
  });
});
