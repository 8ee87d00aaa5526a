import { describe, expect, it } from 'vitest';
import { parseUsd } from '../../../src/core/session/money.ts';
import { fixture, readDocument } from './fixture.ts';
import { mainCalls, mainSteps, mainUsers, only, stepOf, usage } from './make.ts';

describe('mini-swe-agent', () => {
  const session = fixture('mini-swe-agent.json');

  it('has what the run was about', () => {
    expect(session).toMatchObject({ id: 'shelf-1', agent: { name: 'mini-swe-agent', version: '2.2.7' }, task: 'Sort the shelves' });
    expect(mainUsers(session).map(({ byPerson }) => byPerson)).toEqual([false, true]);
  });

  it('has the tokens and dollars of each call; the cached part is inside the prompt (trap 21)', () => {
    expect(mainCalls(session)).toMatchObject([
      {
        billId: 'r1',
        model: 'deepseek/deepseek-chat',
        usage: usage({ input: 500, output: 20 }),
        loggedUsd: parseUsd('0.0001484'),
        stop: 'tool',
      },
      { billId: 'r4', usage: usage({ input: 60, cacheRead: 500, output: 10 }), loggedUsd: parseUsd('0.000035'), stop: 'end' },
      { free: true, stop: 'error', error: 'litellm.InternalServerError: gone' },
    ]);
  });

  it('has the tools with their exit codes and true sizes', () => {
    expect(stepOf(session, 't1')).toMatchObject({ name: 'bash', args: { command: 'ls' }, callIndex: 2 });
    expect(stepOf(session, 't1').result).toMatchObject({ text: 'nothing\n', exitCode: 1, chars: 53, isError: false });
    expect(only(mainSteps(session)).source.line).toBe(mainCalls(session)[0]?.source.line);
  });

  it('reads version 1, whose actions stand in the text', () => {
    const old = readDocument({
      info: { mini_version: '1.9.0' },
      messages: [
        { role: 'user', content: 'Sort' },
        {
          role: 'assistant',
          content: 'THOUGHT: look\n\n```bash\nls -la\n```',
          extra: { response: { id: 'a', usage: { prompt_tokens: 10, completion_tokens: 2 } } },
        },
        { role: 'user', content: '<returncode>2</returncode>\n<output>no</output>' },
      ],
    });
    expect(only(mainSteps(old))).toMatchObject({ args: { command: 'ls -la' }, callIndex: 1, result: { exitCode: 2 } });
    expect(mainUsers(old)).toHaveLength(1);
  });
});
