import { describe, expect, it } from 'vitest';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { fixture, fixtureJson } from './fixture.ts';
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

describe('a chat kept as a log of changes', () => {
  const { requests, ...rest } = fixtureJson('vscode-chat.json') as { requests: object[] };
  const [first = {}, ...later] = requests;
  const log = [
    { kind: 0, v: { ...rest, requests: [{ ...first, response: [] }, { message: { text: 'taken back' } }] } },
    { kind: 1, k: ['requests', 0, 'response'], v: (first as { response: unknown }).response },
    { kind: 2, k: ['requests'], i: 1, v: later },
    { kind: 1, k: ['inputState'], v: 1 },
    { kind: 3, k: ['inputState'] },
  ];
  const read = (entries: readonly object[]): ReturnType<typeof readSessionBytes>['session'] =>
    readSessionBytes(new TextEncoder().encode(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')), 'chat.jsonl').session;

  it('comes to the chat that was exported, with each request where it came in', () => {
    const session = read(log);
    const exported = fixture('vscode-chat.json');
    expect(session).toMatchObject({ format: 'vscode-chat', id: exported.id, task: exported.task, warnings: exported.warnings });
    const told = (entries: readonly object[]): unknown =>
      JSON.parse(JSON.stringify(entries, (name, value: unknown) => (name === 'source' ? undefined : value)));
    expect(told(session?.main.entries ?? [])).toEqual(told(exported.main.entries));
    expect(session?.main.entries.filter(({ kind }) => kind === 'user').map(({ source }) => source.line)).toEqual([
      1,
      ...later.map(() => 3),
    ]);
  });

  it('says which changes were of something that is not there, and reaches nothing outside the chat', () => {
    const hostile = [
      { kind: 1, k: ['__proto__', 'polluted'], v: 1 },
      { kind: 1, k: ['constructor', 'prototype', 'polluted'], v: 1 },
      { kind: 2, k: ['sessionId'], v: [1] },
      { kind: 9 },
    ];
    expect(read([...log, ...hostile])?.warnings).toContainEqual(
      expect.objectContaining({ code: 'records-lost', message: expect.stringMatching(/^4 changes/) }),
    );
    expect({}).not.toHaveProperty('polluted');
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
