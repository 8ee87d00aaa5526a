import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AgentFiles } from '../../src/platform/agentFiles.ts';
import { discoverTraces } from '../../src/platform/discoverTraces.ts';
import { loadSession } from '../../src/platform/loadSession.ts';
import { temporaryFolder } from '../unit/platform/temporaryFolder.ts';
import { asAnyone, cannotBeAnyone } from './asAnyone.ts';
import { SAMPLES } from './samples.ts';

test.skipIf(cannotBeAnyone)('what may not be read is named, and the rest is read', async () => {
  const claude = SAMPLES.find(({ format }) => format === 'claude-code');
  const root = temporaryFolder();
  chmodSync(root, 0o755);
  const make = (name: string, mode: number): string => {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, claude?.bytes ?? '');
    chmodSync(file, mode);
    return file;
  };
  const open = make('open.jsonl', 0o644);
  const closed = make('closed.jsonl', 0o000);
  make('folder/inside.jsonl', 0o644);
  chmodSync(path.join(root, 'folder'), 0o000);
  make('open/subagents/agent-x.jsonl', 0o000);
  await asAnyone(async () => {
    const { files, problems } = await discoverTraces([root]);
    expect(files.map((file) => path.relative(root, file.path))).toEqual([
      'closed.jsonl',
      'open.jsonl',
      path.join('open', 'subagents', 'agent-x.jsonl'),
    ]);
    expect(problems.map((problem) => path.relative(root, problem.path))).toEqual(['folder']);
    const agentFiles = new AgentFiles();
    expect(await loadSession(closed, { agentFiles })).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringMatching(/permission/i) as string,
    });
    // The agent's file is missing from the bill, and the session says so.
    const loaded = await loadSession(open, { agentFiles });
    const codes = loaded.kind === 'session' ? loaded.session.warnings.map(({ code }) => code) : [];
    expect(codes).toContain('agent-records-lost');
  });
  chmodSync(path.join(root, 'folder'), 0o755);
});
