import { fixtureBytes } from '../readers/fixture.ts';

interface Metrics {
  token_usages: unknown[];
  accumulated_token_usage?: unknown;
}

/** The first run of the fixture, which tells the usage of three calls, without it. */
export function openHandsRun({ total }: { total: boolean }): string {
  const [first = ''] = new TextDecoder().decode(fixtureBytes('openhands.jsonl')).split('\n');
  const record = JSON.parse(first) as { metrics: Metrics; history: { tool_call_metadata?: { model_response: { usage?: unknown } } }[] };
  record.metrics.token_usages = [];
  if (!total) delete record.metrics.accumulated_token_usage;
  for (const { tool_call_metadata } of record.history) if (tool_call_metadata) delete tool_call_metadata.model_response.usage;
  return `${JSON.stringify(record)}\n`;
}

/** A file of the log, as OpenHands writes it: the request, the response as its library gives it, the time and the dollars. */
export function completionLog(id: string, input: number, timestamp: number): string {
  const usage = { prompt_tokens: input, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 100 } };
  const choices = [{ message: { role: 'assistant', content: 'I look.' } }];
  return JSON.stringify({ messages: [], response: { id, model: 'gpt-4o-2024-08-06', choices, usage }, kwargs: {}, timestamp, cost: 0.25 });
}
