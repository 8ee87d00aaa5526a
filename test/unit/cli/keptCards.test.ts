import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import * as loading from '../../../src/platform/loadSession.ts';
import { completionLog, openHandsRun } from '../platform/openHandsRun.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { sharedTraces } from '../sharedTraces.ts';
import { captureCli } from './captureCli.ts';
import type { Captured } from './captureCli.ts';
import { runKept } from './runKept.ts';
import type { Run } from './runKept.ts';
import { claudeSession, piSession, wastefulSession } from './sampleSessions.ts';

vi.mock(import('../../../src/platform/loadSession.ts'), { spy: true });

/** Sessions below a workspace, and where what is made of them is kept. */
class Workspace {
  readonly folder: string;
  readonly keep = path.join(temporaryFolder(), 'cache', 'clawtrace');

  constructor(files: Record<string, string>) {
    const inTraces = Object.entries(files).map(([name, content]) => [`traces/${name}`, content]);
    this.folder = temporaryFolder(Object.fromEntries(inTraces) as Record<string, string>);
  }

  path(name: string): string {
    return path.join(this.folder, 'traces', name);
  }

  write(name: string, content: string): void {
    mkdirSync(path.dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  /** A run that keeps what it makes. */
  run(command: string, options: readonly string[] = [], { build = 'one', cwd = this.folder } = {}): Promise<Run> {
    return runKept(this.#line(command, options), { keep: this.keep, build, cwd });
  }

  /** What the same run tells that neither knows nor keeps anything. */
  plain(command: string, options: readonly string[] = [], cwd = this.folder): Promise<Captured> {
    return captureCli(this.#line(command, options), { cwd });
  }

  mark(name: string, result: string): Promise<Captured> {
    return captureCli(['mark', this.path(name), result], { cwd: this.folder });
  }

  #line(command: string, options: readonly string[]): string[] {
    const skill = command === 'distill' ? ['--skill', path.join(this.folder, 'skills/x/SKILL.md')] : [];
    return [command, path.join(this.folder, 'traces'), ...skill, ...options];
  }
}

/** A report of two tests, of which so many failed. */
const report = (failures: number): string => `<testsuite tests="2" failures="${failures}"/>`;

const SUB_AGENT = claudeSession({ sessionId: 'w', agentId: 'a1', prefix: 'agent', turns: 1 });

const SESSIONS = {
  'w.jsonl': wastefulSession('w'),
  'w/subagents/agent-a1.jsonl': SUB_AGENT,
  'v.jsonl': wastefulSession('v'),
  'v.junit.xml': report(0),
  'p1.jsonl': piSession(),
  'package.json': '{"name":"x"}',
};

/** A session whose sub-agent's file lies elsewhere, so that it is a session of its own. */
const parent = claudeSession({ sessionId: 'parent' })
  .replace('"name":"Read","input":{', '"name":"Task","input":{"prompt":"Count","subagent_type":"x",')
  .replace(/("content":"(?:text of file 0 )+"\}\]\})/, '$1,"toolUseResult":{"status":"completed","agentId":"far","prompt":"Count"}');

const LINKED = {
  'parent.jsonl': parent,
  'far/agent-far.jsonl': claudeSession({ sessionId: 'parent', agentId: 'far', prefix: 'far', turns: 1 }),
};

const ALL = ['p1.jsonl', 'package.json', 'v.jsonl', 'w.jsonl'];

const LINES = [
  'card',
  'card --all-steps',
  'card --brief',
  'card --redundancy upstream',
  'card --verbose',
  'distill --json',
  'distill --no-cost --json',
  'distill --preserve all',
  'distill --modes --json',
  'distill --no-counterfactual --diff',
].map((line) => line.split(' ') as [string, ...string[]]);

test.each(LINES)('reads nothing twice and prints the same: %s %s', async (command, ...options) => {
  const workspace = new Workspace(SESSIONS);
  const plain = await workspace.plain(command, options);
  expect(plain.out.length).toBeGreaterThan(100);
  expect(await workspace.run(command, options)).toEqual({ ...plain, read: ALL });
  expect(await workspace.run(command, options)).toEqual({ ...plain, read: [] });
});

