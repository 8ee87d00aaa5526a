import { describe, expect, it } from 'vitest';
import { ownUsd } from '../../../src/core/card/listSteps.ts';
import { analyze, bash, edit, makeEntries, numbered, read, type Event } from './makeSession.ts';

const FILE = '/home/someone/shop/src/basket.ts';
const LONG = numbered(1, 100);

function clusters(...events: Event[]): string[] {
  return analyze([{ say: 'go' }, ...events]).clusters.map(
    (c) => `${c.kind} ${c.class} ${c.needed?.n ?? ''}<-${c.wasted.map((s) => s.n).join()}`,
  );
}

describe('findRedundancy: duplicate', () => {
  it('proves a second read of an unchanged file', () => {
    expect(clusters(read(FILE, LONG), bash('ls', 'src'), read(FILE, LONG))).toEqual(['duplicate proven 2<-6']);
  });

  it('gathers all repetitions in one cluster and charges their own rows', () => {
    const { clusters: found } = analyze([{ say: 'go' }, read(FILE, LONG), read(FILE, LONG), read(FILE, LONG)]);
    expect(found).toHaveLength(1);
    expect(found[0]?.wasted.map((s) => s.n)).toEqual([4, 6]);
    expect(found[0]?.usd).toBe(found[0]?.wasted.reduce((sum, s) => sum + ownUsd(s.cost), 0n));
    expect(found[0]?.checks.map((c) => `${c.check} ${c.result}`)).toEqual(['C1 pass', 'C2 pass', 'C3 pass', 'C5 pass']);
    expect(found[0]?.proof).toContain('stood in step 2');
  });

  it.each<[string, Event]>([
    ['an edit of the file', edit(FILE)],
    ['a relative write by the shell', bash('echo x > src/basket.ts', '')],
    ['sed -i', bash("sed -i 's/a/b/' src/basket.ts", '')],
    ['git checkout', bash('git checkout -- .', '')],
    ['a formatter', bash('cargo fmt', '')],
    ['a script that formats', bash('npm run format', 'src/pay.ts 12ms')],
    ['a compaction', { compact: 'so far so good' }],
    [
      'a failed edit of the file',
      { tool: 'Edit', args: { file_path: FILE }, gives: 'String to replace not found', result: { isError: true } },
    ],
  ])('never flags a read after %s', (_, between) => {
    expect(clusters(read(FILE, LONG), between, read(FILE, LONG))).toEqual([]);
  });

  it.each<[string, Event]>([
    ['an unknown command', bash('./scripts/generate.sh', 'ok')],
    [
      'a sub-agent whose steps are not known',
      { tool: 'Task', args: { prompt: 'look' }, gives: 'found', agent: { id: 'a', aliases: [], task: 'look' } },
    ],
    ['a word of the user', { say: 'look again' }],
    ['a build that warns about it', bash('cargo build', 'warning: unused variable in src/basket.ts')],
    ['a test that failed', bash('npm test', 'FAIL', { isError: true, exitCode: 1 })],
  ])('calls it likely, not proven, after %s', (_, between) => {
    expect(clusters(read(FILE, LONG), between, read(FILE, LONG))).toEqual(['duplicate likely 2<-' + ('say' in between ? '4' : '6')]);
  });

  it.each<[string, Event]>([
    ['words of the user that name it', { say: 'Look at src/basket.ts again.' }],
    ['instructions that the harness put in', { say: 'First read basket.ts completely.', byPerson: false }],
    ['a script that says it changed it', bash('./scripts/generate.sh', 'updated basket.ts')],
    [
      'another tool that failed',
      { tool: 'Read', args: { file_path: `${FILE}x` }, gives: 'File does not exist.', result: { isError: true } },
    ],
    ['a call that was rejected', { tool: 'Task', args: { prompt: 'look' }, gives: 'no', result: { refused: 'rejected' } }],
    ['an error that the harness told', { say: "Error: Parameter 'command' is not known.", byPerson: false }],
  ])('does not flag a read that was called for by %s', (_, between) => {
    expect(clusters(read(FILE, LONG), between, read(FILE, LONG))).toEqual([]);
    expect(clusters(read(FILE, LONG), between, read(FILE, numbered(10, 40), { offset: 10, limit: 31 }))).toEqual([]);
  });

  it('does not take another file or an old error for a reason', () => {
    const failed: Event = { tool: 'Read', args: { file_path: `${FILE}x` }, gives: 'File does not exist.', result: { isError: true } };
    expect(clusters(read(FILE, LONG), { say: 'Now my-basket.ts, basket.tsx.', byPerson: false }, read(FILE, LONG))).toEqual([
      'duplicate proven 2<-4',
    ]);
    expect(clusters(read(FILE, LONG), failed, bash('ls', 'src'), read(FILE, LONG))).toEqual(['duplicate proven 2<-8']);
  });

  it('calls it likely where the prompt shrank a little in between, and not at all where it shrank a lot', () => {
    const shrunkTo = (share: number): string[] => {
      const entries = makeEntries([{ say: 'x'.repeat(80_000) }, read(FILE, LONG), bash('ls', 'src'), read(FILE, LONG)]);
      const last = entries.findLastIndex(({ kind }) => kind === 'tool');
      const shrunk = entries.map((entry) =>
        entry.kind === 'llm' && entry.usage && entry.index >= last - 1
          ? { ...entry, usage: { ...entry.usage, cacheRead: Math.round(entry.usage.cacheRead * share), cacheWrite5m: 0 } }
          : entry,
      );
      return analyze([], { main: { entries: shrunk } }).clusters.map((c) => `${c.kind} ${c.class}`);
    };
    expect(shrunkTo(0.99)).toEqual(['duplicate proven']);
    expect(shrunkTo(0.9)).toEqual(['duplicate likely']);
    expect(shrunkTo(0.5)).toEqual([]);
  });

  it('does not flag asking for a state again after an unknown command, nor another result', () => {
    expect(clusters(bash('git status', 'clean'), bash('./deploy.sh', 'ok'), bash('git status', 'clean'))).toEqual([]);
    expect(clusters(bash('git status', 'clean'), bash('git status', 'dirty'))).toEqual([]);
  });

  it('never flags a second look at what an unknown command may have written anew', () => {
    for (const file of ['dist/app.js', 'src/schema.gen.ts', 'package-lock.json', 'proto/user_pb2.py'])
      expect(
        clusters(read(`/home/someone/shop/${file}`, LONG), bash('npm run build', 'ok'), read(`/home/someone/shop/${file}`, LONG)),
      ).toEqual([]);
  });

  it('takes a way into the folder for what it is', () => {
    const command = 'git log --oneline -5';
    const log = 'aaa one\nbbb two\nccc three';
    expect(clusters(bash(command, log), bash(`cd /home/someone/shop && ${command}`, log))).toEqual(['duplicate proven 2<-4']);
    expect(clusters(bash(command, log), bash(`cd /home/someone/other && ${command}`, log))).toEqual([]);
  });

  it('flags the same search twice, but not tools that act or poll', () => {
    const grep: Event = { tool: 'Grep', args: { pattern: 'total', path: 'src' }, gives: 'src/basket.ts' };
    expect(clusters(grep, grep)).toEqual(['duplicate proven 2<-4']);
    const poll: Event = {
      tool: 'process',
      args: { action: 'poll', sessionId: 'x' },
      gives: 'still running',
      result: { status: 'running' },
    };
    expect(clusters(poll, poll)).toEqual([]);
    expect(clusters(bash('npm install', 'ok'), bash('npm install', 'ok'))).toEqual([]);
    expect(clusters(bash('sleep 5', ''), bash('sleep 5', ''))).toEqual([]);
  });

  it('never flags what was refused or what failed', () => {
    const refused: Event = { tool: 'Read', args: { file_path: FILE }, gives: 'no', result: { isError: true, refused: 'rejected' } };
    expect(clusters(refused, refused)).toEqual([]);
    const failing: Event = { tool: 'Read', args: { file_path: FILE }, gives: 'File does not exist.', result: { isError: true } };
    expect(clusters(failing, failing)).toEqual([]);
  });
});

