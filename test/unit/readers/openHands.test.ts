import { describe, expect, it } from 'vitest';
import { parseUsd } from '../../../src/core/session/money.ts';
import { fixture, fixtureBytes } from './fixture.ts';
import { codes, mainCalls, mainSteps, mainUsers, readLines, usage } from './make.ts';

function run(change: (record: Record<string, unknown>) => void): ReturnType<typeof readLines> {
  const [first = ''] = new TextDecoder().decode(fixtureBytes('openhands.jsonl')).split('\n');
  const record = JSON.parse(first) as Record<string, unknown>;
  change(record);
  return readLines([record]);
}

describe('OpenHands', () => {
  const session = fixture('openhands.jsonl');

  it('reads every run of an evaluation as a context of its own, and says so', () => {
    expect(codes(session)).toEqual(['several-runs']);
    const starts = session.main.entries.filter(({ parent }) => parent === -1).map(({ index }) => index);
    expect(starts).toEqual([session.main.entries.length / 2]);
    expect(mainUsers(session).map(({ byPerson }) => byPerson)).toEqual([false, true, false, true]);
  });

  it('matches the usage of each response by its id, also where no action names it', () => {
    expect(mainCalls(session).slice(0, 3)).toMatchObject([
      { billId: 'g1-1', model: 'gpt-4o', usage: usage({ input: 500, output: 20 }), loggedUsd: parseUsd('0.005'), stop: 'tool' },
      { billId: 'g1-2', usage: usage({ input: 200, cacheRead: 400, output: 20 }), stop: 'tool' },
      { usage: usage({ input: 100, cacheRead: 600, output: 20 }), stop: 'end', text: 'Sorted' },
    ]);
  });

  it('pairs results by their cause, though gateways number the calls of each response anew', () => {
    expect(mainSteps(session).slice(0, 2)).toMatchObject([
      { name: 'execute_bash', args: { command: 'ls' }, result: { text: 'no shelf', exitCode: 2 } },
      { name: 'str_replace_editor', result: { isError: true, error: 'ERROR: no such file' } },
    ]);
  });

  it('allocates the total where no response has usage, and marks it', () => {
    const only = run((record) => {
      const metrics = record['metrics'] as Record<string, unknown>;
      metrics['token_usages'] = [];
      for (const event of record['history'] as Record<string, unknown>[]) {
        const metadata = event['tool_call_metadata'] as { model_response: Record<string, unknown> } | undefined;
        if (metadata) delete metadata.model_response['usage'];
      }
    });
    expect(mainCalls(only).reduce((sum, { usage: u }) => sum + (u?.input ?? 0), 0)).toBe(1800);
    expect(codes(only)).toEqual(['allocated-usage']);
  });
});
