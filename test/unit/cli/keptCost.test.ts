import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import * as loading from '../../../src/platform/loadSession.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { sharedTraces } from '../sharedTraces.ts';
import { captureCli } from './captureCli.ts';
import { runKept } from './runKept.ts';
import type { Place, Run } from './runKept.ts';
import { claudeSession, piSession } from './sampleSessions.ts';

vi.mock(import('../../../src/platform/loadSession.ts'), { spy: true });

const cost = (args: readonly string[], place: Place): Promise<Run> => runKept(['cost', ...args], place);

/** Two agents' sessions, one with a sub-agent's file and one that repeats another's calls, and a file that is none. */
function madeFolder(): { folder: string; keep: string } {
  const folder = temporaryFolder({
    's1.jsonl': claudeSession(),
    's1/subagents/agent-a1.jsonl': claudeSession({ agentId: 'a1', prefix: 'agent', turns: 1 }),
    'fork.jsonl': claudeSession({ sessionId: 'fork', prefix: 's1', startedAt: '2026-03-01T12:00:00Z', turns: 5 }),
    'p1.jsonl': piSession(),
    'package.json': '{"name":"x"}',
  });
  return { folder, keep: path.join(temporaryFolder(), 'cache', 'clawtrace') };
}

const ALL = ['fork.jsonl', 'p1.jsonl', 'package.json', 's1.jsonl'];

test.each(['--json', '--json --waste', '--verbose'])('reads nothing twice and prints the same with %s', async (options) => {
  const { folder, keep } = madeFolder();
  const args = [folder, ...options.split(' ')];
  const plain = await captureCli(['cost', ...args]);
  const first = await cost(args, { keep });
  const second = await cost(args, { keep });
  expect(first).toEqual({ ...plain, read: ALL });
  expect(second).toEqual({ ...plain, read: [] });
});

test('names the files as they are given, whatever they were called when they were kept', async () => {
  const { folder, keep } = madeFolder();
  await cost([folder, '--json'], { keep });
  const relative = path.relative(process.cwd(), folder);
  const second = await cost([relative, '--json'], { keep });
  expect(second.read).toEqual([]);
  expect(second.out).toBe((await captureCli(['cost', relative, '--json'])).out);
});

test.each<[string, (folder: string) => void, string[]]>([
  [
    'has grown',
    (folder) => appendFileSync(path.join(folder, 's1.jsonl'), claudeSession({ prefix: 'more', turns: 0 }).split('\n')[1] ?? ''),
    ['s1.jsonl'],
  ],
  ['was written anew', (folder) => writeFileSync(path.join(folder, 'p1.jsonl'), piSession('p9')), ['p1.jsonl']],
  ['is gone', (folder) => rmSync(path.join(folder, 'fork.jsonl')), []],
  ['has come', (folder) => writeFileSync(path.join(folder, 'p2.jsonl'), piSession('p2')), ['p2.jsonl']],
  ['of a sub-agent has grown', (folder) => appendFileSync(path.join(folder, 's1/subagents/agent-a1.jsonl'), '\n'), ['s1.jsonl']],
  ['of a sub-agent is gone', (folder) => rmSync(path.join(folder, 's1/subagents/agent-a1.jsonl')), ['s1.jsonl']],
  [
    'of a sub-agent has come',
    (folder) => writeFileSync(path.join(folder, 's1/subagents/agent-a2.jsonl'), claudeSession({ agentId: 'a2', prefix: 'other' })),
    ['s1.jsonl'],
  ],
])('reads only the session of which a file %s', async (_, change, read) => {
  const { folder, keep } = madeFolder();
  await cost([folder, '--json'], { keep });
  change(folder);
  const second = await cost([folder, '--json'], { keep });
  expect(second.read).toEqual(read);
  expect(second.out).toBe((await captureCli(['cost', folder, '--json'])).out);
  expect((await cost([folder, '--json'], { keep })).read).toEqual([]);
});

test('bills a call once that stands in a kept and in a new file, and takes the more complete copy', async () => {
  const { folder, keep } = madeFolder();
  await cost([folder, '--json'], { keep });
  const copy = claudeSession({ sessionId: 'copy', prefix: 's1' }).replaceAll('"output_tokens":50', '"output_tokens":70');
  writeFileSync(path.join(folder, 'copy.jsonl'), copy);
  const { out, read } = await cost([folder], { keep });
  expect(read).toEqual(['copy.jsonl']);
  expect(out).toBe((await captureCli(['cost', folder])).out);
  expect(out).toContain('Calls that stand in several files are billed once');
});

test('reads all again for another build of the program, with its other prices, and says so only when asked', async () => {
  const { folder, keep } = madeFolder();
  await cost([folder], { keep });
  const quiet = await cost([folder], { keep, build: 'two' });
  expect([quiet.read, quiet.err]).toEqual([ALL, '']);
  const told = await cost([folder, '--verbose'], { keep, build: 'three' });
  expect(told.read).toEqual(ALL);
  expect(told.err).toMatch(/clawtrace: what was kept .* is of another version, or damaged; it is made anew \(.*cost\.rows\)\n/);
});