describe('findRedundancy: overlap', () => {
  it('proves lines that stood in an earlier read, and charges only their share', () => {
    const { clusters: found, steps } = analyze([
      { say: 'go' },
      read(FILE, numbered(1, 60), { offset: 1, limit: 60 }),
      read(FILE, numbered(41, 80), { offset: 41, limit: 40 }),
    ]);
    expect(found.map((c) => c.kind)).toEqual(['overlap']);
    const own = ownUsd(steps[3]?.cost ?? steps[0]!.cost);
    expect(found[0]?.usd).toBe(own / 2n - ((own / 2n) % 1_000_000n));
    expect(found[0]?.proof).toContain('20 of 40 lines of basket.ts');
  });

  it('knows what sed, head and cat show', () => {
    const whole = Array.from({ length: 50 }, (_, i) => `line ${i + 1}`);
    expect(clusters(read(FILE, numbered(1, 50)), bash("sed -n '10,19p' src/basket.ts", whole.slice(9, 19).join('\n')))).toEqual([
      'overlap proven 2<-4',
    ]);
    expect(clusters(bash('cat src/basket.ts', whole.join('\n')), bash('cat -n src/basket.ts', numbered(1, 50)))).toEqual([
      'overlap likely 2<-4',
    ]);
    expect(clusters(bash('cat src/basket.ts', whole.join('\n')), bash('head -n 5 src/basket.ts', whole.slice(0, 5).join('\n')))).toEqual([
      'overlap proven 2<-4',
    ]);
  });

  it('does not flag less than half, other lines, other text or another file', () => {
    expect(clusters(read(FILE, numbered(1, 60)), read(FILE, numbered(51, 90), { offset: 51, limit: 40 }))).toEqual([]);
    expect(clusters(read(FILE, numbered(1, 40)), read(FILE, numbered(41, 80), { offset: 41, limit: 40 }))).toEqual([]);
    expect(clusters(read(FILE, numbered(1, 40)), read(FILE, numbered(1, 30, 'other'), { offset: 1, limit: 30 }))).toEqual([]);
    expect(clusters(read(FILE, numbered(1, 40)), read(`${FILE}x`, numbered(1, 30), { offset: 1, limit: 30 }))).toEqual([]);
  });
});

