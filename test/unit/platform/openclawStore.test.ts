import { appendFileSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { zstdCompressSync } from 'node:zlib';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { linkSessions } from '../../../src/core/readers/linkSessions.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import type { Session } from '../../../src/core/session/session.ts';
import { cardNameOf } from '../../../src/platform/cardNameOf.ts';
import { discoverTraces } from '../../../src/platform/discoverTraces.ts';
import { loadSession } from '../../../src/platform/loadSession.ts';
import { readRecordsText } from '../../../src/platform/readRecordsText.ts';
import { formatAddress, parseAddress } from '../../../src/platform/sessionAddress.ts';
import { readSessionKeys } from '../../../src/platform/sessionKeys.ts';
import { stampStored } from '../../../src/platform/stampStored.ts';
import { fixtureBytes } from '../readers/fixture.ts';
import { loadStored, storesForTests } from './storesForTests.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const LINES = Buffer.from(fixtureBytes('openclaw.jsonl')).toString('utf8');
const makeStore = storesForTests();

test('an address names a session whatever its id, and nothing else is one', () => {
  for (const sessionId of ['s1', '4f1e-22', 'a/b#c d%', 'ü']) {
    const address = { database: '/x/openclaw-agent.sqlite', sessionId };
    expect(parseAddress(formatAddress(address))).toEqual(address);
  }
  for (const file of ['/x/a.jsonl', '/x/a.jsonl#1', '/x/a.sqlite', '/x/a.sqlite#', '/x/a.sqlite#b/c.jsonl', '/x/a.sqlite#%']) {
    expect(parseAddress(file)).toBeUndefined();
  }
  expect(cardNameOf('/x/openclaw-agent.sqlite#a%2Fb')).toBe('a_2Fb.tracecard.yaml');
});

test('reads from the store what it reads from the same lines in a file', async () => {
  const folder = temporaryFolder({ 's1.jsonl': LINES });
  const store = makeStore(folder);
  store.addSession('s1', LINES);
  store.addSession('s2', LINES);
  const file = await loadSession(path.join(folder, 's1.jsonl'));
  if (file.kind !== 'session') throw new Error(file.reason);
  const stored = await loadStored(store, 's1');
  const strip = (session: Session): object => ({
    ...session,
    id: '',
    sources: session.sources.map(({ path: _path, ...source }) => source),
  });
  expect(strip(stored)).toEqual(strip(file.session));
  expect(stored.sources[0]?.path).toBe(`${store.path}#s1`);
});

test('lists every session of a database, and the one that an address names', async () => {
  const store = makeStore();
  store.addSession('b', LINES, { at: 7000 });
  store.addSession('a', LINES);
  const listed = await discoverTraces([path.dirname(store.path)]);
  expect(listed.problems).toEqual([]);
  expect(listed.files.map(({ path: file }) => file)).toEqual([`${store.path}#a`, `${store.path}#b`]);
  expect(listed.files[0]?.bytes).toBe(Buffer.byteLength(LINES));
  expect((await discoverTraces([store.path])).files.map(({ given }) => given)).toEqual([true, true]);
  expect((await discoverTraces([`${store.path}#b`, store.path])).files.map(({ path: file }) => path.basename(file))).toEqual([
    'openclaw-agent.sqlite#a',
    'openclaw-agent.sqlite#b',
  ]);
  expect((await discoverTraces([`${store.path}#gone`])).problems).toEqual([
    { path: `${store.path}#gone`, reason: 'the database holds no such session' },
  ]);
});

test('reads while the store is written, sees what came, and leaves no file behind', async () => {
  const store = makeStore();
  const [first = '', ...rest] = LINES.trimEnd().split('\n');
  store.addSession('s', first);
  const address = { database: store.path, sessionId: 's' };
  const before = stampStored(address);
  expect((await loadStored(store, 's')).main.entries).toHaveLength(0);
  for (const line of rest) store.addRecord('s', line);
  expect(stampStored(address).stamp).not.toBe(before.stamp);
  expect((await loadStored(store, 's')).sources[0]?.lines).toBe(rest.length + 1);
  store.close();
  const [content, names] = [readFileSync(store.path), readdirSync(path.dirname(store.path))];
  expect(names).toEqual(['openclaw-agent.sqlite']);
  expect((await loadStored(store, 's')).sources[0]?.lines).toBe(rest.length + 1);
  expect(readdirSync(path.dirname(store.path))).toEqual(names);
  expect(readFileSync(store.path).equals(content)).toBe(true);
});

test('knows whose sub-agent a session is', async () => {
  const store = makeStore();
  const key = 'agent:main:subagent:77aa';
  const spawn = [
    { type: 'session', version: 4, id: 'p', timestamp: '2026-09-01T10:00:00Z', cwd: '/w' },
    record('a1', {
      role: 'assistant',
      provider: 'x',
      model: 'm',
      content: [{ type: 'toolCall', id: 't', name: 'sessions_spawn', arguments: { task: 'Count.' } }],
    }),
    record('a2', {
      role: 'toolResult',
      toolCallId: 't',
      toolName: 'sessions_spawn',
      content: [],
      details: { status: 'accepted', childSessionKey: key },
    }),
  ];
  store.addSession('p', spawn.map((value) => JSON.stringify(value)).join('\n'), { key: 'agent:main:main', at: 1000 });
  store.addSession('c', LINES, { key, spawnedBy: 'agent:main:main', at: 2000 });
  // The parent's key has gone on to another session since.
  store.addSession('p2', LINES, { key: 'agent:main:main', at: 3000 });
  const sessions = [await loadStored(store, 'p'), await loadStored(store, 'c')];
  expect(sessions[1]).toMatchObject({ parentId: 'p', agentId: key });
  const keys = await readSessionKeys([`${store.path}#p`, `${store.path}#c`]);
  const [parent] = linkSessions(sessions, keys);
  expect(parent?.main.entries.find(({ kind }) => kind === 'tool')).toMatchObject({ agent: { id: key, sessionId: 'c' } });
});

test('takes the version, the prefix and what left no record from what stands beside the records', async () => {
  const store = makeStore();
  const report = {
    systemPrompt: { chars: 1000 },
    injectedWorkspaceFiles: [
      { name: 'AGENTS.md', rawChars: 900, injectedChars: 300 },
      { name: 'SOUL.md', injectedChars: 0 },
    ],
    skills: { promptChars: 250, entries: [{ name: 'weather', blockChars: 200 }] },
    tools: { entries: [{ name: 'exec', summaryChars: 30, schemaChars: 70 }] },
  };
  const entry = { systemPromptReport: report };
  const file = readSessionBytes(fixtureBytes('openclaw.jsonl'), 'openclaw.jsonl').session;
  const used = file ? attributeSession(file).tokens : undefined;
  const recorded = used ? used.input + used.cacheRead + used.cacheWrite5m + used.cacheWrite1h + used.output : 0;
  const runtime = [
    { type: 'session.started', data: { quoted: '"type":"model.completed"', usage: { total: 1e6 } } },
    { type: 'trace.metadata', data: { harness: { version: '2026.9.6' } } },
    { type: 'model.completed', data: { usage: { total: 100 } } },
    { type: 'model.completed', data: { usage: { total: recorded - 100 + 77 } } },
  ];
  store.addSession('s', LINES, { key: 'k', entry, runtime });
  const session = await loadStored(store, 's');
  expect(session.agent.version).toBe('2026.9.6');
  expect(session.warnings.map(({ code, message }) => [code, /counted 77 tokens more/.test(message)])).toContainEqual(['not-logged', true]);
  expect(session.prefix).toEqual([
    { kind: 'system', name: 'system prompt', chars: 500 },
    { kind: 'file', name: 'AGENTS.md', chars: 300 },
    { kind: 'skill', name: 'weather', chars: 200 },
    { kind: 'tool', name: 'exec', chars: 100 },
  ]);
  // The key's entry has gone on to another session: it says nothing of this one any more.
  store.addSession('later', LINES, { key: 'k', entry });
  expect((await loadStored(store, 's')).prefix).toBeUndefined();
});

test('skips a row that cannot be unpacked, and says so', async () => {
  const store = makeStore();
  store.addSession('s', LINES);
  store.database.prepare("INSERT INTO transcript_events VALUES ('s', 900, NULL, 1, ?, 10)").run(Buffer.from('no frame'));
  const { warnings, sources } = await loadStored(store, 's');
  const rows = LINES.trimEnd().split('\n').length + 1;
  expect(sources[0]?.lines).toBe(rows);
  expect(warnings).toContainEqual({ code: 'bad-line', message: `row ${rows} could not be unpacked and was skipped` });
});

test('gives the records as text, with the lines that pointers name', async () => {
  const store = makeStore();
  store.addSession('s', LINES);
  const session = await loadStored(store, 's');
  const text = await readRecordsText(`${store.path}#s`, 1e6);
  expect(text).toBe(LINES);
  const step = session.main.entries.find(({ kind }) => kind === 'tool');
  expect(text.split('\n')[(step?.source.line ?? 0) - 1]).toContain('toolCall');
  await expect(readRecordsText(`${store.path}#s`, 100)).rejects.toThrow(RangeError);
});

test('is not taken in by databases of something else, damage and folders that only look like it', async () => {
  const folder = temporaryFolder({ 'empty.sqlite': '', 'text.sqlite': 'no database', 'x/agent.generation-lock.sqlite': '' });
  const other = new DatabaseSync(path.join(folder, 'other.sqlite'));
  other.exec('CREATE TABLE transcript_events (a)');
  other.close();
  expect(await discoverTraces([folder])).toEqual({ files: [], problems: [] });
  const lost = temporaryFolder({ 'agents/main/openclaw-agent.sqlite': 'no database' });
  expect((await discoverTraces([lost])).problems).toMatchObject([{ reason: 'file is not a database' }]);
  const reasons = async (name: string): Promise<unknown> => (await discoverTraces([path.join(folder, name)])).problems[0]?.reason;
  expect(await reasons('other.sqlite')).toBe('the database holds no sessions of OpenClaw');
  expect(await reasons('text.sqlite')).toBe('file is not a database');
  expect(await reasons('gone.sqlite')).toBe('no such file or folder');
  const store = makeStore(folder);
  store.addSession('s', LINES);
  store.close();
  const whole = readFileSync(store.path);
  for (const part of [0.1, 0.5, 0.9]) {
    const cut = path.join(folder, 'cut.sqlite');
    writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * part)));
    const loaded = await loadSession(`${cut}#s`);
    expect(['session', 'unreadable']).toContain(loaded.kind);
  }
});

