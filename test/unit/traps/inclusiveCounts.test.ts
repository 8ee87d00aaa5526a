import { describe, expect, it } from 'vitest';
import type { AttributedSession } from '../../../src/core/cost/attributedSession.ts';
import { ask, counted, head, say, turn } from '../readers/makeCodex.ts';
import { billOf, billOfDocument, claude, expectBill, pi, usd, warningsOf } from './trapBill.ts';

/** Gemini 2.5 Pro: 1.25 in, 0.125 read, 10 out. GPT-5 and its Codex: the same. Opus 4.5: 5, 0.5, 25. */
const AT = '2026-02-01T10:00:00.000Z';

function gemini(tokens: Record<string, number>): AttributedSession {
  return billOf([
    { sessionId: 'g', projectHash: 'x', startTime: AT },
    { id: 'u', type: 'user', content: 'Sort the shelves', timestamp: AT },
    { id: 'a', type: 'gemini', content: 'Yes', model: 'gemini-2.5-pro', tokens, timestamp: AT },
  ]);
}

function span(attributes: Record<string, string | number>): AttributedSession {
  const own = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-5', 'gen_ai.provider.name': 'openai', ...attributes };
  return billOfDocument({
    spans: [{ name: 'chat', context: { trace_id: '0xaa', span_id: '0x1' }, start_time: '2026-02-01T10:00:00.000000Z', attributes: own }],
  });
}

describe('trap 20: thinking', () => {
  it('trap 20: stands inside the output of OpenAI', () => {
    const last = counted(3, [1_000, 0, 300, { reasoning_output_tokens: 200 }], [1_000, 0, 300, { reasoning_output_tokens: 200 }]);
    const bill = billOf([head(), turn(1), ask(2, 'Go'), last, say(4, 'Done')]);
    expectBill(bill, '0.00425', { 'thinking added': usd([1_000, 1.25], [500, 10]) });
    expect(bill.tokens).toMatchObject({ output: 300, reasoning: 200 });
  });

  it('trap 20: stands inside the output of Anthropic', () => {
    const usage = { input_tokens: 1_000, output_tokens: 300, output_tokens_details: { thinking_tokens: 200 } };
    expectBill(billOf(claude({ usage })), '0.0125', { 'thinking added': usd([1_000, 5], [500, 25]) });
  });

  it('trap 20: stands beside the output of Gemini', () => {
    const bill = gemini({ input: 1_000, output: 100, cached: 0, thoughts: 200, tool: 0, total: 1_300 });
    expectBill(bill, '0.00425', { 'thoughts left out': usd([1_000, 1.25], [100, 10]) });
    expect(bill.tokens).toMatchObject({ output: 300, reasoning: 200 });
  });

  it('trap 20: is told by the total where a span does not say which', () => {
    const thought = { 'gen_ai.usage.input_tokens': 1_000, 'gen_ai.usage.output_tokens': 300, 'gen_ai.usage.reasoning.output_tokens': 200 };
    expectBill(span({ ...thought, 'gen_ai.usage.total_tokens': 1_300 }), '0.00425', { added: '0.00625' });
    expectBill(span({ ...thought, 'gen_ai.usage.total_tokens': 1_500 }), '0.00625', { 'left out': '0.00425' });
  });
});

describe('trap 21: the cached part', () => {
  it('trap 21: is inside the input of OpenAI and of Gemini', () => {
    const last = counted(3, [1_000, 600, 10], [1_000, 600, 10]);
    const wrong = { 'counted twice': usd([1_000, 1.25], [600, 0.125], [10, 10]), 'never cheaper': usd([1_000, 1.25], [10, 10]) };
    expectBill(billOf([head(), turn(1), ask(2, 'Go'), last, say(4, 'Done')]), '0.000675', wrong);
    expectBill(gemini({ input: 1_000, output: 10, cached: 600, thoughts: 0, tool: 0, total: 1_010 }), '0.000675', wrong);
  });

  it('trap 21: is beside the input of Anthropic, pi and OpenClaw', () => {
    const wrong = { 'taken out of the input': usd([400, 5], [600, 0.5], [10, 25]) };
    expectBill(billOf(claude({ usage: { input_tokens: 1_000, cache_read_input_tokens: 600, output_tokens: 10 } })), '0.00555', wrong);
    const usage = { input: 1_000, cacheRead: 600, output: 10, totalTokens: 1_610 };
    expectBill(billOf(pi({ provider: 'anthropic', model: 'claude-opus-4-5', usage })), '0.00555', wrong);
  });

  it('trap 21: is inside the input that pi states for Google, which the total gives away', () => {
    const call = { provider: 'google', model: 'gemini-2.5-pro' };
    const inside = billOf(pi({ ...call, usage: { input: 1_000, cacheRead: 600, output: 10, totalTokens: 1_010 } }));
    expectBill(inside, '0.000675', { 'counted twice': usd([1_000, 1.25], [600, 0.125], [10, 10]) });
    const beside = billOf(pi({ ...call, usage: { input: 400, cacheRead: 600, output: 10, totalTokens: 1_010 } }));
    expectBill(beside, '0.000675', { 'taken out again': usd([0, 1.25], [600, 0.125], [10, 10]) });
  });
});

describe('trap 22: emitters of spans disagree', () => {
  const cached = { 'gen_ai.usage.input_tokens': 1_000, 'gen_ai.usage.output_tokens': 10, 'gen_ai.usage.cache_read.input_tokens': 600 };
  const inside = usd([400, 1.25], [600, 0.125], [10, 10]);
  const beside = usd([1_000, 1.25], [600, 0.125], [10, 10]);

  it('trap 22: a cached part above the input is beside it', () => {
    const larger = { ...cached, 'gen_ai.usage.cache_read.input_tokens': 1_600 };
    const bill = span(larger);
    expectBill(bill, '0.00155', { 'cut to the input': usd([0, 1.25], [1_000, 0.125], [10, 10]) });
    expect(warningsOf(bill)).toEqual([]);
  });

  it('trap 22: else the total decides', () => {
    const inclusive = span({ ...cached, 'gen_ai.usage.total_tokens': 1_010 });
    const exclusive = span({ ...cached, 'gen_ai.usage.total_tokens': 1_610 });
    expectBill(inclusive, '0.000675', { beside });
    expectBill(exclusive, '0.001425', { inside });
    expect([warningsOf(inclusive), warningsOf(exclusive)]).toEqual([[], []]);
  });

  it('trap 22: without either it is taken for what the convention says, and named ambiguous', () => {
    const bill = span(cached);
    expectBill(bill, '0.000675', { beside });
    expect(warningsOf(bill)).toEqual(['ambiguous-cache']);
  });
});
