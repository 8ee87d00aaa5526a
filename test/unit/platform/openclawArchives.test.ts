import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { discoverTraces } from '../../../src/platform/discoverTraces.ts';
import { loadSession } from '../../../src/platform/loadSession.ts';
import { readRecordsText } from '../../../src/platform/readRecordsText.ts';
import { formatAddress } from '../../../src/platform/sessionAddress.ts';
import { readSessionKeys } from '../../../src/platform/sessionKeys.ts';
import { stampStored } from '../../../src/platform/stampStored.ts';
import { fixtureBytes } from '../readers/fixture.ts';
import type { MadeStore } from './makeStore.ts';
import { loadStored, storesForTests } from './storesForTests.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const LINES = Buffer.from(fixtureBytes('openclaw.jsonl')).toString('utf8');
const makeStore = storesForTests();

async function reasonFor(store: MadeStore, sessionId: string): Promise<string | undefined> {
  const loaded = await loadSession(formatAddress({ database: store.path, sessionId }));
  return loaded.kind === 'session' ? undefined : loaded.reason;
}

async function listed(store: MadeStore): Promise<string[]> {
  const { files, problems } = await discoverTraces([store.path]);
  expect(problems).toEqual([]);
  return files.map(({ path: file }) => decodeURIComponent(file.slice(store.path.length + 1)));
}

test.each([true, false])('a session that was put aside is what it was (packed: %s)', async (isPacked) => {
  const store = makeStore();
  store.addSession('s1', LINES);
  store.addSession('s2', LINES);
  const { main } = await loadStored(store, 's1');
  const name = store.putAside('s1', LINES, { isPacked });
  expect(await listed(store)).toEqual([name, 's2']);
  const session = await loadStored(store, name);
  expect(session).toMatchObject({ id: 's1' });
  expect(session.main).toEqual(main);
  expect(await readRecordsText(formatAddress({ database: store.path, sessionId: name }), 1e6)).toBe(LINES);
  expect(await reasonFor(store, 's1')).toBe('the database holds no such session');
});

test('what was put aside is listed once: by its file as soon as that is written', async () => {
  const agent = temporaryFolder();
  mkdirSync(path.join(agent, 'agent'));
  mkdirSync(path.join(agent, 'sessions'));
  const store = makeStore(path.join(agent, 'agent'));
  const name = store.putAside('s1', LINES, { isPacked: false });
  const names = async (): Promise<string[]> => (await discoverTraces([agent])).files.map(({ path: file }) => path.relative(agent, file));
  expect(await names()).toEqual([path.join('agent', `openclaw-agent.sqlite#${encodeURIComponent(name)}`)]);
  writeFileSync(path.join(agent, 'sessions', name), LINES);
  expect(await names()).toEqual([path.join('sessions', name)]);
});

test("a sub-agent's session that was deleted is found by its key", async () => {
  const store = makeStore();
  const key = 'agent:main:subagent:77aa';
  store.putAside('child', LINES, { key });
  store.addSession('s', LINES);
  const keys = await readSessionKeys([`${store.path}#s`]);
  expect([keys.get(key), keys.get('agent:main:s')]).toEqual(['child', 's']);
});

test.each(['sqlite', 'file'] as const)('a session that was archived for its age stays the same one (in a %s)', async (storage) => {
  const store = makeStore();
  store.addSession('s', LINES, { at: 5000 });
  const [before, stamp] = [await loadStored(store, 's'), stampStored({ database: store.path, sessionId: 's' })];
  store.archiveCold('s', LINES, storage);
  expect(await listed(store)).toEqual(['s']);
  expect(await loadStored(store, 's')).toEqual(before);
  expect(stampStored({ database: store.path, sessionId: 's' })).toEqual(stamp);
  if (storage === 'sqlite') return;
  // The file by itself is no session, and no problem either.
  const { files, problems } = await discoverTraces([path.dirname(store.path)]);
  expect(problems).toEqual([]);
  const other = files.find(({ path: file }) => file.endsWith('.zst'));
  expect(await loadSession(other?.path ?? '')).toMatchObject({ kind: 'not-a-trace', damaged: false });
  const cold = path.join(path.dirname(store.path), 'cold');
  rmSync(path.join(cold, readdirSync(cold)[0] ?? ''));
  expect(await reasonFor(store, 's')).toMatch(/^its records are in the archive cold\/[0-9a-f]{64}\.jsonl\.zst: no such file or folder$/);
});

test('an archive with another digest is refused, whatever it unpacks to', async () => {
  const store = makeStore();
  const name = store.putAside('s1', LINES, { isPacked: false });
  const changed = LINES.replace('"output":', '"Output":');
  expect(changed).not.toBe(LINES);
  store.database.prepare('UPDATE session_transcript_archives SET archive_blob = ?').run(Buffer.from(changed));
  expect(await reasonFor(store, name)).toBe('its records are archived, and the archive is damaged');
  store.addSession('s2', LINES);
  store.archiveCold('s2', LINES, 'sqlite');
  store.database.exec("UPDATE session_transcript_cold_archives SET archive_blob = x'28b52ffd'");
  expect(await reasonFor(store, 's2')).toBe('its records are archived, and the archive is damaged');
});

test('an archive in a file is sought nowhere else', async () => {
  const store = makeStore();
  store.addSession('s', LINES);
  store.archiveCold('s', LINES, 'file');
  store.database.exec("UPDATE session_transcript_cold_archives SET archive_name = '../openclaw-agent.sqlite'");
  expect(await reasonFor(store, 's')).toContain('its name leads elsewhere');
});

test('a record that is not as long as it was written is told of', async () => {
  const store = makeStore();
  store.addSession('s', LINES);
  expect((await loadStored(store, 's')).warnings.filter(({ code }) => code === 'bad-line')).toEqual([]);
  store.database.exec("UPDATE transcript_events SET event_json = event_json || ' ' WHERE seq = 2");
  expect((await loadStored(store, 's')).warnings).toContainEqual({
    code: 'bad-line',
    message: 'row 3 is not as long as it was written: its bytes have changed',
  });
});
