import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toolStepsOf } from '../../../src/core/session/walk.ts';
import { discoverTraces } from '../../../src/platform/discoverTraces.ts';
import { stepDetail } from '../../../src/worker/handlers/stepDetail.ts';
import { SessionStore } from '../../../src/worker/sessionStore.ts';
import type { CallContext } from '../../../src/worker/callServer.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { sharedTraces } from '../sharedTraces.ts';

const settings = { prices: [] };
const context: CallContext = { signal: new AbortController().signal, progress: () => {}, breathe: () => Promise.resolve() };

function claudeLines(result: string): string {
  const common = { sessionId: 's', version: '2.1.100', timestamp: '2026-03-01T08:00:00Z' };
  const records = [
    { ...common, type: 'user', uuid: 'u1', parentUuid: null, message: { role: 'user', content: 'Show the log of the harbour master' } },
    {
      ...common,
      type: 'assistant',
      uuid: 'a1',
      parentUuid: 'u1',
      message: {
        id: 'm1',
        role: 'assistant',
        model: 'claude-sonnet-4-5-20250929',
        content: [
          { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'cat log' } },
          { type: 'tool_use', id: 't2', name: 'Bash', input: { command: 'cat other' } },
        ],
        usage: { input_tokens: 10, output_tokens: 5 },
      },
    },
    {
      ...common,
      type: 'user',
      uuid: 'r1',
      parentUuid: 'a1',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: result }] },
    },
    {
      ...common,
      type: 'user',
      uuid: 'r2',
      parentUuid: 'a1',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't2', content: 'none' }] },
    },
  ];
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

describe('stepDetail', () => {
  it('gives arguments and the whole of a result that the model of the session cuts', async () => {
    const long = `${'gunwale ä '.repeat(30_000)}end`;
    const file = path.join(temporaryFolder({ 's.jsonl': claudeLines(long) }), 's.jsonl');
    const store = new SessionStore();
    const detail = await stepDetail({ path: file, step: { step: 2 }, settings, maxChars: 1_000_000 }, context, store);
    expect(detail).toMatchObject({ kind: 'tool', name: 'Bash', toolCallId: 't1', args: { text: '{\n  "command": "cat log"\n}' } });
    expect(detail.result?.text).toBe(long);
    const { offset = 0, length = 0 } = detail.result?.at ?? {};
    expect(
      readFileSync(file)
        .subarray(offset, offset + length)
        .toString(),
    ).toContain('gunwale');
    const cut = await stepDetail({ path: file, step: { step: 2 }, settings, maxChars: 10 }, context, store);
    expect(cut.result).toMatchObject({ text: 'gunwale ä ', chars: long.length });
  });

  it('finds a step by its record, and tells those apart that share one', async () => {
    const file = path.join(temporaryFolder({ 's.jsonl': claudeLines('x') }), 's.jsonl');
    const store = new SessionStore();
    const first = await stepDetail({ path: file, step: { step: 2 }, settings }, context, store);
    const { offset = 0 } = first.args?.at ?? {};
    const other = await stepDetail({ path: file, step: { source: 0, offset, toolCallId: 't2' }, settings }, context, store);
    expect([first.result?.text, other.result?.text]).toEqual(['x', 'none']);
    const user = await stepDetail({ path: file, step: { source: 0, offset: 0 }, settings }, context, store);
    expect(user).toMatchObject({ kind: 'user', result: { text: 'Show the log of the harbour master' } });
    await expect(stepDetail({ path: file, step: { step: 9 }, settings }, context, store)).rejects.toThrow('there is no such step');
  });

  it('never gives what stands at the place of a step and is not the step', async () => {
    const file = path.join(temporaryFolder({ 's.jsonl': claudeLines('one') }), 's.jsonl');
    const store = new SessionStore();
    expect((await stepDetail({ path: file, step: { step: 2 }, settings }, context, store)).result?.text).toBe('one');
    writeFileSync(file, claudeLines('two'));
    expect((await stepDetail({ path: file, step: { step: 2 }, settings }, context, store)).result?.text).toBe('two');
  });
});

describe.skipIf(sharedTraces.skip)(`stepDetail on real sessions ${sharedTraces.skip ?? ''}`, () => {
  it('gives for every tool step of every format what the session itself holds', async () => {
    const { files } = await discoverTraces([sharedTraces.folder]);
    const store = new SessionStore();
    let checked = 0;
    for (const { path: file, bytes } of files.filter(({ bytes }) => bytes < 400_000)) {
      const loaded = await store.get(file, settings, context.signal);
      if (loaded.kind !== 'session') continue;
      const steps = [...toolStepsOf(loaded.analyzed.attributed.session)];
      for (const step of steps.filter((_, i) => i % Math.ceil(steps.length / 12) === 0)) {
        const { source, offset } = step.source;
        const detail = await stepDetail(
          { path: file, step: { source, offset, toolCallId: step.toolCallId }, settings, maxChars: bytes },
          context,
          store,
        );
        expect(detail.result?.text ?? '', `${file} ${step.toolCallId}`).toBe(step.result?.text ?? '');
        expect(detail.args === undefined).toBe(step.args === null);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(100);
  });
});