test('distils from the same notes with all options', async () => {
  const workspace = new Workspace(SESSIONS);
  await workspace.run('distill');
  for (const [command, ...options] of LINES.filter(([name]) => name === 'distill'))
    expect(await workspace.run(command, options)).toEqual({ ...(await workspace.plain(command, options)), read: [] });
});

test('keeps cards of each form beside the others', async () => {
  const workspace = new Workspace(SESSIONS);
  const lines = LINES.filter(([name, option]) => name === 'card' && option !== '--verbose');
  for (const [, ...options] of lines) expect((await workspace.run('card', options)).read).toEqual(ALL);
  for (const [, ...options] of lines) expect((await workspace.run('card', options)).read).toEqual([]);
});

interface Change {
  /** The sessions, where they are others. */
  files?: Record<string, string>;
  change: (workspace: Workspace) => unknown;
  /** What has to be read anew. */
  read: string[];
}

const CHANGES: Record<string, Change> = {
  'the session has grown': {
    change: (workspace) => appendFileSync(workspace.path('v.jsonl'), claudeSession({ prefix: 'more', turns: 1 })),
    read: ['v.jsonl'],
  },
  'the session was written anew at the same length and time': {
    change: (workspace) => {
      const { atime, mtime } = statSync(workspace.path('v.jsonl'));
      const text = readFileSync(workspace.path('v.jsonl'), 'utf8').replace('Look at the files', 'Gaze at the files');
      rmSync(workspace.path('v.jsonl'));
      workspace.write('v.jsonl', text);
      utimesSync(workspace.path('v.jsonl'), atime, mtime);
    },
    read: ['v.jsonl'],
  },
  "a sub-agent's file has grown": {
    change: (workspace) => appendFileSync(workspace.path('w/subagents/agent-a1.jsonl'), claudeSession({ agentId: 'a1', prefix: 'm' })),
    read: ['w.jsonl'],
  },
  "a sub-agent's file is gone": { change: (workspace) => rmSync(workspace.path('w/subagents/agent-a1.jsonl')), read: ['w.jsonl'] },
  "a sub-agent's file has come": {
    change: (workspace) =>
      workspace.write('w/subagents/agent-a2.jsonl', claudeSession({ sessionId: 'w', agentId: 'a2', prefix: 'other', turns: 2 })),
    read: ['w.jsonl'],
  },
  'a report says something else': {
    change: (workspace) => workspace.write('v.junit.xml', report(1)),
    read: ['v.jsonl'],
  },
  'a report is gone': { change: (workspace) => rmSync(workspace.path('v.junit.xml')), read: ['v.jsonl'] },
  'a report has come': { change: (workspace) => workspace.write('w.junit.xml', report(1)), read: ['w.jsonl'] },
  'a report that names no session is now about the one that is left': {
    files: { 'v.jsonl': SESSIONS['v.jsonl'], 'w.jsonl': SESSIONS['w.jsonl'], 'junit.xml': report(1) },
    change: (workspace) => rmSync(workspace.path('w.jsonl')),
    read: ['v.jsonl'],
  },
  'the user has marked the session': { change: (workspace) => workspace.mark('w.jsonl', 'failure'), read: ['w.jsonl'] },
  'the user has marked it otherwise': {
    change: async (workspace) => {
      await workspace.mark('v.jsonl', 'partial');
      await workspace.run('card');
      await workspace.run('distill', ['--json']);
      await workspace.mark('v.jsonl', 'failure');
    },
    read: ['v.jsonl'],
  },
  'the user has taken a mark away': {
    change: async (workspace) => {
      await workspace.mark('v.jsonl', 'partial');
      await workspace.run('card');
      await workspace.run('distill', ['--json']);
      await workspace.mark('v.jsonl', 'clear');
    },
    read: ['v.jsonl'],
  },
  'the log of completions has come': {
    files: { 'output.jsonl': openHandsRun({ total: false }) },
    change: (workspace) => workspace.write('llm_completions/shelf-1/1.json', completionLog('g1-1', 500, 1)),
    read: ['output.jsonl'],
  },
  'the log of completions has grown': {
    files: { 'output.jsonl': openHandsRun({ total: false }), 'llm_completions/shelf-1/1.json': completionLog('g1-1', 500, 1) },
    change: (workspace) => workspace.write('llm_completions/shelf-1/2.json', completionLog('g1-2', 600, 2)),
    read: ['output.jsonl'],
  },
  'the log of completions tells other figures': {
    files: { 'output.jsonl': openHandsRun({ total: false }), 'llm_completions/1.json': completionLog('g1-1', 500, 1) },
    change: (workspace) => workspace.write('llm_completions/1.json', completionLog('g1-1', 900, 1)),
    read: ['output.jsonl'],
  },
};

