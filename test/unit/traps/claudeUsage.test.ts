import { describe, expect, it } from 'vitest';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import { linesOf } from '../readers/make.ts';
import { ask, counted, head, line, say, turn } from '../readers/makeCodex.ts';
import { billOf, billOfBytes, billOfDocument, claude, expectBill, usd, warningsOf } from './trapBill.ts';

/** Opus 4.5: 5 in, 0.5 read, 6.25 and 10 written, 25 out. Sonnet 4.5: 3, 0.3, 3.75, 6, 15. Haiku 4.5: 1, 0.1, 1.25, 2, 5. */
const SONNET = 'claude-sonnet-4-5-20250929';
const HAIKU = 'claude-haiku-4-5-20251001';

const written = (total: number | undefined, fiveMinutes: number, oneHour: number): Record<string, unknown> => ({
  ...(total !== undefined && { cache_creation_input_tokens: total }),
  cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour },
});

describe('cache writes', () => {
  it('trap 1: a write for an hour is twice the input, one for five minutes 1.25 times', () => {
    const bill = billOf(claude({ usage: written(1_000, 200, 800) }));
    expectBill(bill, '0.00925', {
      'all as 5-minute writes': usd([1_000, 6.25]),
      'all as 1-hour writes': usd([1_000, 10]),
      'the total beside its split': usd([1_000, 6.25], [200, 6.25], [800, 10]),
    });
    expect(bill.tokens).toMatchObject({ cacheWrite5m: 200, cacheWrite1h: 800 });
  });

  it('trap 2: what a split leaves out of the total is a 5-minute write, and said', () => {
    const zero = billOf(claude({ usage: written(1_000, 0, 0) }));
    expectBill(zero, '0.00625', { 'a split of zeros believed': '0' });
    const partly = billOf(claude({ usage: written(1_000, 0, 600) }));
    expectBill(partly, '0.0085', { 'the split alone': usd([600, 10]), 'the total alone': usd([1_000, 6.25]) });
    expect([warningsOf(zero), warningsOf(partly)]).toEqual([['cache-split'], ['cache-split']]);
    expect(warningsOf(billOf(claude({ usage: written(1_000, 400, 600) })))).toEqual([]);
    expect(warningsOf(billOf(claude({ usage: { cache_creation_input_tokens: 1_000 } })))).toEqual([]);
  });

  it('trap 2: a split above the total is billed as it stands, and said', () => {
    const above = billOf(claude({ usage: written(1_000, 800, 600) }));
    expectBill(above, '0.011', { 'the total alone': usd([1_000, 6.25]) });
    expect(warningsOf(above)).toEqual(['cache-split']);
    expect(warningsOf(billOf(claude({ usage: written(undefined, 800, 600) })))).toEqual([]);
  });
});

describe('iterations', () => {
  const message = { type: 'message', input_tokens: 1_000, output_tokens: 100 };

  it('trap 12: an advisor and a compaction are billed beside the call, each under its own model, and nothing else is', () => {
    const iterations = [
      message,
      { type: 'advisor_message', model: 'claude-opus-4-5', input_tokens: 2_000, cache_read_input_tokens: 1_000, output_tokens: 300 },
      { type: 'fallback_message', model: HAIKU, input_tokens: 5_000, output_tokens: 50 },
      { type: 'compaction', input_tokens: 4_000, output_tokens: 200 },
    ];
    const bill = billOf(claude({ model: SONNET, usage: { input_tokens: 1_000, output_tokens: 100, iterations } }));
    const call: [number, number][] = [
      [1_000, 3],
      [100, 15],
    ];
    const advisor: [number, number][] = [
      [2_000, 5],
      [1_000, 0.5],
      [300, 25],
    ];
    const compaction: [number, number][] = [
      [4_000, 3],
      [200, 15],
    ];
    expectBill(bill, '0.0375', {
      'the top level alone': usd(...call),
      'the message twice': usd(...call, ...call, ...advisor, ...compaction),
      'the advisor at the price of the call': usd(...call, [2_000, 3], [1_000, 0.3], [300, 15], ...compaction),
      'the fallback billed': usd(...call, ...advisor, ...compaction, [5_000, 1], [50, 5]),
      'no compaction': usd(...call, ...advisor),
    });
    expect(bill.tokens).toMatchObject({ input: 7_000, cacheRead: 1_000, output: 600 });
  });

  it('trap 39: the tier is that of the largest single iteration, not of their sum', () => {
    const one = { type: 'message', input_tokens: 50_000, cache_read_input_tokens: 100_000, output_tokens: 10 };
    const advisor = { type: 'advisor_message', model: HAIKU, input_tokens: 150_000, output_tokens: 10 };
    const usage = { input_tokens: 100_000, cache_read_input_tokens: 200_000, output_tokens: 20, iterations: [one, advisor, one] };
    expectBill(billOf(claude({ model: SONNET, usage })), '0.51035', {
      'tier of the sum': usd([100_000, 6], [200_000, 0.6], [20, 22.5], [150_000, 1], [10, 5]),
    });
    const large = { ...one, input_tokens: 150_000 };
    const above = { ...usage, input_tokens: 200_000, iterations: [one, large] };
    expectBill(billOf(claude({ model: SONNET, usage: above })), '1.32045', {
      'tier of the smallest': usd([200_000, 3], [200_000, 0.3], [20, 15]),
    });
  });
});

