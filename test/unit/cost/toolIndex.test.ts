import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ToolIndex } from '../../../src/core/cost/toolIndex.ts';
import type { Entry, LlmCall, ToolStep } from '../../../src/core/session/session.ts';
import { anySession } from './anySession.ts';

/** What the index says, the plain way: a step that names a call is that call's alone, any other one that of each earlier call that names it. */
function stepsOf(call: LlmCall, entries: readonly Entry[]): (ToolStep | undefined)[] {
  const tools = entries.filter((entry) => entry.kind === 'tool');
  return call.content.map(({ toolCallId }) => {
    if (toolCallId === undefined) return undefined;
    const named = tools.filter((step) => step.toolCallId === toolCallId);
    return named.find(({ callIndex }) => callIndex === call.index) ?? named.find((step) => step.callIndex < 0 && step.index > call.index);
  });
}

test('finds the steps of each call, from any entry on', () => {
  fc.assert(
    fc.property(anySession, fc.nat(), ({ main }, from) => {
      const entries = main.entries.slice(from % (main.entries.length + 1));
      const tools = new ToolIndex(entries);
      const calls = entries.filter((entry) => entry.kind === 'llm');
      // No list stands for one that holds nothing.
      for (const call of calls) expect(tools.stepsOf(call).filter(Boolean)).toEqual(stepsOf(call, entries).filter(Boolean));
      const announced = new Set(calls.flatMap((call) => stepsOf(call, entries)));
      for (const entry of entries) if (entry.kind === 'tool') expect(tools.isAnnounced(entry)).toBe(announced.has(entry));
    }),
  );
});