describe.each(Object.entries(CHANGES))('where %s', (name, { files = SESSIONS, change, read }) => {
  test.each([['card'], ['distill', '--json']])('%s %s reads that session only, and tells what is so now', async (command, ...options) => {
    const workspace = new Workspace(files);
    const first = await workspace.run(command, options);
    await change(workspace);
    const second = await workspace.run(command, options);
    expect(second.read).toEqual(read);
    const { read: _, ...told } = second;
    expect(told).toEqual(await workspace.plain(command, options));
    // Two changes leave all as it was: there and back.
    if (command === 'card' && !name.endsWith('taken a mark away')) expect(second.out).not.toBe(first.out);
    expect(await workspace.run(command, options)).toEqual({ ...told, read: [] });
  });
});

describe('the card of a session with a sub-agent in another file', () => {
  test('is kept with the dollars that it shows of it, and made anew for others', async () => {
    const workspace = new Workspace(LINKED);
    const plain = await workspace.plain('card');
    expect(plain.out).toMatch(/card: agent-far\.tracecard\.yaml/);
    expect(await workspace.run('card')).toMatchObject(plain);
    expect(await workspace.run('card')).toEqual({ ...plain, read: [] });
    appendFileSync(workspace.path('far/agent-far.jsonl'), claudeSession({ sessionId: 'parent', agentId: 'far', prefix: 'more', turns: 1 }));
    const grown = await workspace.run('card');
    expect(grown.read).toEqual(['agent-far.jsonl', 'parent.jsonl']);
    expect(grown).toMatchObject(await workspace.plain('card'));
    expect(grown.out).not.toBe(plain.out);
    rmSync(workspace.path('far/agent-far.jsonl'));
    const alone = await workspace.run('card');
    expect(alone).toEqual({ ...(await workspace.plain('card')), read: ['parent.jsonl'] });
    expect(alone.out).not.toContain('agent-far.tracecard');
  });

  test('depends on what another does', async () => {
    const workspace = new Workspace(LINKED);
    await workspace.run('card');
    await workspace.mark('parent.jsonl', 'failure');
    const second = await workspace.run('card');
    expect(new Set(second.read)).toEqual(new Set(['parent.jsonl']));
    expect(second).toMatchObject(await workspace.plain('card'));
    expect((await workspace.run('card')).read).toEqual([]);
  });
});

test('tells where a session lies from where the command runs', async () => {
  const workspace = new Workspace(SESSIONS);
  const there = await workspace.run('card');
  const cwd = path.join(workspace.folder, 'traces');
  const here = await workspace.run('card', [], { cwd });
  expect(here).toMatchObject(await workspace.plain('card', [], cwd));
  expect(here.out).not.toBe(there.out);
  // Whence the same path is told, nothing has to be read.
  const elsewhere = temporaryFolder();
  expect((await workspace.run('card', [], { cwd: elsewhere })).read).toEqual(ALL);
  const other = temporaryFolder();
  expect(await workspace.run('card', [], { cwd: other })).toEqual({ ...(await workspace.plain('card', [], other)), read: [] });
});

