import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLowerBound } from '../../../src/core/card/isLowerBound.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedSession } from '../../../src/core/cost/attributedSession.ts';
import { costWarnings } from '../../../src/core/cost/costWarnings.ts';
import { TotalBill } from '../../../src/core/cost/totalBill.ts';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import { AgentFiles } from '../../../src/platform/agentFiles.ts';
import { loadSession } from '../../../src/platform/loadSession.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { ccAnswer, ccLine, ccResult, ccToolUse, ccUser, linesOf, stepOf, text, type Line } from '../readers/make.ts';
import { billOf, claude, expectBill, pi, usd, warningsOf } from './trapBill.ts';

/** Opus 4.5: 5 in, 0.5 read, 6.25 written, 25 out. */
const MODEL = 'claude-opus-4-5-20251101';
const AT = '2026-02-01T12:00:00Z';

const thousand = (output: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  input_tokens: 1_000,
  output_tokens: output,
  ...more,
});

/** One line of the answer `id`. */
function part(
  uuid: string,
  id: string,
  block: Record<string, unknown>,
  usage: Record<string, unknown>,
  line: Record<string, unknown> = {},
): Line {
  return ccAnswer({ uuid, parentUuid: 'u' }, id, block, { model: MODEL, usage }, { timestamp: AT, ...line });
}

const hello = ccUser({ uuid: 'u' }, 'Sort the shelves', { timestamp: AT });

describe('one answer in several lines', () => {
  it('trap 5: the snapshot with the most output is the bill, whole', () => {
    const bill = billOf([
      hello,
      part('a', 'm', { type: 'thinking', thinking: 'Hm', signature: 's' }, thousand(1, { cache_read_input_tokens: 10 })),
      part('b', 'm', text('On it'), thousand(400, { cache_read_input_tokens: 500 })),
      part('c', 'm', ccToolUse('t', 'Bash', { command: 'ls' }), thousand(8, { cache_read_input_tokens: 900 })),
    ]);
    expectBill(bill, '0.01525', {
      'the first': usd([1_000, 5], [10, 0.5], [1, 25]),
      'the last': usd([1_000, 5], [900, 0.5], [8, 25]),
      'the most of each count': usd([1_000, 5], [900, 0.5], [400, 25]),
    });
  });

  it('trap 6: a line for each content block is one call', () => {
    const blocks = [{ type: 'thinking', thinking: 'Hm', signature: 's' }, text('On it'), ccToolUse('t', 'Bash', { command: 'ls' })];
    const bill = billOf([hello, ...blocks.map((block, i) => part(`a${i}`, 'm', block, thousand(100)))]);
    expectBill(bill, '0.0075', { 'every line': usd([3_000, 5], [300, 25]) });
    expect(bill.main.calls.size).toBe(1);
  });

  it('trap 7: without a request id the message is known by its own, and without that each line is a message', () => {
    const bare = { requestId: undefined };
    const twice = [part('a', 'm', text('On'), thousand(100), bare), part('b', 'm', text('it'), thousand(100), bare)];
    expectBill(billOf([hello, ...twice]), '0.0075', { 'each line': usd([2_000, 5], [200, 25]) });
    const mixed = [part('a', 'm', text('On'), thousand(100)), part('b', 'm', text('it'), thousand(100), bare)];
    expectBill(billOf([hello, ...mixed]), '0.0075', { 'one with and one without': usd([2_000, 5], [200, 25]) });
    const nameless = [part('a', '', text('On'), thousand(100), bare), part('b', '', text('it'), thousand(100), bare)];
    expectBill(billOf([hello, ...nameless, ...nameless]), '0.015', { 'all one': '0.0075', 'copies of a line': '0.03' });
  });
});