describe('findRedundancy: re-run', () => {
  it('flags the same test run with nothing changed in between', () => {
    expect(clusters(bash('npm test', '3 passed'), bash('npm test', '3 passed'))).toEqual(['re-run proven 2<-4']);
    expect(clusters(bash('npx vitest run 2>&1 | tail -5', '3 passed'), bash('npx vitest run | grep passed', '3 passed'))).toEqual([
      're-run likely 2<-4',
    ]);
  });

  it('flags another part of the output only where it told nothing new', () => {
    const tail = bash('npm test 2>&1 | tail -2', 'Tests: 1 failed, 2 passed\nDone in 3.1s');
    const proofs = (...events: Event[]): string[] => analyze([{ say: 'go' }, ...events]).clusters.map((c) => c.proof);
    expect(clusters(tail, bash('npm test 2>&1 | grep -A3 Error', 'TypeError: total is not a function'))).toEqual([]);
    expect(proofs(tail, bash('npm test 2>&1 | grep -A3 Error', ''))).toEqual([
      'npm test: the same run as step 2, and nothing came out of it; but another part of the output was asked for.',
    ]);
    expect(proofs(tail, bash('npm test 2>&1 | grep -A3 Error', '(no output)'))[0]).toContain('nothing came out of it');
    expect(proofs(tail, bash('npm test 2>&1 | tail -1', 'Done in 2.9s'))[0]).toContain('all of it had been shown');
    const error = bash('npm test 2>&1 | grep Error', 'TypeError: total');
    expect(clusters(tail, error, bash('npm test 2>&1 | tail -9', 'TypeError: total\n--\nTests: 1 failed, 2 passed'))).toEqual([
      're-run likely 4<-6',
    ]);
    expect(clusters(tail, edit(FILE), error, bash('npm test 2>&1 | tail -2', 'Tests: 1 failed, 2 passed'))).toEqual([]);
  });

  it('takes a run with another environment for another run', () => {
    expect(clusters(bash('cargo test', 'ok'), bash('RUST_BACKTRACE=1 cargo test', 'ok'))).toEqual([]);
    expect(clusters(bash('A=1 npm test', 'ok'), bash('A=1 npm test | tail', 'ok'))).toEqual(['re-run likely 2<-4']);
  });

  it('never flags a run after an edit, a retry, another folder, or a run the user may have asked for', () => {
    expect(clusters(bash('npm test', '3 passed'), edit(FILE), bash('npm test', '3 passed'))).toEqual([]);
    expect(clusters(bash('npm test', 'Exit code 1', { isError: true, exitCode: 1 }), bash('npm test', '3 passed'))).toEqual([]);
    expect(clusters(bash('cd a && npm test', 'ok'), bash('cd ../b && npm test', 'ok'))).toEqual([]);
    expect(clusters(bash('npm test', 'ok'), { say: 'run it again' }, bash('npm test', 'ok'))).toEqual([]);
    expect(clusters(bash('npm test', 'ok'), bash('npm install left-pad', 'ok'), bash('npm test', 'ok'))).toEqual([]);
  });
});

it('counts a wasted step once, and never as the needed step of another', () => {
  const { clusters: found } = analyze([
    { say: 'go' },
    read(FILE, LONG),
    read(FILE, LONG),
    read(FILE, numbered(1, 40), { offset: 1, limit: 40 }),
    read(FILE, LONG),
  ]);
  const wasted = found.flatMap((c) => c.wasted.map((s) => s.n));
  expect(new Set(wasted).size).toBe(wasted.length);
  for (const c of found) expect(wasted).not.toContain(c.needed?.n);
});

describe('findRedundancy: how agents show lines', () => {
  const shows = (from: number, to: number, line: (n: number) => string): string =>
    Array.from({ length: to - from + 1 }, (_, i) => line(from + i)).join('\n');

  it.each<[string, string, (n: number) => string, object]>([
    ['with dots', '', (n) => `${n}. text ${n}`, {}],
    ['below a header', "Here's the result of running `cat -n` on /x/a.ts:\n", (n) => `   ${n}\ttext ${n}`, { command: 'view' }],
  ])('%s, a part of what was shown is found again', (_, header, line, more) => {
    const tool = header === '' ? 'view' : 'str_replace_editor';
    const whole: Event = { tool, args: { path: '/x/a.ts', ...more }, gives: header + shows(1, 90, line) };
    const part: Event = { tool, args: { path: '/x/a.ts', view_range: [20, 60], ...more }, gives: header + shows(20, 60, line) };
    expect(clusters(whole, part)).toEqual(['overlap proven 2<-4']);
  });
});
