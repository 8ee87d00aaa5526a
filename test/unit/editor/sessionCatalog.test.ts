import { describe, expect, it } from 'vitest';
import { SessionCatalog } from '../../../src/editor/sessions/sessionCatalog.ts';
import type { CatalogPorts } from '../../../src/editor/sessions/sessionCatalog.ts';
import type { TraceChanges } from '../../../src/platform/changeQueue.ts';
import type { SummaryResult } from '../../../src/protocol/sessionSummary.ts';
import { summaryOf } from './summaryOf.ts';

const none: TraceChanges = { added: [], changed: [], removed: [] };
const session = (path: string): SummaryResult => ({ kind: 'session', summary: summaryOf({ path }) });

function setUp(answer: (paths: string[]) => SummaryResult[] = (paths) => paths.map(session)) {
  const calls: { paths: string[]; removed: string[] }[] = [];
  const watches: { roots: readonly string[]; report: (changes: TraceChanges) => void; disposed: boolean }[] = [];
  const ports: CatalogPorts = {
    watch: (roots, report) => {
      const watch = { roots, report, disposed: false };
      watches.push(watch);
      return { ready: Promise.resolve(), reconcile: () => Promise.resolve(), dispose: () => (watch.disposed = true) };
    },
    summarize: async (paths, removed) => {
      calls.push({ paths, removed });
      return answer(paths);
    },
    isCancelled: () => false,
    log: () => {},
  };
  const catalog = new SessionCatalog(ports, 1);
  return { catalog, calls, watches, report: (changes: Partial<TraceChanges>) => watches.at(-1)?.report({ ...none, ...changes }) };
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
    const { catalog, calls, report } = setUp();
    catalog.setRoots(['/w']);
    report({ added: ['/w/a', '/w/b'] });
    report({ removed: ['/w/a'] });
    await catalog.whenReady();
    expect(catalog.sessions().map(({ path }) => path)).toEqual(['/w/b']);
    expect(calls.at(-1)).toEqual({ paths: [], removed: ['/w/a'] });
  });

  it('reads again on a refresh what is just being read, since the prices may be others', async () => {
    const { catalog, calls, report } = setUp();
    catalog.setRoots(['/w']);
    report({ added: ['/w/a'] });
    catalog.refresh();
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