test('makes all anew for another build of the program, and says so only when asked', async () => {
  const workspace = new Workspace(SESSIONS);
  for (const command of ['card', 'distill']) {
    await workspace.run(command);
    const quiet = await workspace.run(command, [], { build: 'two' });
    expect([quiet.read, quiet.err]).toEqual([ALL, '']);
    const told = await workspace.run(command, ['--verbose'], { build: 'three' });
    expect(told.read).toEqual(ALL);
    expect(told.err).toMatch(/clawtrace: what was kept .* is of another version, or damaged; it is made anew \(.*\.rows\)\n/);
  }
});

test.each<[string, (text: string) => string]>([
  ['cut', (text) => text.slice(0, -9)],
  ['with another byte', (text) => text.replace('Look at', 'Gaze at')],
  ['empty', () => ''],
])('makes all anew where what was kept is %s', async (_, damage) => {
  const workspace = new Workspace({ ...SESSIONS, ...LINKED });
  for (const command of ['card', 'distill']) await workspace.run(command, ['--no-cost'].slice(0, command === 'card' ? 0 : 1));
  const plain = await workspace.plain('card');
  const files = readdirSync(workspace.keep).map((name) => path.join(workspace.keep, name));
  expect(files.map((file) => path.basename(file)).sort()).toEqual(['card-linked.rows', 'card.rows', 'notes.rows']);
  for (const file of files) writeFileSync(file, damage(readFileSync(file, 'utf8')));
  expect(await workspace.run('card')).toMatchObject(plain);
  expect(await workspace.run('card')).toEqual({ ...plain, read: [] });
});

test('neither uses nor writes anything with --no-cache', async () => {
  const workspace = new Workspace(SESSIONS);
  for (const command of ['card', 'distill']) expect((await workspace.run(command, ['--no-cache'])).read).toEqual(ALL);
  expect(existsSync(workspace.keep)).toBe(false);
  for (const command of ['card', 'distill']) await workspace.run(command);
  const times = (): number[] => readdirSync(workspace.keep).map((name) => statSync(path.join(workspace.keep, name)).mtimeMs);
  const before = times();
  for (const command of ['card', 'distill']) expect((await workspace.run(command, ['--no-cache'])).read).toEqual(ALL);
  expect(times()).toEqual(before);
});

test('changes nothing but the speed where nothing can be written', async () => {
  const workspace = new Workspace(SESSIONS);
  mkdirSync(path.dirname(workspace.keep), { recursive: true });
  writeFileSync(workspace.keep, 'a file where the folder should be');
  for (const command of ['card', 'distill']) {
    const plain = await workspace.plain(command);
    for (let run = 0; run < 2; run++) expect(await workspace.run(command)).toEqual({ ...plain, read: ALL });
    expect((await workspace.run(command, ['--verbose'])).err).toContain('cannot be kept');
  }
});

test('is for its owner alone', async () => {
  const workspace = new Workspace({ ...SESSIONS, ...LINKED });
  for (const command of ['card', 'distill']) await workspace.run(command);
  const modes = readdirSync(workspace.keep).map((name) => (statSync(path.join(workspace.keep, name)).mode & 0o777).toString(8));
  expect(modes).toEqual(['600', '600', '600']);
  expect(statSync(workspace.keep).mode & 0o777).toBe(0o700);
});

test('keeps nothing of a session in whose request a secret stands, and no secret of others', async () => {
  const secret = `sk-ant-api03-${'x9Y'.repeat(31)}AA`;
  const asked = (text: string): string => text.replace('Look at the files', `Log in with ${secret}`);
  const workspace = new Workspace({
    ...LINKED,
    'w.jsonl': asked(wastefulSession('w')),
    'parent.jsonl': asked(parent),
    'v.jsonl': wastefulSession('v').replaceAll('same.txt', `${secret}.txt`),
  });
  for (const command of ['card', 'distill']) {
    await workspace.run(command);
    const again = await workspace.run(command);
    expect(new Set(again.read)).toEqual(new Set(['parent.jsonl', 'w.jsonl']));
    expect(again).toMatchObject(await workspace.plain(command));
  }
  for (const name of readdirSync(workspace.keep)) expect(readFileSync(path.join(workspace.keep, name), 'utf8')).not.toContain('x9Y');
});

