import { describe, expect, it } from 'vitest';
import { fixture, fixtureBytes } from './fixture.ts';
import { allCalls, codes, mainCalls, only, readLines, stepOf, usage } from './make.ts';

const lines = new TextDecoder().decode(fixtureBytes('claude-stream.jsonl')).trimEnd().split('\n');

describe('the Agent SDK’s stream', () => {
  const session = fixture('claude-stream.jsonl');

  it('is read as the transcript it is', () => {
    expect(session).toMatchObject({
      format: 'claude-stream',
      id: 'str-1',
      cwd: '/home/me/shop',
      agent: { name: 'claude-code', version: '2.0.75' },
    });
    expect(mainCalls(session).map(({ billId }) => billId)).toEqual(['m1', 'm2']);
    expect(stepOf(session, 't1').result?.text).toBe('Four shelves');
    expect(stepOf(session, 't1').agent?.thread?.entries).toMatchObject([{ kind: 'llm', billId: 'g1' }]);
  });

  it('adds what was billed beyond the messages, so that the sum is the bill', () => {
    const unlogged = only(session.strayAgents);
    expect(unlogged.thread?.entries).toMatchObject([
      { model: 'claude-sonnet-4-5-20250929', usage: usage({ input: 2, output: 81 }) },
      { model: 'claude-haiku-4-5-20251001', usage: usage({ input: 300, output: 10 }) },
    ]);
    const total = allCalls(session).reduce((sum, { usage: u }) => sum + (u?.output ?? 0), 0);
    expect(total).toBe(90 + 10);
    expect(codes(session)).toEqual([]);
  });

  it('without its end is a lower bound', () => {
    const open = readLines(lines.slice(0, -1));
    expect(open.strayAgents).toEqual([]);
    expect(codes(open)).toEqual(['output-lower-bound']);
  });

  it('cuts a large rest into parts below every long-context price', () => {
    const end = JSON.parse(lines.at(-1) ?? '') as { modelUsage: Record<string, Record<string, number>> };
    end.modelUsage['claude-haiku-4-5-20251001'] = { inputTokens: 450_000, outputTokens: 7 };
    const entries = readLines([...lines.slice(0, -1), end]).strayAgents[0]?.thread?.entries ?? [];
    const parts = entries.flatMap((entry) => (entry.kind === 'llm' && entry.model.includes('haiku') ? [entry.usage?.input ?? 0] : []));
    expect(parts).toEqual([90_000, 90_000, 90_000, 90_000, 90_000]);
  });

  it('reads records that a program wrapped, and names runs that failed', () => {
    const result = { subtype: 'error_during_execution', is_error: true, total_cost_usd: 0, modelUsage: {}, session_id: 'w' };
    const wrapped = readLines([
      { type: 'result', message: { ...result, uuid: 'one' } },
      { type: 'result', message: { ...result, uuid: 'two' } },
      { type: 'result', message: { ...result, uuid: 'two' } },
    ]);
    expect(wrapped).toMatchObject({ format: 'claude-stream', id: 'w' });
    expect(codes(wrapped)).toEqual(['run-failed', 'run-failed']);
  });
});