test('is not taken for a session itself', async () => {
  const { folder } = madeFolder();
  const keep = path.join(folder, '.cache', 'clawtrace');
  const first = await cost([folder, '--json'], { keep });
  expect(await cost([folder, '--json', '--verbose'], { keep })).toMatchObject({ out: first.out, code: 0, read: [] });
});

test.each<[string, (text: string) => string]>([
  ['cut', (text) => text.slice(0, -9)],
  ['with another figure', (text) => text.replace('"llmCalls":6', '"llmCalls":5')],
  ['empty', () => ''],
])('reads all again where what was kept is %s', async (_, damage) => {
  const { folder, keep } = madeFolder();
  const plain = await cost([folder, '--json'], { keep });
  const file = path.join(keep, 'cost.rows');
  const kept = readFileSync(file, 'utf8');
  expect(damage(kept)).not.toBe(kept);
  writeFileSync(file, damage(kept));
  expect(await cost([folder, '--json'], { keep })).toEqual(plain);
  expect(readFileSync(file, 'utf8')).toBe(kept);
});

test('neither uses nor writes anything with --no-cache', async () => {
  const { folder, keep } = madeFolder();
  expect((await cost([folder, '--no-cache'], { keep })).read).toEqual(ALL);
  expect(existsSync(keep)).toBe(false);
  await cost([folder], { keep });
  const before = statSync(path.join(keep, 'cost.rows')).mtimeMs;
  expect((await cost([folder, '--no-cache'], { keep })).read).toEqual(ALL);
  expect(statSync(path.join(keep, 'cost.rows')).mtimeMs).toBe(before);
});

test('changes nothing but the speed where nothing can be written', async () => {
  const { folder, keep } = madeFolder();
  mkdirSync(path.dirname(keep), { recursive: true });
  writeFileSync(keep, 'a file where the folder should be');
  const plain = await captureCli(['cost', folder]);
  for (let run = 0; run < 2; run++) expect(await cost([folder], { keep })).toEqual({ ...plain, read: ALL });
  expect((await cost([folder, '--verbose'], { keep })).err).toContain('cannot be kept');
});

test('is for its owner alone', async () => {
  const { folder, keep } = madeFolder();
  await cost([folder], { keep });
  const modeOf = (file: string): number => statSync(file).mode & 0o777;
  expect(readdirSync(keep)).toEqual(['cost.rows']);
  expect([modeOf(keep), modeOf(path.join(keep, 'cost.rows'))]).toEqual([0o700, 0o600]);
});

test('keeps nothing of a session in whose request a secret stands', async () => {
  const secret = `sk-ant-api03-${'x9Y'.repeat(31)}AA`;
  const folder = temporaryFolder({
    's1.jsonl': claudeSession().replace('Look at the files', `Log in with ${secret}`),
    'p1.jsonl': piSession(),
  });
  const keep = path.join(temporaryFolder(), 'cache');
  await cost([folder], { keep });
  expect(readFileSync(path.join(keep, 'cost.rows'), 'utf8')).not.toContain('x9Y');
  expect((await cost([folder], { keep })).read).toEqual(['s1.jsonl']);
});

test('does not keep why a file could not be read', async () => {
  const { folder, keep } = madeFolder();
  vi.mocked(loading.loadSession).mockImplementationOnce((file) =>
    Promise.resolve({ kind: 'unreadable', path: file, reason: 'too many open files' }),
  );
  expect((await cost([folder], { keep })).err).toContain('too many open files');
  const second = await cost([folder], { keep });
  expect([second.read.length, second.err, second.code]).toEqual([1, '', 0]);
});

test('lists sessions from what was kept, and reads those that have changed', async () => {
  const { folder, keep } = madeFolder();
  const loads = vi.mocked(loading.loadSession);
  const list = async (...options: string[]): Promise<{ out: string; reads: number }> => {
    loads.mockClear();
    const { out } = await captureCli(['sessions', folder, '--json', ...options], { keep: { folder: keep, build: 'one' } });
    return { out, reads: loads.mock.calls.length };
  };
  const first = await list();
  expect(await list()).toEqual({ ...first, reads: 0 });
  expect(await list('--no-cache')).toEqual({ ...first, reads: ALL.length });
  writeFileSync(path.join(folder, 'p1.jsonl'), piSession('p9'));
  const changed = await list();
  expect([changed.reads, changed.out]).toEqual([1, (await list('--no-cache')).out]);
});

test.skipIf(sharedTraces.skip)(`prints the same of real sessions from what was kept ${sharedTraces.skip ?? ''}`, async () => {
  const keep = path.join(temporaryFolder(), 'cache');
  const plain = await captureCli(['cost', sharedTraces.folder, '--json']);
  expect(await cost([sharedTraces.folder, '--json'], { keep })).toMatchObject(plain);
  const { read, ...second } = await cost([sharedTraces.folder, '--json'], { keep });
  expect(second).toEqual(plain);
  // Sessions with a secret in their request.
  expect(read.length).toBeLessThan(5);
});
