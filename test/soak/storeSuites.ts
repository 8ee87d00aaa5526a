import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { discoverTraces } from '../../src/platform/discoverTraces.ts';
import { loadSession } from '../../src/platform/loadSession.ts';
import type { LoadResult } from '../../src/platform/loadSession.ts';
import { readRecordsText } from '../../src/platform/readRecordsText.ts';
import { UnreadableFile } from '../../src/platform/readChunks.ts';
import { formatAddress } from '../../src/platform/sessionAddress.ts';
import { MadeStore } from '../unit/platform/makeStore.ts';
import { fixtureBytes } from '../unit/readers/fixture.ts';
import { DAMAGES } from './damage.ts';
import { inFolder } from './inFolder.ts';
import { checkSession } from './problemOf.ts';
import { Random } from './random.ts';
import type { Suite } from './suite.ts';

const NAME = 'openclaw-agent.sqlite';
/** A session, and a line so long that it is packed. */
const LINES = `${Buffer.from(fixtureBytes('openclaw.jsonl')).toString('utf8')}${longLine()}\n`;
const PACKED = new Uint8Array(zstdCompressSync(Buffer.from(LINES)));

/** Damage that a disk does: the other kinds are of text. */
const OF_BYTES = ['flipped bits', 'overwritten bytes', 'zeroed block', 'lost bytes', 'a cut end', 'a lost beginning'] as const;

/** The files of a store, by their names. */
type Files = ReadonlyMap<string, Uint8Array>;

interface Template {
  /** As it is left behind. */
  closed: Files;
  /** While it is written: with a log that holds its latest transactions, each of them one record. */
  open: Files;
  /** Name of the session that was put aside. */
  putAside: string;
}

let template: Promise<Template> | undefined;

/** Stores of OpenClaw that went bad: the database, its log, a packed record, an archive. Nothing is written, and what can be known is said. */
export const stores: Suite = {
  name: 'stores',
  run: (input, seed) =>
    inFolder(async (folder) => {
      const random = new Random('stores', seed, input);
      const made = await (template ??= makeTemplate());
      const damage = random.pick(OF_BYTES);
      const [name, attempt] = random.pick(Object.entries(ATTEMPTS));
      const spoil = (bytes: Uint8Array): Uint8Array => (DAMAGES[damage] as (typeof DAMAGES)[string])(bytes, random);
      const problem = await attempt({ folder, made, spoil, random });
      return problem && `${name} with ${damage}: ${problem}`;
    }),
};

interface Scene {
  folder: string;
  made: Template;
  spoil: (bytes: Uint8Array) => Uint8Array;
  random: Random;
}

const ATTEMPTS: Readonly<Record<string, (scene: Scene) => Promise<string | undefined>>> = {
  'a database': async ({ folder, made, spoil }) => {
    put(folder, made.closed, (name, bytes) => (name === NAME ? spoil(bytes) : bytes));
    return problemOfStore(folder, made);
  },
  'a database that is written': async ({ folder, made, spoil, random }) => {
    put(folder, made.open, (name, bytes) => (name === NAME || random.chance(0.3) ? spoil(bytes) : bytes));
    return problemOfStore(folder, made);
  },
  // Each of its frames has a sum: what stands behind a damaged one was never written, for SQLite and so for us.
  "a database's log": async ({ folder, made, spoil }) => {
    put(folder, made.open, (name, bytes) => (name.endsWith('-wal') ? spoil(bytes) : bytes));
    const problem = await problemOfStore(folder, made);
    if (problem !== undefined) return problem;
    const text = await recordsOf(folder, 's');
    return text === undefined || LINES.startsWith(text) ? undefined : 'records are shown that were not written so';
  },
  'a packed record': async ({ folder, made, spoil }) => {
    put(folder, made.closed);
    const database = new DatabaseSync(path.join(folder, NAME));
    const row = database
      .prepare("SELECT rowid, event_zstd, event_utf8_bytes FROM transcript_events WHERE session_id = 's' AND event_zstd IS NOT NULL")
      .get();
    const packed = spoil(row?.['event_zstd'] as Uint8Array);
    database.prepare('UPDATE transcript_events SET event_zstd = ? WHERE rowid = ?').run(packed, Number(row?.['rowid']));
    database.close();
    const loaded = await loadSession(addressOf(folder, 's'));
    if (loaded.kind !== 'session') return `is ${loaded.kind}: ${loaded.reason}`;
    const isKnown = unpackedBytes(packed) !== row?.['event_utf8_bytes'];
    if (isKnown && !loaded.session.warnings.some(({ code }) => code === 'bad-line')) return 'nothing says that it is damaged';
    return problemOfLoaded(loaded);
  },
  'an archive': async ({ folder, made, spoil }) => {
    put(folder, made.closed);
    const database = new DatabaseSync(path.join(folder, NAME));
    const blob = database.prepare('SELECT archive_blob FROM session_transcript_archives').get()?.['archive_blob'] as Uint8Array;
    const spoilt = spoil(blob);
    database.prepare('UPDATE session_transcript_archives SET archive_blob = ?').run(spoilt);
    database.close();
    const loaded = await loadSession(addressOf(folder, made.putAside));
    const isSame = Buffer.compare(blob, spoilt) === 0;
    return isSame === (loaded.kind === 'session') ? undefined : `an archive that ${isSame ? 'is sound' : 'has changed'} is ${loaded.kind}`;
  },
  'a packed file': async ({ folder, spoil }) => {
    const file = path.join(folder, 's.jsonl.reset.2026-09-01T10-00-00.000Z.zst');
    writeFileSync(file, spoil(PACKED));
    return problemOfLoaded(await loadSession(file));
  },
};

