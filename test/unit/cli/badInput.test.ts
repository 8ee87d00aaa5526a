import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { captureCli } from './captureCli.ts';
import { claudeSession, wastefulSession } from './sampleSessions.ts';

/** Runs `cost` on a folder with one good session and one bad file; whatever that is, the good one is counted. */
async function costBeside(
  name: string,
  content: string | Uint8Array,
): Promise<{ code: number; err: string; sessions: { path: string; llmCalls: number; warnings: string[] }[]; bad: string }> {
  const folder = temporaryFolder({ 'good.jsonl': claudeSession({ sessionId: 'good' }), [name]: content });
  const { code, out, err } = await captureCli(['cost', '--json', folder]);
  const { sessions } = JSON.parse(out) as { sessions: { path: string; llmCalls: number; warnings: string[] }[] };
  expect(sessions.map((session) => path.basename(session.path))).toContain('good.jsonl');
  return { code, err, sessions, bad: path.join(folder, name) };
}

test('names an empty trace and does the rest', async () => {
  const { code, err, bad } = await costBeside('empty.jsonl', '');
  expect(code).toBe(1);
  expect(err).toBe(`clawtrace: ${bad}: empty file\n`);
});

test('names a trace without a single record', async () => {
  const { code, err, bad } = await costBeside('noise.jsonl', Buffer.from([0, 1, 2, 255, 10, 9, 8, 7]));
  expect(code).toBe(1);
  expect(err).toContain(`clawtrace: ${bad}: no agent session: no line of it is JSON`);
});

test('says why a given file is no trace', async () => {
  const folder = temporaryFolder({ 'package.json': '{"name":"x"}' });
  const { code, err } = await captureCli(['cost', path.join(folder, 'package.json')]);
  expect(code).toBe(1);
  expect(err).toContain(`${path.join(folder, 'package.json')}: no agent session: looked for Claude Code`);
});

test('names a path that does not exist and does the rest', async () => {
  const folder = temporaryFolder({ 'good.jsonl': claudeSession() });
  const { code, err, out } = await captureCli(['cost', '--json', path.join(folder, 'gone.jsonl'), folder]);
  expect({ code, err }).toEqual({ code: 1, err: `clawtrace: ${path.join(folder, 'gone.jsonl')}: no such file or folder\n` });
  expect((JSON.parse(out) as { sessions: unknown[] }).sessions).toHaveLength(1);
});

test('takes a cut last line as normal, and tells it in the warnings', async () => {
  const { code, err, sessions, bad } = await costBeside('live.jsonl', claudeSession({ sessionId: 'live' }).slice(0, -40));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const live = sessions.find((session) => session.path === bad);
  expect(live?.llmCalls).toBe(3);
  expect(live?.warnings.join()).toMatch(/line 8 is not complete/);
});

test('names a damaged line by file and line, and reads what is around it', async () => {
  const lines = claudeSession({ sessionId: 'torn' }).split('\n');
  lines[2] = '{"type":"user","mess';
  const { code, err, sessions, bad } = await costBeside('torn.jsonl', lines.join('\n'));
  expect(code).toBe(0);
  expect(err).toMatch(new RegExp(`^clawtrace: ${bad}:3: line 3 is not JSON`));
  expect(sessions.find((session) => session.path === bad)?.llmCalls).toBe(4);
});

test('reads a line of 2 MB, and many lines that are cut by the ends of chunks', async () => {
  const long = claudeSession({ sessionId: 'long' }).replace('text of file 1 ', 'x'.repeat(2_000_000));
  const many = claudeSession({ sessionId: 'many', turns: 2_000 });
  const folder = temporaryFolder({ 'long.jsonl': long, 'many.jsonl': many });
  const { code, err, out } = await captureCli(['cost', '--json', folder]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect((JSON.parse(out) as { sessions: { llmCalls: number }[] }).sessions.map(({ llmCalls }) => llmCalls)).toEqual([4, 2001]);
});

test('names a line that is not UTF-8 and keeps its record', async () => {
  const bytes = Buffer.from(
    claudeSession({ sessionId: 'latin' }).replace('text of file 0', 'text of f\u0001le 0').replace('\\u0001', '\u0001'),
  );
  const at = bytes.indexOf('text of f');
  bytes[at] = 0xff;
  const { code, err, sessions, bad } = await costBeside('latin.jsonl', bytes);
  expect(code).toBe(0);
  expect(err).toContain(`${bad}:3: line 3 is not valid UTF-8`);
  expect(sessions.find((session) => session.path === bad)?.llmCalls).toBe(4);
});

test('does not let a file name steer the terminal', async () => {
  const folder = temporaryFolder({ 'a\u001b[31m.jsonl': '' });
  const { err } = await captureCli(['cost', folder]);
  expect(err).not.toContain('\u001b');
  const good = temporaryFolder({ 'b\u001b[31m.jsonl': claudeSession() });
  const written = await captureCli(['card', good, '--out', path.join(good, 'cards')]);
  expect(written.out).toContain('b\\u{1b}[31m.tracecard.yaml');
  const refused = await captureCli(['card', good, '--out', path.join(good, 'b\u001b[31m.jsonl')]);
  expect(refused.err).toContain('a part of its path is not a folder');
  expect(written.out + refused.err).not.toContain('\u001b');
});

test('leaves a read-only SKILL.md as it is with --apply, and says so', async () => {
  const folder = temporaryFolder({ 'skills/x/SKILL.md': '---\nname: x\ndescription: Use it.\n---\n\n# x\n' });
  const skill = path.join(folder, 'skills/x/SKILL.md');
  const before = readFileSync(skill, 'utf8');
  chmodSync(skill, 0o444);
  mkdirSync(path.join(folder, 'traces'));
  writeFileSync(path.join(folder, 'traces/a.jsonl'), wastefulSession('a'));
  writeFileSync(path.join(folder, 'traces/b.jsonl'), wastefulSession('b'));
  const { code, err } = await captureCli(['distill', path.join(folder, 'traces'), '--skill', skill, '--apply'], { cwd: folder });
  expect(code).toBe(1);
  expect(err).toContain(`${skill}: is read-only; nothing was changed`);
  expect(readFileSync(skill, 'utf8')).toBe(before);
});
