import path from 'node:path';
import { expect, test } from 'vitest';
import { AgentFiles } from '../../../src/platform/agentFiles.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const record = (sessionId: string): string => `${JSON.stringify({ type: 'user', isSidechain: true, sessionId })}\n`;

test('finds agent files below and beside their session', async () => {
  const folder = temporaryFolder({
    's1.jsonl': record('s1'),
    's2.jsonl': record('s2'),
    's1/subagents/agent-b.jsonl': record('s1'),
    's1/subagents/deep/agent-a.jsonl': record('s1'),
    's1/subagents/notes.jsonl': '',
    'agent-c.jsonl': record('s1'),
    'agent-d.jsonl': record('s2'),
    'agent-e.jsonl': 'damaged',
  });
  const files = new AgentFiles();
  const of = async (name: string): Promise<string[]> =>
    (await files.of(path.join(folder, name))).map((file) => path.relative(folder, file));
  expect(await of('s1.jsonl')).toEqual(['agent-c.jsonl', 's1/subagents/agent-b.jsonl', 's1/subagents/deep/agent-a.jsonl']);
  expect(await of('s2.jsonl')).toEqual(['agent-d.jsonl']);
  expect(await of('agent-c.jsonl')).toEqual([]);
});

test('tells whose an agent file is', async () => {
  const folder = temporaryFolder({ 'agent-c.jsonl': record('s1'), 'agent-e.jsonl': '' });
  const files = new AgentFiles();
  expect(await files.ownerOf(path.join(folder, 's9/subagents/x/agent-a.jsonl'))).toBe(path.join(folder, 's9.jsonl'));
  expect(await files.ownerOf(path.join(folder, 'agent-c.jsonl'))).toBe(path.join(folder, 's1.jsonl'));
  expect(await files.ownerOf(path.join(folder, 'agent-e.jsonl'))).toBeUndefined();
  expect(await files.ownerOf(path.join(folder, 's1.jsonl'))).toBeUndefined();
});