/** A packed file, cut behind each of its bytes, is never taken for a session. */
export const packedCut: Suite = {
  name: 'packed-cut',
  inputs: PACKED.length,
  run: (input) =>
    inFolder(async (folder) => {
      const file = path.join(folder, 's.jsonl.zst');
      writeFileSync(file, PACKED.subarray(0, input));
      const { kind } = await loadSession(file);
      return kind === 'session' ? `cut behind ${input} bytes it is read as if it were whole` : undefined;
    }),
};

export const STORE_SUITES: readonly Suite[] = [stores, packedCut];

/** Whatever it has come to: listed and read without an error of ours, and left as it was. */
async function problemOfStore(folder: string, { putAside }: Template): Promise<string | undefined> {
  const before = contentOf(folder);
  const { files } = await discoverTraces([folder]);
  if (new Set(files.map((file) => file.path)).size !== files.length) return 'a session is listed twice';
  const paths = new Set([...files.map((file) => file.path), ...['s', 'old', putAside].map((id) => addressOf(folder, id))]);
  for (const file of paths) {
    const problem = problemOfLoaded(await loadSession(file));
    if (problem !== undefined) return problem;
  }
  return contentOf(folder) === before ? undefined : `reading has changed it: ${readdirSync(folder).join(', ')}`;
}

function problemOfLoaded(loaded: LoadResult): string | undefined {
  return loaded.kind === 'session' ? checkSession(loaded.session).problem : undefined;
}

async function recordsOf(folder: string, id: string): Promise<string | undefined> {
  try {
    return await readRecordsText(addressOf(folder, id), 1e7);
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}

function addressOf(folder: string, sessionId: string): string {
  return formatAddress({ database: path.join(folder, NAME), sessionId });
}

function unpackedBytes(packed: Uint8Array): number | undefined {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: 1e8 }).length;
  } catch {
    return undefined;
  }
}

function put(folder: string, files: Files, change = (_: string, bytes: Uint8Array): Uint8Array => bytes): void {
  for (const [name, bytes] of files) writeFileSync(path.join(folder, name), change(name, bytes));
}

/** Names and bytes; of SQLite's index of the log only the name, since each reader notes in it where it reads. */
function contentOf(folder: string): string {
  const names = readdirSync(folder).sort();
  return JSON.stringify(names.map((name) => [name, name.endsWith('-shm') ? '' : readFileSync(path.join(folder, name), 'base64')]));
}

function makeTemplate(): Promise<Template> {
  return inFolder(async (folder) => {
    const store = new MadeStore(folder);
    store.addSession('old', LINES);
    store.archiveCold('old', LINES, 'sqlite');
    store.addSession('gone', LINES);
    const putAside = store.putAside('gone', LINES);
    store.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    store.addSession('s', LINES, { runtime: [{ type: 'trace.metadata', data: { harness: { version: '2026.9.6' } } }] });
    const filesOf = (): Files => new Map(readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(path.join(folder, name)))]));
    const open = filesOf();
    store.close();
    return { closed: filesOf(), open, putAside };
  });
}

function longLine(): string {
  const content = Array.from({ length: 60 }, (_, i) => ({ type: 'text', text: `Paragraph ${i * i}.` }));
  return JSON.stringify({
    type: 'message',
    id: 'long',
    parentId: null,
    timestamp: '2026-03-01T10:09:00Z',
    message: { role: 'user', content },
  });
}
