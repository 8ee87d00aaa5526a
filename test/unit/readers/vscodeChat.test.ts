import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.ts';
import { mainCalls, mainUsers, only, mainSteps, usage } from './make.ts';

describe('VS Code chat', () => {
  const session = fixture('vscode-chat.json');

  it('has a call for every round, without usage', () => {
    expect(session).toMatchObject({ format: 'vscode-chat', id: 'vsc-1', agent: { version: '0.33.0' }, task: 'Sort the shelves' });
    expect(mainCalls(session).map(({ model, usage: u, stop, free }) => [model, u, stop, free])).toEqual([
      ['gpt-5', undefined, 'tool', false],
      ['gpt-5', undefined, 'end', false],
      ['gpt-5', undefined, 'error', true],
      ['gpt-5', undefined, 'end', false],
    ]);
    expect(mainCalls(session)[3]?.text).toBe('Yes, now.');
  });

  it('reads rendered results as text', () => {
    expect(only(mainSteps(session))).toMatchObject({ args: { filePath: '/a' }, result: { text: '\nshelf.txtmore\nend' } });
  });
});

describe('a chat replay', () => {
  const session = fixture('vscode-chatreplay.json');

  it('has the usage of each request', () => {
    expect(mainCalls(session)).toMatchObject([
      { billId: 'q1', provider: 'github-copilot', usage: usage({ input: 1000, output: 20 }), stop: 'tool', durationMs: 500 },
      { billId: 'q2', usage: usage({ input: 100, cacheRead: 1000, output: 10 }), stop: 'end' },
      { free: true, stop: 'error' },
    ]);
  });

  it('gives a tool to the request before it, though a prompt lies between', () => {
    expect(only(mainSteps(session))).toMatchObject({ name: 'list_dir', args: { path: '/' }, callIndex: 2, result: { text: 'shelf.txt' } });
    expect(mainUsers(session).map(({ text }) => text)).toEqual(['You help.', 'Sort the shelves', 'More']);
  });
});
