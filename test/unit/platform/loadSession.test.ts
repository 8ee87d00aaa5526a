import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AgentFiles } from '../../../src/platform/agentFiles.ts';
import { loadSession } from '../../../src/platform/loadSession.ts';
import { claudeSession } from '../cli/sampleSessions.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('reads a session and names its source by bytes and digest', async () => {
  const file = path.join(temporaryFolder({ 's1.jsonl': claudeSession() }), 's1.jsonl');
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(await loadSession(file)).toMatchObject({
    kind: 'session',
    session: { id: 's1', sources: [{ path: file, bytes: bytes.length, lines: 8, sha256 }] },
  });
});

test('reads the files of sub-agents with it, and warns about one that is damaged', async () => {
  const folder = temporaryFolder({
    's1.jsonl': claudeSession(),
    's1/subagents/agent-a.jsonl': claudeSession({ agentId: 'a', prefix: 'a' }),
    's1/subagents/agent-b.jsonl': '',
  });
  const loaded = await loadSession(path.join(folder, 's1.jsonl'), { agentFiles: new AgentFiles() });
  if (loaded.kind !== 'session') throw new Error(loaded.reason);
  expect(loaded.session.strayAgents.map(({ id }) => id)).toEqual(['a']);
  const lost = loaded.session.warnings.find(({ code }) => code === 'agent-records-lost');
  expect(lost?.message).toContain(`${path.join(folder, 's1/subagents/agent-b.jsonl')} could not be used: empty file`);
});

test('tells a damaged file from one of another kind, and from one that is not there', async () => {
  const folder = temporaryFolder({ 'empty.jsonl': '', 'other.jsonl': '{"a":1}\n' });
  expect(await loadSession(path.join(folder, 'empty.jsonl'))).toMatchObject({ kind: 'not-a-trace', damaged: true, reason: 'empty file' });
  expect(await loadSession(path.join(folder, 'other.jsonl'))).toMatchObject({ kind: 'not-a-trace', damaged: false });
  expect(await loadSession(path.join(folder, 'gone.jsonl'))).toMatchObject({ kind: 'unreadable', reason: 'no such file or folder' });
});

test('throws the reason of an aborted signal', async () => {
  const file = path.join(temporaryFolder({ 's1.jsonl': claudeSession() }), 's1.jsonl');
  await expect(loadSession(file, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});