describe('the record', () => {
  const usage = { input_tokens: 1_000, output_tokens: 10, cache_read_input_tokens: 2_000, ...written(100, 100, 0) };

  it('trap 13: null is absent for its own field, and the rest counts', () => {
    const nulls = { service_tier: null, speed: null, inference_geo: null, iterations: null, server_tool_use: null };
    const bill = billOf(claude({ usage: { ...usage, ...nulls, cache_creation: null } }));
    expectBill(bill, '0.006875', { 'the line dropped': '0' });
    const noWrites = billOf(claude({ usage: { ...usage, cache_creation_input_tokens: null, cache_creation: null } }));
    expectBill(noWrites, '0.00625', { 'the line dropped': '0' });
    const noReads = billOf(claude({ usage: { ...usage, cache_read_input_tokens: null, server_tool_use: { web_search_requests: null } } }));
    expectBill(noReads, '0.005875', { 'the line dropped': '0' });
  });

  it('trap 14: JSON is known by its structure, however it is spaced, ordered or escaped', () => {
    const lines = claude({ usage });
    const compact = billOf(lines);
    const spaced = linesOf(lines.map((record) => JSON.stringify(record, null, 1).replaceAll(/\n\s*/g, '  ')));
    const reversed = linesOf(lines.map((record) => JSON.stringify(reverseKeys(record))));
    const escaped = linesOf(
      lines.map((record) => JSON.stringify(record).replaceAll('"usage"', '"\\u0075sage"').replaceAll('"type":"ass', '"type":"\\u0061ss')),
    );
    for (const bytes of [spaced, reversed, escaped]) {
      const bill = billOfBytes(bytes);
      expectBill(bill, '0.006875', { 'lines passed over': '0' });
      expect([bill.tokens, bill.session.task]).toEqual([compact.tokens, compact.session.task]);
    }
    // The pattern of a usage record inside a text is a text.
    const quoted = '"usage":{"input_tokens":999999,"output_tokens":999999}';
    const talked = claude({ usage });
    (talked[1] as { message: { content: unknown } }).message.content = [{ type: 'text', text: quoted }];
    expectBill(billOf(talked), '0.006875', { 'the text taken for usage': usd([999_999, 5], [999_999, 25]) });
  });
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reverseKeys(item)]),
  );
}