test('lets go of what was made of files that are gone', async () => {
  const workspace = new Workspace(SESSIONS);
  await workspace.run('card');
  rmSync(workspace.path('v.jsonl'));
  workspace.write('new.jsonl', piSession('new'));
  await workspace.run('card');
  const kept = readFileSync(path.join(workspace.keep, 'card.rows'), 'utf8');
  expect([kept.includes('new.jsonl'), kept.includes('v.jsonl')]).toEqual([true, false]);
});

test('serves two commands at once', async () => {
  const workspace = new Workspace(SESSIONS);
  const plain = await workspace.plain('card');
  const other = await captureCli(['card', workspace.path('p1.jsonl')], { cwd: workspace.folder });
  const keep = { folder: workspace.keep, build: 'one' };
  const together = await Promise.all([
    captureCli(['card', path.join(workspace.folder, 'traces')], { cwd: workspace.folder, keep }),
    captureCli(['card', workspace.path('p1.jsonl')], { cwd: workspace.folder, keep }),
  ]);
  expect(together).toEqual([plain, other]);
  // Of two that write in the same moment one's rows may be made again, but what stands there is whole.
  const { read, ...after } = await workspace.run('card', ['--verbose']);
  expect(after).toEqual(await workspace.plain('card', ['--verbose']));
  expect(read.length).toBeLessThan(ALL.length);
});

test.each(['card', 'distill'])('has in the next run what a %s that was broken off had made', async (command) => {
  const workspace = new Workspace(SESSIONS);
  await workspace.run('sessions');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const loads = vi.mocked(loading.loadSession);
  const { loadSession } = await vi.importActual<typeof loading>('../../../src/platform/loadSession.ts');
  let count = 0;
  loads.mockImplementation(async (...args) => {
    if (++count < 3) return loadSession(...args);
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(() => expect(readdirSync(workspace.keep).some((name) => /^(?:card|notes)\.rows$/.test(name))).toBe(true));
    throw new Error('broken off');
  });
  try {
    expect((await workspace.run(command)).err).toContain('broken off');
  } finally {
    loads.mockReset();
    vi.useRealTimers();
  }
  expect(await workspace.run(command)).toEqual({ ...(await workspace.plain(command)), read: ['p1.jsonl', 'package.json'] });
});

test('leaves a card alone that is written already', async () => {
  const workspace = new Workspace(SESSIONS);
  const out = path.join(temporaryFolder(), 'out');
  const { out: names } = await workspace.run('card', ['--out', out]);
  const [card = ''] = readdirSync(out).filter((name) => name.startsWith('v.'));
  const file = path.join(out, card);
  utimesSync(file, 1, 1);
  expect((await workspace.run('card', ['--out', out])).out).toBe(names);
  expect(statSync(file).mtimeMs).toBe(1000);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('Look at', 'Gaze at'));
  await workspace.run('card', ['--out', out]);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

/** Real sessions of many formats, the small ones of each folder. */
function smallSessions(): string[] {
  const files = readdirSync(sharedTraces.folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && /\.(?:jsonl|json|traj)$/.test(file.name))
    .map((file) => path.join(file.parentPath, file.name))
    .filter((file) => statSync(file).size < 150_000)
    .sort();
}

test.skipIf(sharedTraces.skip)(`tells the same of real sessions from what was kept ${sharedTraces.skip ?? ''}`, async () => {
  const files = smallSessions();
  expect(files.length).toBeGreaterThan(20);
  const keep = path.join(temporaryFolder(), 'cache');
  for (const line of [
    ['card', ...files],
    ['distill', ...files, '--skill', path.join(keep, 'x/SKILL.md'), '--json'],
  ]) {
    const plain = await captureCli(line);
    expect(await runKept(line, { keep })).toMatchObject(plain);
    const { read, ...second } = await runKept(line, { keep });
    expect(second).toEqual(plain);
    // Sessions with a secret in their request.
    expect(read.length).toBeLessThan(5);
  }
});
