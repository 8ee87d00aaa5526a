import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { captureCli } from './captureCli.ts';
import { claudeSession, piSession } from './sampleSessions.ts';

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');

test('runs as a program: cards on standard output, the exit status, a closed pipe', () => {
  const folder = temporaryFolder({ 's1.jsonl': claudeSession(), 'empty.jsonl': '' });
  const run = spawnSync(process.execPath, [MAIN, 'cost', folder], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  expect(run.status).toBe(1);
  expect(run.stdout).toContain('s1.jsonl');
  expect(run.stderr).toContain('empty.jsonl: empty file');
  const piped = spawnSync('sh', ['-c', `"${process.execPath}" "${MAIN}" card "${folder}/s1.jsonl" --all-steps | head -n 1`], {
    encoding: 'utf8',
  });
  expect(piped.stdout).toBe('format: clawtrace/tracecard\n');
  expect(piped.stderr).not.toContain('EPIPE');
});

test.each([[['--help']], [['help']], [['cost', '--help']]])('explains itself for %j', async (args) => {
  const { code, out } = await captureCli(args);
  expect(code).toBe(0);
  for (const command of ['cost', 'card', 'distill', 'sessions', 'validate']) expect(out).toContain(`clawtrace ${command}`);
});

test('tells its version', async () => {
  const manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string };
  expect(await captureCli(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
});

test.each([
  [[], 'Usage'],
  [['cots'], "unknown command 'cots'"],
  [['cost'], 'a PATH is missing'],
  [['cost', '.', '--jsno'], "Unknown option '--jsno'"],
  [['cost', '.', '--home'], "'--home <value>' argument missing"],
  [['validate'], 'a FILE is missing'],
])('calls %j wrong usage', async (args, message) => {
  const { code, out, err } = await captureCli(args);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(message);
});

test('writes several cards as one stream, or as files with names of their own', async () => {
  const folder = temporaryFolder({
    'a/s.jsonl': claudeSession(),
    'b/s.jsonl': piSession(),
    'c/S.jsonl.deleted.2026-01-01T00-00-00.000Z': piSession('p3'),
  });
  const { out } = await captureCli(['card', folder]);
  expect(out.split(/^---$/m)).toHaveLength(3);
  const target = path.join(folder, 'cards');
  const { code } = await captureCli(['card', folder, '--out', target]);
  expect(code).toBe(0);
  const names = readdirSync(target).sort();
  expect(names).toEqual(['S-3.tracecard.yaml', 's-2.tracecard.yaml', 's.tracecard.yaml']);
  expect(await captureCli(['validate', ...names.map((name) => path.join(target, name))])).toEqual({ code: 0, out: '', err: '' });
});

test('names problems by line and column', async () => {
  const folder = temporaryFolder({
    'x.tracecard.yaml': 'format: clawtrace/tracecard\nversion: 1\nsesion: {}\n',
    'bad/SKILL.md': '---\nname: Bad Name\ndescription: Use it.\n---\n',
    'notes.md': 'Nothing.\n',
  });
  const { code, out, err } = await captureCli([
    'validate',
    path.join(folder, 'x.tracecard.yaml'),
    path.join(folder, 'bad/SKILL.md'),
    path.join(folder, 'notes.md'),
  ]);
  expect(code).toBe(1);
  const lines = out.trim().split('\n');
  expect(lines.every((line) => /^.+:\d+:\d+ (?:error|warning|info) \S/.test(line))).toBe(true);
  expect(lines.some((line) => line.includes('x.tracecard.yaml:3:1 error'))).toBe(true);
  expect(lines.some((line) => line.includes('SKILL.md:2:'))).toBe(true);
  expect(err).toContain('notes.md: is neither a TraceCard');
});

test('lists what was found where', async () => {
  const home = temporaryFolder({
    '.claude/projects/p/s1.jsonl': claudeSession(),
    '.claude/projects/p/s1/subagents/agent-a.jsonl': claudeSession({ agentId: 'a' }),
    '.codex/sessions/2026/r.jsonl': '{"hello":1}\n',
  });
  const { code, out } = await captureCli(['sessions', '--home', home]);
  expect(code).toBe(0);
  expect(out).toMatch(/Claude Code .*projects: 1 session\n/);
  expect(out).toContain('p/s1.jsonl');
  expect(out).toMatch(/Codex .*: 0 sessions, 1 file without a session that can be read/);
  expect(out).toMatch(/Looked for and not there:\n.*\.config\/claude\/projects \(Claude Code\)/);
  const json = JSON.parse((await captureCli(['sessions', '--json'], { home })).out) as { places: { agent: string; sessions: unknown[] }[] };
  expect(json.places.find(({ agent }) => agent === 'claude-code')?.sessions).toHaveLength(1);
  const moved = await captureCli(['sessions'], { home: '/nonexistent', variables: { CLAUDE_CONFIG_DIR: path.join(home, '.claude') } });
  expect(moved.out).toContain('p/s1.jsonl');
});