test('unpacks a session that was put aside', async () => {
  const folder = temporaryFolder({ 's.jsonl': LINES });
  const packed = path.join(folder, 's.jsonl.reset.2026-09-01T10-00-00.000Z.zst');
  writeFileSync(packed, zstdCompressSync(Buffer.from(LINES)));
  const [plain, unpacked] = [await loadSession(path.join(folder, 's.jsonl')), await loadSession(packed)];
  if (plain.kind !== 'session' || unpacked.kind !== 'session') throw new Error('not read');
  expect(unpacked.session.main).toEqual(plain.session.main);
  expect(unpacked.session.sources[0]?.sha256).toBe(plain.session.sources[0]?.sha256);
  expect(await readRecordsText(packed, 1e6)).toBe(LINES);
  expect((await discoverTraces([folder])).files).toHaveLength(2);
  copyFileSync(packed, path.join(folder, 'cut.jsonl.zst'));
  appendFileSync(packed, 'more');
  writeFileSync(path.join(folder, 'cut.jsonl.zst'), readFileSync(packed).subarray(0, 200));
  expect(await loadSession(path.join(folder, 'cut.jsonl.zst'))).toMatchObject({ kind: 'unreadable' });
});

function record(id: string, message: object): object {
  return { type: 'message', id, parentId: null, timestamp: '2026-09-01T10:00:01Z', message };
}