describe('copies', () => {
  const first = claude({ usage: thousand(100), id: 'msg_a' }, { usage: thousand(200), id: 'msg_b' });
  const fork = [
    ...first.map((record, i) => ({ ...(record as object), sessionId: 'cc-2', uuid: `f${i}` })),
    part('n', 'msg_c', text('New'), thousand(300), { sessionId: 'cc-2', timestamp: '2026-02-02T12:00:00Z' }),
  ];

  it('trap 8: what a resume or a fork copied is shown in each session and billed once', () => {
    const one = billOf(first, 'a.jsonl');
    const two = billOf(fork, 'b.jsonl');
    expectBill(one, '0.0175', { 'without its own': '0' });
    expectBill(two, '0.03', { 'the new part alone': usd([1_000, 5], [300, 25]) });
    for (const order of [
      [one, two],
      [two, one],
    ]) {
      const total = new TotalBill();
      for (const bill of order) total.add(bill, bill.session.sources[0]?.path ?? '');
      expect(formatUsdExact(total.total().usd)).toBe('0.03');
      expect(formatUsdExact(total.total().usd)).not.toBe(formatUsdExact(one.total + two.total));
      expect(formatUsdExact(total.total().repeatedUsd)).toBe('0.0175');
      expect(total.total().tokens).toMatchObject({ input: 3_000, output: 600 });
    }
  });

  it('trap 8: of copies with equal counts the earliest session is the owner', () => {
    // The copy was written years later, when the price had changed: the bill is that of the first.
    const before = pi({
      provider: 'openai',
      model: 'o3',
      usage: { input: 1_000_000 },
      at: '2025-06-01T00:00:00Z',
      message: { responseId: 'r' },
    });
    const after = pi({
      provider: 'openai',
      model: 'o3',
      usage: { input: 1_000_000 },
      at: '2025-07-01T00:00:00Z',
      message: { responseId: 'r' },
    });
    for (const order of [
      [before, after],
      [after, before],
    ]) {
      const total = new TotalBill();
      order.forEach((lines, i) => total.add(billOf(lines), `${i}.jsonl`));
      expect(formatUsdExact(total.total().usd)).toBe('10');
    }
  });
});

describe('sub-agents', () => {
  const started = part('a', 'm', ccToolUse('task', 'Task', { prompt: 'Count the beds' }), thousand(100));
  const ended = ccResult({ uuid: 'r', parentUuid: 'a' }, 'task', 'Four', { toolUseResult: { agentId: 'ab12', status: 'completed' } });
  const agent = (id: string, messages: readonly string[]): Line[] => [
    ccUser({ uuid: `${id}-u` }, 'Count the beds', { isSidechain: true, agentId: id, timestamp: AT }),
    ...messages.map((message, i) =>
      part(`${id}-${i}`, message, text(`Step ${i}`), thousand(40), { isSidechain: true, agentId: id, requestId: id }),
    ),
  ];

  async function loaded(files: Record<string, readonly Line[]>): Promise<AttributedSession> {
    const folder = temporaryFolder();
    for (const [name, lines] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, linesOf(lines));
    }
    const result = await loadSession(path.join(folder, 'cc-1.jsonl'), { agentFiles: new AgentFiles() });
    if (result.kind !== 'session') throw new Error(result.reason);
    return attributeSession(result.session);
  }

  it('trap 9: their files lie at any depth below the session and are on its bill', async () => {
    const bill = await loaded({
      'cc-1.jsonl': [hello, started, ended],
      'cc-1/subagents/agent-ab12.jsonl': agent('ab12', ['g1', 'g2']),
      'cc-1/subagents/flow/deep/agent-cd34.jsonl': agent('cd34', ['g3']),
      'cc-2/subagents/agent-zz99.jsonl': agent('zz99', ['g4']),
    });
    expectBill(bill, '0.0255', {
      'the main file alone': usd([1_000, 5], [100, 25]),
      'one folder deep': usd([3_000, 5], [180, 25]),
      'another session’s, too': usd([5_000, 5], [260, 25]),
    });
    expect(formatUsdExact(bill.buckets.agents)).toBe('0.018');
    expect(warningsOf(bill)).toEqual([]);
  });

  it('trap 10: sidechain lines in the session’s own file are billed', () => {
    const bill = billOf([hello, started, ...agent('side', ['g1', 'g2']), ended]);
    expectBill(bill, '0.0195', { 'the main chain alone': usd([1_000, 5], [100, 25]) });
  });

  it('trap 11: a message of the parent’s that an agent repeats is one bill, whatever the request id says', async () => {
    const replay = { ...(started as object), uuid: 'x', isSidechain: true, agentId: 'ab12', requestId: 'req-other' };
    const wrong = { 'the repeated message again': usd([3_000, 5], [240, 25]) };
    const files = await loaded({
      'cc-1.jsonl': [hello, started, ended],
      'cc-1/subagents/agent-ab12.jsonl': [replay, ...agent('ab12', ['g1'])],
    });
    expectBill(files, '0.0135', wrong);
    const oneFile = billOf([hello, started, ended, ...agent('ab12', ['g1']).slice(0, 1), replay, ...agent('ab12', ['g1']).slice(1)]);
    expectBill(oneFile, '0.0135', wrong);
    const progress = ccLine(
      'progress',
      { uuid: 'p', parentUuid: 'a' },
      {
        parentToolUseID: 'task',
        timestamp: AT,
        data: { type: 'agent_progress', agentId: 'ab12', prompt: 'Count the beds', message: replay },
      },
    );
    expectBill(billOf([hello, started, ...agent('ab12', ['g1']), progress, ended]), '0.0135', wrong);
  });
});

