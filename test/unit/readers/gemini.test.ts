import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.ts';
import { codes, mainCalls, readLines, stepOf, usage, type Line } from './make.ts';

const head = { sessionId: 'gem-2', projectHash: 'x', startTime: '2026-01-05T10:00:00.000Z' };
const answer = (id: string, tokens: Record<string, number>): Line => ({
  id,
  type: 'gemini',
  content: 'Yes',
  model: 'gemini-2.5-pro',
  tokens,
  timestamp: '2026-01-05T10:00:01Z',
});

describe('Gemini CLI', () => {
  it('counts thoughts beside the output and the cache inside the input', () => {
    const [call] = mainCalls(fixture('gemini-cli.json'));
    expect(call).toMatchObject({
      provider: 'google',
      usage: usage({ input: 600, cacheRead: 400, output: 70, reasoning: 50 }),
      stop: 'tool',
    });
    const tool = readLines([head, answer('a', { input: 100, output: 5, cached: 20, thoughts: 0, tool: 30, total: 135 })]);
    expect(mainCalls(tool)[0]?.usage).toEqual(usage({ input: 110, cacheRead: 20, output: 5 }));
  });

  it('has the end of each tool', () => {
    const session = fixture('gemini-cli.json');
    expect(stepOf(session, 't1').result).toMatchObject({ exitCode: 2, status: 'success', isError: false });
    expect(stepOf(session, 't2').result).toMatchObject({ isError: true, error: 'File not found.' });
    expect(stepOf(session, 't3').result).toMatchObject({ isError: false, refused: 'cancelled' });
  });

  it('has failed requests, which are free, and answers without a count, which are not', () => {
    expect(mainCalls(fixture('gemini-cli.json'))[1]).toMatchObject({ free: true, stop: 'error', error: '[API Error: no capacity]' });
    const zero = mainCalls(readLines([head, answer('a', { input: 0, output: 0, cached: 0, thoughts: 0, tool: 0, total: 0 })]))[0];
    expect([zero?.free, zero?.usage]).toEqual([false, undefined]);
  });

  it('takes the last telling of a message, and bills what was taken back', () => {
    const lines = fixture('gemini-cli.jsonl');
    expect(mainCalls(lines).map(({ billId, text }) => [billId, text])).toEqual([
      ['g2', 'I look.'],
      ['g4', ''],
      ['g6', 'Wrong.'],
      ['g5', 'Sorted.'],
    ]);
    expect(mainCalls(lines)[3]?.parent).toBe(mainCalls(lines)[1]?.index);
    expect(codes(lines)).toEqual([]);
  });

  it('links a sub-agent’s chat by its folder', () => {
    const child = readLines(
      [{ ...head, kind: 'subagent' }, answer('a', { input: 1, output: 1 })],
      '/h/.gemini/tmp/p/chats/gem-1/gem-2.jsonl',
    );
    expect(child).toMatchObject({ id: 'gem-2', parentId: 'gem-1' });
  });
});
