import { describe, expect, it } from 'vitest';
import { parseUsd } from '../../../src/core/session/money.ts';
import { fixture, fixtureJson, readDocument } from './fixture.ts';
import { codes, mainCalls, mainSteps, mainUsers } from './make.ts';

describe('SWE-agent', () => {
  const session = fixture('swe-agent.traj');

  it('has the request behind the demonstration, and the folder', () => {
    expect(session).toMatchObject({ format: 'swe-agent', id: 'swe-agent', task: 'ISSUE: sort the shelves', cwd: '/shop' });
    expect(mainUsers(session).map(({ byPerson }) => byPerson)).toEqual([false, false, true]);
  });

  it('allocates the run’s tokens and dollars to its calls, exactly and marked', () => {
    const calls = mainCalls(session);
    const sum = (pick: (i: number) => number): number => calls.reduce((total, _, i) => total + pick(i), 0);
    expect(sum((i) => calls[i]?.usage?.input ?? 0)).toBe(1001);
    expect(sum((i) => calls[i]?.usage?.output ?? 0)).toBe(101);
    expect(calls.reduce((total, { loggedUsd }) => total + (loggedUsd ?? 0n), 0n)).toBe(parseUsd('0.123457'));
    expect(calls.map(({ usage: u }) => u?.input ?? 0)).toEqual([...calls.map(({ usage: u }) => u?.input ?? 0)].sort((a, b) => a - b));
    expect(codes(session)).toEqual(['allocated-usage']);
    expect(calls[0]?.model).toBe('gpt-4o');
  });

  it('tells its own commands from those of the shell', () => {
    expect(mainSteps(session).map(({ name }) => name)).toEqual(['bash', 'edit', 'submit']);
    expect(mainSteps(session)[0]?.result).toMatchObject({ text: 'shelf.txt\n', durationMs: 500 });
  });

  it('that counted nothing has calls without usage', () => {
    const made = fixtureJson('swe-agent.traj');
    made['info'] = { model_stats: { tokens_sent: 0, tokens_received: 0, instance_cost: 0 } };
    made['replay_config'] = { agent: { model: { name: 'replay' } } };
    const replay = readDocument(made);
    expect(mainCalls(replay).map(({ usage, model }) => [usage, model])).toEqual([
      [undefined, ''],
      [undefined, ''],
      [undefined, ''],
    ]);
    expect(codes(replay)).toEqual([]);
  });
});
