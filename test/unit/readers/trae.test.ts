import { describe, expect, it } from 'vitest';
import { fixture, fixtureJson, readDocument } from './fixture.ts';
import { mainCalls, mainUsers, stepOf, usage } from './make.ts';

describe('trae-agent', () => {
  const session = fixture('trae.json');

  it('has what the run was about', () => {
    expect(session).toMatchObject({ format: 'trae', id: 'trae', cwd: '/home/me/shop', task: 'Sort the shelves' });
    expect((session.endedAt ?? 0) - (session.startedAt ?? 0)).toBe(60_000);
    expect(mainUsers(session).map(({ byPerson }) => byPerson)).toEqual([false, true]);
  });

  it('has each call, and the one that failed', () => {
    expect(mainCalls(session)).toMatchObject([
      { provider: 'openai', model: 'gpt-5-2025-08-07', usage: usage({ input: 500, output: 20, reasoning: 5 }), stop: 'tool' },
      { usage: usage({ input: 200, cacheRead: 400, output: 10 }), stop: 'tool' },
      { free: true, stop: 'error', error: 'Error code: 400 - bad request' },
    ]);
  });

  it('has results from the next prompt, and those of the last step', () => {
    expect(stepOf(session, 't1').result).toMatchObject({ text: 'no shelf', isError: true, error: 'no shelf' });
    expect(stepOf(session, 't2').result).toMatchObject({ text: 'Done.', isError: false });
  });

  it('knows that Anthropic’s input excludes the cache, also behind Bedrock (trap 21)', () => {
    const made = fixtureJson('trae.json');
    for (const item of made['llm_interactions'] as Record<string, unknown>[]) item['provider'] = 'bedrock';
    expect(mainCalls(readDocument(made))[1]?.usage).toEqual(usage({ input: 600, cacheRead: 400, output: 10 }));
  });
});
