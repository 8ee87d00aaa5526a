import { describe, expect, it } from 'vitest';
import { parseUsd } from '../../../src/core/session/money.ts';
import { fixture, fixtureJson, readDocument } from './fixture.ts';
import { codes, mainCalls, stepOf, usage } from './make.ts';

function steps(made: Record<string, unknown>): Record<string, unknown>[] {
  return made['steps'] as Record<string, unknown>[];
}

describe('ATIF', () => {
  const session = fixture('atif.json');

  it('names the agent that was recorded', () => {
    expect(session).toMatchObject({ id: 'atif-1', agent: { name: 'shelver', version: '1.2' }, task: 'Sort the shelves' });
  });

  it('has a call for each step of the agent, the cached part inside the prompt (trap 21)', () => {
    expect(mainCalls(session)).toMatchObject([
      {
        model: 'claude-sonnet-4-5',
        usage: usage({ input: 400, cacheRead: 100, output: 20 }),
        loggedUsd: parseUsd('0.00159'),
        stop: 'tool',
      },
      { usage: usage({ input: 100, cacheRead: 500, output: 10 }), stop: 'end' },
    ]);
    expect(mainCalls(session)[0]?.content.map(({ kind }) => kind)).toEqual(['thinking', 'text', 'tool-call', 'tool-call']);
  });

  it('has the results and the sub-agents they name', () => {
    expect(stepOf(session, 't1').result?.text).toBe('shelf.txt');
    expect(stepOf(session, 't2').agent).toMatchObject({ id: 'atif-2', aliases: ['atif-2', 'atif-2'] });
  });

  it('allocates the totals where no step has metrics, and marks it', () => {
    const made = fixtureJson('atif.json');
    for (const step of steps(made)) delete step['metrics'];
    const whole = readDocument(made);
    const sum = (pick: 'input' | 'cacheRead' | 'output'): number =>
      mainCalls(whole).reduce((total, { usage: u }) => total + (u?.[pick] ?? 0), 0);
    expect([sum('input'), sum('cacheRead'), sum('output')]).toEqual([500, 600, 30]);
    expect(mainCalls(whole).reduce((total, { loggedUsd }) => total + (loggedUsd ?? 0n), 0n)).toBe(parseUsd('0.003'));
    expect(codes(whole)).toEqual(['allocated-usage']);
  });

  it('does not bill again what it copied from the trajectory it continues', () => {
    const made = fixtureJson('atif.json');
    const copied = steps(made)[2];
    if (copied) copied['is_copied_context'] = true;
    expect(mainCalls(readDocument(made)).map(({ free }) => free)).toEqual([true, false]);
  });
});
