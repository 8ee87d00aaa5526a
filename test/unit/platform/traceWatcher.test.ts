import { appendFileSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { TraceChanges } from '../../../src/platform/changeQueue.ts';
import { TraceWatcher } from '../../../src/platform/traceWatcher.ts';
import { MadeStore } from './makeStore.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const watchers: TraceWatcher[] = [];

afterEach(async () => {
  await Promise.all(watchers.splice(0).map((watcher) => watcher.dispose()));
});

async function watchFolder(folder: string): Promise<{ reports: TraceChanges[]; watcher: TraceWatcher; take: () => Promise<TraceChanges> }> {
  const reports: TraceChanges[] = [];
  const watcher = new TraceWatcher([folder], (changes) => reports.push(changes), { reconcileMs: 0 });
  watchers.push(watcher);
  await watcher.ready;
  const take = (): Promise<TraceChanges> =>
    vi.waitFor(
      () => {
        const report = reports.shift();
        if (!report) throw new Error('no report yet');
        return report;
      },
      { timeout: 5_000, interval: 10 },
    );
  return { reports, watcher, take };
}

test('reports what is there, then what changes, in new folders too', async () => {
  const folder = temporaryFolder({ 'a.jsonl': '1', 'other.txt': '' });
  const { take, watcher } = await watchFolder(folder);
  const at = (name: string): string => path.join(folder, name);
  expect(await take()).toEqual({ added: [at('a.jsonl')], changed: [], removed: [] });

  appendFileSync(at('a.jsonl'), '2');
  await watcher.reconcile();
  expect(await take()).toEqual({ added: [], changed: [at('a.jsonl')], removed: [] });

  mkdirSync(at('new/deep'), { recursive: true });
  writeFileSync(at('new/deep/b.jsonl'), '1');
  await watcher.reconcile();
  expect(await take()).toEqual({ added: [at('new/deep/b.jsonl')], changed: [], removed: [] });

  rmSync(at('a.jsonl'));
  await watcher.reconcile();
  expect(await take()).toEqual({ added: [], changed: [], removed: [at('a.jsonl')] });
});

test('hears of an appended record by events alone', async () => {
  const folder = temporaryFolder({ 'a.jsonl': '1' });
  const { take, watcher } = await watchFolder(folder);
  await take();
  await watcher.listening;
  appendFileSync(path.join(folder, 'a.jsonl'), '2');
  expect(await take()).toMatchObject({ changed: [path.join(folder, 'a.jsonl')] });
});

test('comes to an end where links lead in circles, and hears of each change once', async () => {
  const folder = temporaryFolder({ 'a/b/x.jsonl': '1', 'c/y.jsonl': '1' });
  const outside = temporaryFolder({ 'z.jsonl': '1' });
  for (const [target, link] of [
    ['../..', 'a/b/up'],
    ['../c', 'a/back'],
    ['../a', 'c/across'],
    [outside, 'a/outside'],
    ['2.jsonl', '1.jsonl'],
    ['1.jsonl', '2.jsonl'],
  ] as const)
    symlinkSync(target, path.join(folder, link));
  symlinkSync(folder, path.join(outside, 'in'));
  const problems: string[] = [];
  const reports: TraceChanges[] = [];
  const watcher = new TraceWatcher([folder], (changes) => reports.push(changes), {
    reconcileMs: 0,
    quietMs: 10,
    onProblem: (message) => problems.push(message),
  });
  watchers.push(watcher);
  await watcher.listening;
  const at = (name: string): string => path.join(folder, name);
  expect(reports).toEqual([{ added: [at('a/b/x.jsonl'), at('a/outside/z.jsonl'), at('c/y.jsonl')], changed: [], removed: [] }]);
  appendFileSync(at('c/y.jsonl'), '2');
  appendFileSync(path.join(outside, 'z.jsonl'), '2');
  await vi.waitFor(() => {
    const changed = reports.slice(1).flatMap((report) => report.changed);
    expect(changed.sort()).toEqual([at('a/outside/z.jsonl'), at('c/y.jsonl')]);
  });
  expect(problems).toEqual([]);
});

test('waits for a folder that does not exist yet', async () => {
  const folder = path.join(temporaryFolder(), 'later');
  const { reports, take, watcher } = await watchFolder(folder);
  expect(reports).toEqual([]);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.jsonl'), '');
  await watcher.reconcile();
  expect(await take()).toMatchObject({ added: [path.join(folder, 'a.jsonl')] });
});

test('takes a rewrite of the same length for a change, and says nothing when nothing changed', async () => {
  const folder = temporaryFolder({ 'a.jsonl': '1' });
  const { reports, take, watcher } = await watchFolder(folder);
  await take();
  await watcher.reconcile();
  expect(reports).toEqual([]);
  utimesSync(path.join(folder, 'a.jsonl'), new Date(0), new Date(0));
  await watcher.reconcile();
  expect(await take()).toMatchObject({ changed: [path.join(folder, 'a.jsonl')] });
});

test('is silent after it was disposed', async () => {
  const folder = temporaryFolder({ 'a.jsonl': '1' });
  const { reports, watcher } = await watchFolder(folder);
  reports.length = 0;
  await watcher.dispose();
  appendFileSync(path.join(folder, 'a.jsonl'), '2');
  await watcher.reconcile();
  expect(reports).toEqual([]);
});

test('hears of sessions that a database gains, by events alone', async () => {
  const folder = temporaryFolder();
  const store = new MadeStore(folder);
  try {
    store.addSession('a', '{"type":"session"}');
    const { take, watcher } = await watchFolder(folder);
    expect(await take()).toEqual({ added: [`${store.path}#a`], changed: [], removed: [] });
    await watcher.listening;
    store.addSession('b', '{"type":"session"}');
    store.addRecord('a', '{"type":"message"}');
    const reports = [await take()];
    expect(reports).toEqual([{ added: [`${store.path}#b`], changed: [`${store.path}#a`], removed: [] }]);
    store.database.exec("DELETE FROM transcript_events WHERE session_id = 'a'");
    expect(await take()).toEqual({ added: [], changed: [], removed: [`${store.path}#a`] });
  } finally {
    store.close();
  }
});