describe('fees and factors', () => {
  const every = { input_tokens: 1_000, cache_read_input_tokens: 1_000, output_tokens: 1_000, ...written(2_000, 1_000, 1_000) };
  const AUGUST = '2026-08-01T12:00:00Z';

  it('trap 15: a web search has a fee of a cent, counted by Anthropic and itemised by OpenAI', () => {
    const anthropic = billOf(claude({ usage: { input_tokens: 1_000, server_tool_use: { web_search_requests: 3 } } }));
    expectBill(anthropic, '0.035', { 'tokens alone': usd([1_000, 5]) });
    expect(formatUsdExact(anthropic.buckets.fees)).toBe('0.03');
    const search = (id: string, action: string): Record<string, unknown> =>
      line(3, 'response_item', { type: 'web_search_call', id, status: 'completed', action: { type: action } });
    const last = counted(4, [1_000, 0, 0], [1_000, 0, 0]);
    const openai = billOf([head(), turn(1), ask(2, 'Go'), search('a', 'search'), search('b', 'open_page'), search('c', 'search'), last]);
    expectBill(openai, '0.02125', { 'tokens alone': usd([1_000, 1.25]), 'an opened page as a search': '0.03125' });
  });

  it('trap 16: fast is a matter of the answer, and its factor is of the model', () => {
    const model = 'claude-opus-4-8';
    const plain = usd([1_000, 5], [1_000, 0.5], [1_000, 6.25], [1_000, 10], [1_000, 25]);
    const at = AUGUST;
    expectBill(billOf(claude({ model, at, usage: { ...every, speed: 'fast' } })), '0.0935', { 'as usual': plain });
    // Asked for, and served as usual.
    const asked = claude({ model, at, usage: { ...every, speed: 'standard' }, line: { speed: 'fast', fastMode: true } });
    expectBill(billOf(asked), '0.04675', { 'fast because it was asked for': '0.0935' });
    const disputed = billOf(claude({ model: 'claude-opus-4-6', at, usage: { ...every, speed: 'fast' } }));
    expect([...disputed.main.calls.values()][0]?.price).toContain('(disputed)');
    const unknown = billOf(claude({ model: 'claude-sonnet-5', at, usage: { ...every, speed: 'fast' } }));
    expect([...unknown.main.calls.values()][0]?.price).toContain('fast: no published factor');
  });

  it('trap 17: a factor is on the cached tokens, too', () => {
    const bill = billOf(claude({ model: 'claude-opus-4-8', at: AUGUST, usage: { ...every, speed: 'fast' } }));
    expectBill(bill, '0.0935', {
      'on input and output alone': usd([1_000, 10], [1_000, 0.5], [1_000, 6.25], [1_000, 10], [1_000, 50]),
      'on all but reads': usd([1_000, 10], [1_000, 0.5], [1_000, 12.5], [1_000, 20], [1_000, 50]),
    });
  });

  it('trap 18: data that stays in the US costs a tenth more from 4.6 on', () => {
    const at = '2026-04-01T00:00:00Z';
    const geo = (model: string, inference_geo: string | null): ReturnType<typeof billOf> =>
      billOf(claude({ model, at, usage: { ...every, inference_geo } }));
    const list = '0.04675';
    expectBill(geo('claude-opus-4-6', 'us'), '0.051425', {
      list,
      'on input and output alone': usd([1_000, 5.5], [1_000, 27.5], [1_000, 16.75]),
    });
    for (const elsewhere of ['global', 'not_available', '', null]) expectBill(geo('claude-opus-4-6', elsewhere), list, { us: '0.051425' });
    expectBill(geo('claude-opus-4-5', 'us'), list, { 'older models, too': '0.051425' });
  });

  it('trap 19: the price is that of the tier that served the call', () => {
    const batch = billOf(claude({ usage: { ...every, service_tier: 'batch' } }));
    expectBill(batch, '0.023375', { 'as usual': '0.04675' });
    expectBill(billOf(claude({ usage: { ...every, service_tier: 'standard' } })), '0.04675', { batch: '0.023375' });
    const span = (tiers: Record<string, string>): ReturnType<typeof billOf> =>
      billOfDocument({
        spans: [
          {
            name: 'chat',
            context: { trace_id: '0xaa', span_id: '0x1' },
            start_time: '2026-02-01T10:00:00.000000Z',
            attributes: {
              'gen_ai.operation.name': 'chat',
              'gen_ai.provider.name': 'openai',
              'gen_ai.request.model': 'gpt-5',
              'gen_ai.usage.input_tokens': 1_000,
              'gen_ai.usage.output_tokens': 100,
              ...tiers,
            },
          },
        ],
      });
    const flex = span({ 'openai.response.service_tier': 'flex' });
    expectBill(flex, '0.001125', { 'as usual': usd([1_000, 1.25], [100, 10]) });
    expect(warningsOf(flex)).toEqual([]);
    // OpenAI's echo of a priority request may say "default": then what was asked for is what is billed, and it is said.
    const echoed = span({ 'openai.request.service_tier': 'priority', 'openai.response.service_tier': 'default' });
    expectBill(echoed, '0.0045', { 'the echo believed': usd([1_000, 1.25], [100, 10]) });
    expect(warningsOf(echoed)).toEqual(['requested-tier']);
    // An echo that names a tier of its own is what happened.
    const lowered = span({ 'gen_ai.openai.request.service_tier': 'priority', 'gen_ai.openai.response.service_tier': 'flex' });
    expectBill(lowered, '0.001125', { 'the request believed': '0.0045' });
    expectBill(span({ 'openai.request.service_tier': 'auto', 'openai.response.service_tier': 'default' }), '0.00225', {
      priority: '0.0045',
    });
  });
});

it('trap 15: a search does not hide behind an answer that was told in parts', () => {
  const [user, first] = claude({ id: 'm', usage: { input_tokens: 10, output_tokens: 1 } });
  const [, last] = claude({ id: 'm', usage: { input_tokens: 10, output_tokens: 9, server_tool_use: { web_search_requests: 2 } } });
  expectBill(billOf([user!, first!, { ...(last as object), uuid: 'a9' }, say(9, 'other records are passed over')]), '0.020275', {
    'the first part alone': usd([10, 5], [1, 25]),
  });
});
