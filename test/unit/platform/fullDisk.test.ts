import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { stampFiles, RowCache } from '../../../src/platform/rowCache.ts';
import { writeFileAtomic } from '../../../src/platform/writeFileAtomic.ts';
import { NoteBook } from '../../../src/worker/noteBook.ts';
import { SessionRows } from '../../../src/worker/sessionRows.ts';
import { SessionStore } from '../../../src/worker/sessionStore.ts';
import { asAnyone, cannotBeAnyone } from '../../soak/asAnyone.ts';
import { captureCli } from '../cli/captureCli.ts';
import { wastefulSession } from '../cli/sampleSessions.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Where the disk fails: while the content is written, when it is brought to the disk, or only when the file is closed. */
type Moment = 'writeFile' | 'sync' | 'close';

const disk = vi.hoisted(() => ({ failsAt: undefined as string | undefined }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fsPromises>();
  const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const open = async (...args: Parameters<typeof real.open>): Promise<FileHandle> => {
    const handle = await real.open(...args);
    const { failsAt } = disk;
    if (failsAt === undefined || args[1] !== 'wx') return handle;
    return new Proxy(handle, {
      get: (target, name) => {
        if (name === 'writeFile' && failsAt === name)
          return async (content: string) => {
            await target.write(content.slice(0, content.length / 2));
            throw full();
          };
        if (name === failsAt && name !== 'close') return () => Promise.reject(full());
        if (name === 'close' && failsAt === name) return () => target.close().then(() => Promise.reject(full()));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };
  return { ...real, open };
});

afterEach(() => (disk.failsAt = undefined));

const settings = { prices: [] };
const { signal } = new AbortController();
const MOMENTS: Moment[] = ['writeFile', 'sync', 'close'];

describe.each(MOMENTS)('a disk that is full at %s', (moment) => {
  test('leaves a file as it was, and nothing beside it', async () => {
    const folder = temporaryFolder({ 'SKILL.md': 'old' });
    disk.failsAt = moment;
    await expect(writeFileAtomic(path.join(folder, 'SKILL.md'), 'new')).rejects.toThrow('the disk is full; nothing was changed');
    await expect(writeFileAtomic(path.join(folder, 'other.md'), 'new')).rejects.toThrow('the disk is full');
    expect(readdirSync(folder)).toEqual(['SKILL.md']);
    expect(readFileSync(path.join(folder, 'SKILL.md'), 'utf8')).toBe('old');
    disk.failsAt = undefined;
    await writeFileAtomic(path.join(folder, 'SKILL.md'), 'new');
    expect(readFileSync(path.join(folder, 'SKILL.md'), 'utf8')).toBe('new');
  });

  test('takes no row away, is told once, and all is kept when there is room again', async () => {
    const folder = temporaryFolder({ a: 'a', b: 'b' });
    const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
    const { cache, log } = openCache(folder);
    const keep = (file: string, row: string): void => cache.set(file, stampFiles([file]) ?? [], row);
    keep(a, 'first');
    await cache.flush();
    disk.failsAt = moment;
    keep(a, 'second');
    await cache.flush();
    keep(b, 'row of b');
    await cache.flush();
    await cache.flush();
    expect(log).toEqual([expect.stringMatching(/cannot be kept: .* the disk is full; nothing was changed$/)]);
    expect([cache.get(a, [a]), cache.get(b, [b])]).toEqual(['second', 'row of b']);
    expect(readdirSync(path.join(folder, 'storage'))).toEqual(['rows.jsonl']);
    expect(await recall(folder, a)).toEqual(['first', []]);

    // Nothing new has come since: what is owed is written all the same.
    disk.failsAt = undefined;
    await cache.flush();
    expect([await recall(folder, a), await recall(folder, b)]).toEqual([
      ['second', []],
      ['row of b', []],
    ]);
    disk.failsAt = moment;
    keep(a, 'third');
    await cache.flush();
    expect(log).toHaveLength(2);
  });
});

function openCache(folder: string): { cache: RowCache<string>; log: string[] } {
  const log: string[] = [];
  const file = path.join(folder, 'storage', 'rows.jsonl');
  return { cache: new RowCache<string>({ file, tag: '1', log: (message) => log.push(message), writeAfterMs: 1e6 }), log };
}

async function recall(folder: string, file: string): Promise<[row: string | undefined, log: string[]]> {
  const { cache, log } = openCache(folder);
  await cache.load();
  return [cache.get(file, [file]), log];
}

/** What the worker makes of two sessions, with and without a place to keep it. */
async function rowsAndNotes(folder: string, storage: string | undefined): Promise<{ made: unknown[]; log: string[] }> {
  const log: string[] = [];
  const options = { version: '1', log: (message: string) => void log.push(message), ...(storage !== undefined && { storage }) };
  const store = new SessionStore();
  const [rows, notes] = [new SessionRows(store, options), new NoteBook(store, options)];
  const made: unknown[] = [];
  for (const name of ['a.jsonl', 'b.jsonl']) {
    const file = path.join(folder, name);
    made.push(await rows.read(file, settings, signal), await notes.get(file, settings, signal));
    await Promise.all([rows.flush(), notes.flush()]);
  }
  return { made, log };
}

const sessions = (): string => temporaryFolder({ 'a.jsonl': wastefulSession('a'), 'b.jsonl': wastefulSession('b') });

describe('rows and notes are right, and each kind is told of once,', () => {
  test('on a full disk', async () => {
    const [folder, storage] = [sessions(), temporaryFolder()];
    const { made } = await rowsAndNotes(folder, undefined);
    disk.failsAt = 'writeFile';
    const full = await rowsAndNotes(folder, storage);
    expect(full.made).toEqual(made);
    expect(full.log.map((message) => /([a-z]+)-[^\\/]+: could not be written: the disk is full/.exec(message)?.[1]).sort()).toEqual([
      'notes',
      'sessions',
    ]);
    expect(readdirSync(storage)).toEqual([]);
    disk.failsAt = undefined;
    expect(await rowsAndNotes(folder, storage)).toEqual({ made, log: [] });
    expect(readdirSync(storage)).toHaveLength(2);
  });

  test.each([['card'], ['distill', '--skill', 'x/SKILL.md']])('in the command on a full disk: %s', async (command, ...options) => {
    const [folder, storage] = [sessions(), temporaryFolder()];
    const line = [command, folder, ...options];
    const plain = await captureCli(line, { cwd: folder });
    const keep = { folder: storage, build: '1' };
    disk.failsAt = 'sync';
    expect(await captureCli(line, { cwd: folder, keep })).toEqual(plain);
    const told = await captureCli([...line, '--verbose'], { cwd: folder, keep });
    expect([told.out, told.err.match(/cannot be kept: .* the disk is full/g)?.length]).toEqual([plain.out, 1]);
    expect(readdirSync(storage)).toEqual([]);
    disk.failsAt = undefined;
    expect(await captureCli(line, { cwd: folder, keep })).toEqual(plain);
    expect(readdirSync(storage)).toHaveLength(1);
  });

  test('where the folder for them is a file', async () => {
    const folder = sessions();
    const storage = path.join(temporaryFolder({ storage: 'mine' }), 'storage');
    const { made, log } = await rowsAndNotes(folder, storage);
    expect(made).toEqual((await rowsAndNotes(folder, undefined)).made);
    expect(log.filter((message) => message.includes('cannot be kept'))).toHaveLength(2);
    expect(readFileSync(storage, 'utf8')).toBe('mine');
  });

  test.skipIf(cannotBeAnyone)('where nothing may be written into the folder, or it may not be looked into', async () => {
    const folder = sessions();
    const storage = temporaryFolder();
    for (const directory of [folder, storage]) chmodSync(directory, 0o755);
    const { made } = await rowsAndNotes(folder, storage);
    const kept = readdirSync(storage).map((name) => [name, readFileSync(path.join(storage, name), 'utf8')]);
    for (const mode of [0o555, 0o000]) {
      chmodSync(storage, mode);
      for (const name of ['a.jsonl', 'b.jsonl']) utimesSync(path.join(folder, name), 1, mode + 1);
      const closed = await asAnyone(() => rowsAndNotes(folder, storage));
      chmodSync(storage, 0o755);
      expect(closed.made).toEqual(made);
      expect(closed.log.filter((message) => message.includes('cannot be kept'))).toHaveLength(2);
      expect(readdirSync(storage).map((name) => [name, readFileSync(path.join(storage, name), 'utf8')])).toEqual(kept);
    }
  });
});

test('what a crash has left beside a file is removed, once its writer cannot be at work any more', async () => {
  const folder = temporaryFolder({ a: 'a' });
  const storage = path.join(folder, 'storage');
  mkdirSync(storage);
  const names = ['.rows.jsonl.0123456789ab.tmp', '.rows.jsonl.ba9876543210.tmp', '.other.jsonl.0123456789ab.tmp', '.rows.jsonl.mine.tmp'];
  const [old, young, others, mine] = names.map((name) => path.join(storage, name)) as [string, string, string, string];
  for (const file of [old, young, others, mine]) writeFileSync(file, 'half a ro');
  for (const file of [old, others, mine]) utimesSync(file, 1000, 1000);
  expect(statSync(old).mtimeMs).toBe(1_000_000);
  const { cache, log } = openCache(folder);
  await cache.load();
  expect([old, young, others, mine].map((file) => existsSync(file))).toEqual([false, true, true, true]);
  expect(log).toEqual([]);
});
