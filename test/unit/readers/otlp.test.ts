import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { fixture, fixtureJson, readDocument } from './fixture.ts';
import { mainCalls, mainSteps, only, readLines, usage } from './make.ts';

type Attributes = Record<string, string | number>;

function spans(...list: Attributes[]): Session {
  const made = list.map((attributes, i) => ({
    name: 'chat',
    context: { trace_id: '0xaa', span_id: `0x${i}` },
    start_time: `2026-01-05T10:00:0${i}.000000Z`,
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-5-mini', ...attributes },
  }));
  return readDocument({ spans: made });
}

describe('OpenTelemetry', () => {
  const session = fixture('otlp.json');

  it('counts a request once however many spans tell of it, and never an agent’s sum', () => {
    expect(session).toMatchObject({ id: 'otl-1', agent: { name: 'shelver' }, task: 'Sort the shelves' });
    expect(mainCalls(session)).toMatchObject([
      {
        billId: 'resp-1',
        provider: 'openai',
        model: 'gpt-5-mini-2025-08-07',
        usage: usage({ input: 400, cacheRead: 600, output: 20 }),
        text: 'I look.',
      },
      { model: 'gpt-5-mini', usage: usage({ input: 1200, output: 10 }) },
      { free: true, stop: 'error', error: 'no shelf' },
    ]);
  });

  it('counts spans once that an exporter has sent twice', () => {
    const document = fixtureJson('otlp.json');
    const twice = readLines([document, document]);
    expect(mainCalls(twice).map(({ billId }) => billId)).toEqual(mainCalls(session).map(({ billId }) => billId));
    expect(mainSteps(twice).map(({ name, result }) => [name, result?.text])).toEqual([['list', 'gone']]);
  });

  it('has tools with arguments, results and failures, and the agents in them', () => {
    const tool = only(mainSteps(session));
    expect(tool).toMatchObject({
      name: 'list',
      args: { path: '/' },
      callIndex: 2,
      result: { text: 'gone', isError: true, durationMs: 1000 },
    });
    expect(tool.agent).toMatchObject({ type: 'counter', thread: { entries: [{ kind: 'llm', usage: usage({ input: 100, output: 5 }) }] } });
  });

  it('reads the spellings of other libraries', () => {
    const [inference, traceloop, vercel] = mainCalls(
      spans(
        { 'llm.token_count.prompt': 7, 'llm.token_count.completion': 3 },
        { 'llm.usage.prompt_tokens': 8, 'llm.usage.completion_tokens': 2 },
        { 'ai.usage.inputTokens': 9, 'ai.usage.outputTokens': 1 },
      ),
    );
    expect([inference, traceloop, vercel].map((call) => [call?.usage?.input, call?.usage?.output])).toEqual([
      [7, 3],
      [8, 2],
      [9, 1],
    ]);
  });

  it.each<[string, (span: Record<string, unknown>) => unknown]>([
    ['Tempo', (span) => ({ batches: [{ instrumentationLibrarySpans: [{ spans: [span] }] }] })],
    ['a trace inside an answer', (span) => ({ trace: { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] } })],
    ['a list of spans', (span) => [{ ...span, context: { trace_id: 'a', span_id: 'b' } }]],
    [
      'Jaeger',
      (span) => ({
        data: [
          {
            spans: [
              {
                traceID: 'a',
                spanID: 'b',
                operationName: span['name'],
                startTime: 1767607200000000,
                duration: 2_000_000,
                tags: [
                  { key: 'gen_ai.request.model', type: 'string', value: 'gpt-5-mini' },
                  { key: 'gen_ai.usage.input_tokens', type: 'int64', value: 50 },
                  { key: 'gen_ai.usage.output_tokens', type: 'int64', value: 5 },
                ],
              },
            ],
          },
        ],
      }),
    ],
    [
      'Langfuse',
      (span) => ({
        trace: { id: 'a' },
        observations: [
          {
            id: 'b',
            type: 'GENERATION',
            name: span['name'],
            startTime: '2026-01-05T10:00:00.000Z',
            endTime: '2026-01-05T10:00:02.000Z',
            model: 'gpt-5-mini',
            usageDetails: { input: 50, output: 5, total: 55 },
            metadata: '{"attributes":{"gen_ai.request.model":"gpt-5-mini"}}',
          },
        ],
      }),
    ],
  ])('comes in the envelope of %s', (_, wrap) => {
    const span = {
      traceId: 'a',
      spanId: 'b',
      name: 'chat',
      startTimeUnixNano: 1767607200000000000,
      endTimeUnixNano: '1767607202000000000',
      attributes: [
        { key: 'gen_ai.request.model', value: { stringValue: 'gpt-5-mini' } },
        { key: 'gen_ai.usage.input_tokens', value: { intValue: 50 } },
        { key: 'gen_ai.usage.output_tokens', value: { intValue: '5' } },
      ],
    };
    const call = only(mainCalls(readDocument(wrap(span))));
    expect(call).toMatchObject({ model: 'gpt-5-mini', at: 1767607200000, durationMs: 2000, usage: usage({ input: 50, output: 5 }) });
  });

  it('reads agents’ own events, told twice or not', () => {
    const event = (name: string, more: Record<string, unknown>): Record<string, unknown> => ({
      hrTime: [1767607200, 0],
      attributes: { 'session.id': 'ev-1', 'event.name': name, ...more },
    });
    const session = readLines([
      event('gemini_cli.user_prompt', { prompt: 'Sort the shelves' }),
      event('gen_ai.client.inference.operation.details', {
        'gen_ai.request.model': 'gemini-2.5-pro',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 5,
      }),
      event('gemini_cli.api_response', {
        model: 'gemini-2.5-pro',
        input_token_count: 100,
        output_token_count: 5,
        cached_content_token_count: 40,
        thoughts_token_count: 20,
        total_token_count: 125,
      }),
      event('gemini_cli.tool_call', {
        function_name: 'read_file',
        function_args: '{"path":"a"}',
        success: false,
        error: 'gone',
        duration_ms: 7,
      }),
      event('claude_code.api_request', {
        model: 'claude-sonnet-4-5',
        input_tokens: '3',
        output_tokens: '5',
        cache_read_tokens: '100',
        cache_creation_tokens: '20',
        cost_usd: 0.0002,
      }),
    ]);
    expect(session).toMatchObject({ format: 'otlp', id: 'ev-1', task: 'Sort the shelves' });
    expect(mainCalls(session).map(({ usage: u }) => u)).toEqual([
      usage({ input: 60, cacheRead: 40, output: 25, reasoning: 20 }),
      usage({ input: 3, cacheRead: 100, cacheWrite5m: 20, output: 5 }),
    ]);
    expect(only(mainSteps(session))).toMatchObject({
      name: 'read_file',
      args: { path: 'a' },
      result: { isError: true, error: 'gone', durationMs: 7 },
    });
  });

  it('leaves spans of other things alone', () => {
    const made = fixtureJson('otlp.json');
    const text = JSON.stringify(made).replaceAll('gen_ai.', 'http.');
    expect(() => readDocument(JSON.parse(text))).toThrow('no agent session');
  });
});