describe('what is and what is not a call', () => {
  it('trap 34: failed calls cost nothing, aborted ones cost what they counted', () => {
    const error = { isApiErrorMessage: true };
    const bill = billOf([
      hello,
      part('a', 'm1', text('API Error: 529'), thousand(500), error),
      ccAnswer({ uuid: 'b' }, 'm2', text('No response requested.'), { model: '<synthetic>', usage: thousand(500) }, { timestamp: AT }),
      ccAnswer({ uuid: 'c' }, 'm3', text('Half an ans'), { model: MODEL, usage: thousand(60), stop_reason: null }, { timestamp: AT }),
      ccUser({ uuid: 'i', parentUuid: 'c' }, '[Request interrupted by user]', { timestamp: AT }),
    ]);
    expectBill(bill, '0.0065', { 'failed calls billed': usd([3_000, 5], [1_060, 25]), 'the aborted one dropped': '0' });
    const provider = 'anthropic';
    const aborted = pi(
      { provider, model: MODEL, usage: { input: 1_000, output: 60 }, message: { stopReason: 'aborted' } },
      { provider, model: MODEL, usage: {}, message: { stopReason: 'error', errorMessage: '529 overloaded', content: [] } },
    );
    expectBill(billOf(aborted), '0.0065', { 'the aborted one dropped': '0' });
    expect([billOf(aborted).callsWithoutUsage, costWarnings(billOf(aborted))]).toEqual([0, []]);
  });

  it('trap 35: what is read from the cache is billed at each call, not as a high-water mark', () => {
    const reads = [100_000, 120_000, 50_000];
    const bill = billOf(claude(...reads.map((cache_read_input_tokens) => ({ usage: { cache_read_input_tokens, output_tokens: 10 } }))));
    expectBill(bill, '0.13575', { 'the largest': usd([120_000, 0.5], [30, 25]), 'the last': usd([50_000, 0.5], [30, 25]) });
    expect(bill.tokens.cacheRead).toBe(270_000);
  });

  it('trap 36: several tools of one answer share its cost, to the last unit', () => {
    const uses = ['x', 'y'.repeat(50), 'z'.repeat(200)].map((command, i) =>
      part(`a${i}`, 'm', ccToolUse(`t${i}`, 'Bash', { command }), thousand(301)),
    );
    const bill = billOf([hello, ...uses]);
    expectBill(bill, '0.012525', { 'each tool the whole': usd([3_000, 5], [903, 25]) });
    const outputs = bill.main.owners.filter(({ owner }) => owner.kind === 'tool').map(({ output }) => output);
    expect(outputs.reduce((sum, output) => sum + output, 0n)).toBe(301n * 25_000_000_000n);
    expect(outputs.map(formatUsdExact)).toEqual(['0.000475', '0.001675', '0.005375']);
    // Not to the first, and not each the whole.
    expect(outputs[0]).not.toBe(301n * 25_000_000_000n);
    for (const id of ['t0', 't1', 't2']) expect(stepOf(bill.session, id).callIndex).toBe(1);
  });

  it('trap 37: what a transcript is known to leave out is named, and the total is a lower bound', () => {
    const boundary = ccLine(
      'system',
      { uuid: 's', parentUuid: 'a0' },
      {
        subtype: 'compact_boundary',
        compactMetadata: { trigger: 'auto', preTokens: 150_000 },
        timestamp: AT,
      },
    );
    const bill = billOf([...claude({ usage: thousand(100) }), boundary]);
    expectBill(bill, '0.0075', { 'a guess by the size before': usd([151_000, 5], [100, 25]) });
    expect(warningsOf(bill)).toEqual(['compaction-call-not-logged']);
    expect(isLowerBound(bill, bill.session.warnings)).toBe(true);
    // A compaction whose tokens the transcript holds is on the bill.
    const iterations = [{ type: 'compaction', input_tokens: 150_000, output_tokens: 900 }];
    const told = billOf([...claude({ usage: thousand(100, { iterations }) }), boundary]);
    expectBill(told, '0.78', { 'without it': '0.0075' });
    expect(warningsOf(told)).toEqual([]);
    expect(isLowerBound(told, told.session.warnings)).toBe(false);
    const unfinished = billOf(claude({ usage: thousand(100), line: { version: '2.1.20' } }));
    expect(warningsOf(unfinished)).toEqual(['output-lower-bound']);
    const started = part('a', 'm', ccToolUse('task', 'Task', { prompt: 'Count' }), thousand(100));
    expect(warningsOf(billOf([hello, started, ccResult({ uuid: 'r', parentUuid: 'a' }, 'task', 'Four')]))).toEqual([
      'agent-records-missing',
    ]);
  });
});
