import path from 'node:path';
import { expect, test } from 'vitest';
import { parseUsd } from '../../../src/core/session/money.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { captureCli } from './captureCli.ts';
import { claudeSession, piSession } from './sampleSessions.ts';

interface CostDocument {
  sessions: {
    path: string;
    sessionId: string;
    format: string;
    models: Record<string, number>;
    llmCalls: number;
    toolCalls: number;
    failures: number;
    usd: string;
    loggedUsd: string | null;
    tokens: Record<string, string>;
    attributed: Record<string, string>;
    warnings: string[];
    lowerBound: boolean;
    parent?: string;
  }[];
  total: { usd: string; unpricedTokens: string; tokens: Record<string, string> };
}

/** Parses with every number as the text it has in the document, since exactness is what is asked for. */
function parseExactly(text: string): CostDocument {
  return JSON.parse(text.replace(/(: )(-?\d[\d.]*)(?=,?\n)/g, '$1"$2"')) as CostDocument;
}

async function costOf(...args: string[]): Promise<CostDocument & { code: number; err: string }> {
  const { code, out, err } = await captureCli(['cost', '--json', ...args]);
  return { ...parseExactly(out), code, err };
}

test('prints what each session cost, exactly and sorted by path', async () => {
  const folder = temporaryFolder({ 'b.jsonl': claudeSession(), 'a/p.jsonl': piSession() });
  const { sessions, code, err } = await costOf(folder);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(sessions.map((session) => path.relative(folder, session.path))).toEqual(['a/p.jsonl', 'b.jsonl']);
  expect(sessions[1]).toMatchObject({
    format: 'claude-code',
    sessionId: 's1',
    models: { 'claude-sonnet-4-5-20250929': '4' },
    llmCalls: '4',
    toolCalls: '3',
    loggedUsd: null,
    tokens: { input: '12', cacheRead: '4600', cacheWrite5m: '400', cacheWrite1h: '0', output: '200', reasoning: '0' },
    // 12 x $3 + 4600 x $0.30 + 400 x $3.75 + 200 x $15, each per million.
    usd: '0.005916',
  });
  expect(sessions[0]).toMatchObject({ format: 'pi', failures: '1', llmCalls: '2' });
  for (const { usd, attributed } of sessions) {
    expect(Object.keys(attributed)).toEqual(['prefix', 'user', 'output', 'toolEntry', 'toolCarry', 'agents', 'fees']);
    expect(Object.values(attributed).reduce((sum, part) => sum + parseUsd(part), 0n)).toBe(parseUsd(usd));
  }
});

test('bills what stands in two files once in the total', async () => {
  const folder = temporaryFolder({
    'first.jsonl': claudeSession({ sessionId: 'first', prefix: 'same' }),
    'fork.jsonl': claudeSession({ sessionId: 'fork', prefix: 'same', startedAt: '2026-03-01T12:00:00Z' }),
  });
  const { sessions, total } = await costOf(folder);
  expect(sessions.map(({ usd }) => usd)).toEqual(['0.005916', '0.005916']);
  expect(total).toMatchObject({ usd: '0.005916', tokens: { output: '200', cacheRead: '4600' } });
});

test('counts the files of sub-agents in the standard layout in their session', async () => {
  const agent = claudeSession({ agentId: 'a1', prefix: 'agent', turns: 1 });
  const folder = temporaryFolder({ 's1.jsonl': claudeSession(), 's1/subagents/agent-a1.jsonl': agent });
  const { sessions } = await costOf(folder);
  expect(sessions).toHaveLength(1);
  expect(sessions[0]).toMatchObject({ llmCalls: '6', agents: '1' });
  expect(parseUsd(sessions[0]?.attributed['agents'] ?? '0')).toBeGreaterThan(0n);
  // Named alone, the file is a session of its own.
  const alone = await costOf(path.join(folder, 's1/subagents/agent-a1.jsonl'));
  expect(alone.sessions).toMatchObject([{ llmCalls: '2' }]);
});

test('keeps an unknown price unknown', async () => {
  const folder = temporaryFolder({ 's1.jsonl': claudeSession({ model: 'nobody-knows-1' }) });
  const { sessions, total } = await costOf(folder);
  expect(sessions[0]).toMatchObject({ usd: '0', unpricedTokens: '5212', lowerBound: true });
  expect(total.unpricedTokens).toBe('5212');
  const { out } = await captureCli(['cost', folder]);
  expect(out).toContain('unknown');
  expect(out).toContain('5.21k tokens have no known price.');
});

test('prints a table no wider than 100 columns', async () => {
  const long = 'a-folder-with-a-rather-long-name/'.repeat(4);
  const folder = temporaryFolder({ [`${long}x.jsonl`]: claudeSession(), 'b.jsonl': piSession() });
  const { out, code } = await captureCli(['cost', folder]);
  const lines = out.split('\n').filter((line) => !line.startsWith('in '));
  expect(code).toBe(0);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(out).toMatch(/Total of 2 sessions +6 +4 .*\$0\.01/);
  expect(out).not.toContain('\u001b[');
});

test('gives the table the width of the terminal, whether that is less or more', async () => {
  const name = 'a-long-name-that-tells-this-session-from-every-other-one-of-the-project-and-is-wanted-whole.jsonl';
  const folder = temporaryFolder({ [`x/${name}`]: claudeSession(), 'p.jsonl': piSession() });
  const tableAt = async (columns: number): Promise<string> => (await captureCli(['cost', folder], { columns })).out.split('\n\n')[1] ?? '';
  expect(Math.max(...(await tableAt(70)).split('\n').map((line) => line.length))).toBe(70);
  expect(await tableAt(200)).toContain(name);
});

test('reads the folders of all agents below a home', async () => {
  const folder = temporaryFolder({
    '.claude/projects/-home-u-project/s1.jsonl': claudeSession(),
    '.pi/agent/sessions/--home--/p1.jsonl': piSession(),
    '.openclaw/agents/main/sessions/p2.jsonl': piSession('p2'),
    'elsewhere/s9.jsonl': claudeSession({ sessionId: 's9' }),
  });
  const { sessions } = await costOf('--home', folder);
  expect(sessions.map(({ sessionId }) => sessionId)).toEqual(['s1', 'p2', 'p1']);
});

test('passes over files of a searched folder that are no traces, unless asked', async () => {
  const folder = temporaryFolder({ 's1.jsonl': claudeSession(), 'package.json': '{"name":"x"}', 'rows.jsonl': '{"a":1}\n' });
  expect(await costOf(folder)).toMatchObject({ code: 0, err: '' });
  const { code, err } = await costOf(folder, '--verbose');
  expect(code).toBe(0);
  expect(err).toContain(path.join(folder, 'rows.jsonl'));
});
