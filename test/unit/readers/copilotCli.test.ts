import { describe, expect, it } from 'vitest';
import { fixture, fixtureBytes } from './fixture.ts';
import { codes, mainCalls, mainUsers, readLines, stepOf, usage } from './make.ts';

function without(type: string): ReturnType<typeof readLines> {
  const lines = new TextDecoder().decode(fixtureBytes('copilot-cli.jsonl')).trimEnd().split('\n');
  return readLines(lines.filter((line) => !line.includes(`"type":"${type}"`)));
}

describe('Copilot CLI', () => {
  const session = fixture('copilot-cli.jsonl');

  it('has what the session was about', () => {
    expect(session).toMatchObject({ id: 'cop-1', agent: { version: '1.0.72' }, cwd: '/home/me/shop', task: 'Sort the shelves' });
    expect(mainUsers(session).map(({ byPerson }) => byPerson)).toEqual([false, true, true]);
  });

  it('allocates the prompts of each time it was open, by model, and adds what no answer tells', () => {
    const own = mainCalls(session).slice(0, 2);
    const sum = (pick: 'input' | 'cacheRead' | 'cacheWrite5m' | 'output'): number =>
      own.reduce((total, { usage: u }) => total + (u?.[pick] ?? 0), 0);
    expect([sum('input'), sum('cacheRead'), sum('cacheWrite5m'), sum('output')]).toEqual([1000, 900, 100, 60]);
    expect(own[0]?.usage?.output).toBeGreaterThanOrEqual(40);
    expect(mainCalls(session)[2]).toMatchObject({ model: 'gpt-5-mini', usage: usage({ input: 50, output: 5 }), content: [] });
    expect(codes(session)).toEqual(['allocated-usage', 'input-not-logged']);
  });

  it('knows only the output where the end of the session is missing', () => {
    const open = without('session.shutdown');
    expect(mainCalls(open).map(({ usage: u }) => [u?.input, u?.output])).toEqual([
      [0, 40],
      [0, 10],
      [0, 7],
    ]);
    expect(codes(open)).toEqual(['input-not-logged']);
  });

  it('tells what the session took from the plan as what it is, and leaves the bill alone', () => {
    const lines = new TextDecoder().decode(fixtureBytes('copilot-cli.jsonl')).trimEnd().split('\n');
    const counted = (...counts: object[]): ReturnType<typeof readLines> =>
      readLines([
        ...lines,
        ...counts.map((data, i) =>
          JSON.stringify({ type: 'session.usage_checkpoint', data, id: `u${i}`, timestamp: '2026-03-01T11:00:00Z', parentId: null }),
        ),
      ]);
    const told = (read: ReturnType<typeof readLines>): string | undefined =>
      read.warnings.find(({ code }) => code === 'plan-units')?.message;
    const both = counted({ totalNanoAiu: 5, totalPremiumRequests: 1 }, { totalNanoAiu: 310_218_050_000, totalPremiumRequests: 0 });
    expect(told(both)).toContain('is 310.21805 AI units and 0 premium requests; the dollars here are');
    expect(both.main).toEqual(session.main);
    expect(told(counted({ totalNanoAiu: 1 }))).toContain('is 0.000000001 AI units;');
    expect(told(counted({ totalNanoAiu: 20_000_000_000 }))).toContain('is 20 AI units;');
    for (const odd of [{}, { totalNanoAiu: '7' }, { totalNanoAiu: -1 }, { totalNanoAiu: 0.5 }]) expect(told(counted(odd))).toBeUndefined();
  });

  it('takes one response told in parts as one call', () => {
    expect(mainCalls(session).map(({ billId }) => billId.replace(/^unlogged-\d+/, 'unlogged'))).toEqual([
      'm1',
      'm2',
      'unlogged-gpt-5-mini',
      'm3',
    ]);
  });

  it('has the end of each tool', () => {
    expect(stepOf(session, 't1').result).toMatchObject({ exitCode: 2, isError: false });
    expect(stepOf(session, 't2').result).toMatchObject({ isError: true, error: 'Path does not exist' });
    expect(stepOf(session, 't3').result).toMatchObject({ isError: false, refused: 'rejected' });
  });
});
