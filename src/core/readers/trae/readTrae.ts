import type { Json, Session, Source, SourcePointer, Usage, Warning } from '../../session/session.ts';
import { contentOf } from '../callBody.ts';
import { Conversation } from '../conversation.ts';
import { inclusiveUsage } from '../inclusiveUsage.ts';
import { asCount, asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { exclusiveUsage } from '../openaiUsage.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace } from '../reader.ts';
import { resultBody } from '../resultBody.ts';
import { nameOf, sessionBody } from '../sessionBody.ts';
import { stopOf } from '../stopReason.ts';
import { firstLine, readBlocks } from '../text.ts';

const ROOT = /^\[Project root path\]:\s*(\S+)/;

/** Reads one trajectory of trae-agent: each interaction holds what was new in the prompt, and the response with its usage. */
export function readTrae(value: unknown, place: RecordPlace, source: Source, warnings: readonly Warning[]): Session {
  const record = asRecord(value);
  const talk = new Conversation();
  const run = asText(record?.['start_time']) ?? nameOf(source.path);
  let cwd: string | undefined;
  asList(record?.['llm_interactions']).forEach((item, i) => {
    const interaction = asRecord(item);
    if (!interaction) return;
    const at = asTime(interaction['timestamp']);
    const here = pointer(place, 'llm_interactions', i);
    asList(interaction['input_messages']).forEach((raw, j) => {
      const message = asRecord(raw);
      const there = pointer(place, 'llm_interactions', i, 'input_messages', j);
      const result = asRecord(message?.['tool_result']);
      if (result) readResult(talk, result, at, there);
      const { text, images } = readBlocks(message?.['content']);
      if (text === '') return;
      cwd ??= ROOT.exec(text)?.[1];
      talk.user(text, there, { at, images, byPerson: message?.['role'] === 'user' });
    });
    readAnswer(talk, interaction, at, here, `${run}:${i}`);
  });
  asList(record?.['agent_steps']).forEach((item, i) => {
    const step = asRecord(item);
    const at = asTime(step?.['timestamp']);
    // The results of the last step are in no prompt any more.
    asList(step?.['tool_results']).forEach((raw, j) => {
      const result = asRecord(raw);
      if (result) readResult(talk, result, at, pointer(place, 'agent_steps', i, 'tool_results', j));
    });
    const error = asText(step?.['error']);
    if (error === undefined || asRecord(step?.['llm_response'])) return;
    const here = pointer(place, 'agent_steps', i);
    const [model, provider] = [asText(record?.['model']), asText(record?.['provider'])];
    talk.call({ billId: `${run}:error-${i}`, source: here, at, model, provider, free: true, stop: 'error', error: firstLine(error) });
  });
  return sessionBody(
    {
      format: 'trae',
      id: undefined,
      task: asText(record?.['task']),
      cwd,
      startedAt: asTime(record?.['start_time']),
      endedAt: asTime(record?.['end_time']),
      main: talk.build(),
      // `success: true` is the agent's own word for being done; only the other one tells something.
      outcome: record?.['success'] === false ? { result: 'failure', evidence: ['the run is recorded with "success": false'] } : undefined,
      warnings: [...warnings],
    },
    source,
  );
}

function readAnswer(talk: Conversation, interaction: JsonRecord, at: number | undefined, source: SourcePointer, billId: string): void {
  const response = asRecord(interaction['response']);
  if (!response) return;
  const provider = asText(interaction['provider']);
  const { text } = readBlocks(response['content']);
  const tools = asList(response['tool_calls']).flatMap((item, i) => {
    const call = asRecord(item);
    return call
      ? [{ id: asText(call['call_id']) ?? `${source.line}-${i}`, name: asText(call['name']) ?? '', args: call['arguments'] }]
      : [];
  });
  talk.call(
    {
      billId,
      source,
      at,
      provider,
      // The name that was asked for tells the region of Bedrock, the one that answered does not.
      model: asText(interaction['model']) ?? asText(response['model']),
      usage: readUsage(response['usage'], provider),
      rawUsage: response['usage'] as Json | undefined,
      stop: tools.length > 0 ? 'tool' : stopOf(response['finish_reason']),
      content: contentOf({ text }),
      text,
    },
    tools,
  );
}

/** Anthropic's input excludes the cache, also behind Bedrock; that of all others includes it (trap 21). */
function readUsage(raw: unknown, provider: string | undefined): Usage | undefined {
  const usage = asRecord(raw);
  if (!usage) return undefined;
  const [input, cacheRead, cacheWrite, output, reasoning] = [
    'input_tokens',
    'cache_read_input_tokens',
    'cache_creation_input_tokens',
    'output_tokens',
    'reasoning_tokens',
  ].map((name) => asCount(usage[name])) as [number, number, number, number, number];
  const isExclusive = provider === 'anthropic' || provider === 'bedrock' || cacheRead + cacheWrite > input;
  return isExclusive
    ? exclusiveUsage({ input, cacheRead, cacheWrite, output, reasoning })
    : inclusiveUsage({ prompt: input, cacheRead, cacheWrite, output, reasoning });
}

function readResult(talk: Conversation, result: JsonRecord, at: number | undefined, source: SourcePointer): void {
  const id = asText(result['call_id']);
  if (id === undefined || talk.resultOf(id)) return;
  const parts = [asText(result['result']), asText(result['error'])].filter((part) => part !== undefined);
  const isError = result['success'] === false;
  talk.result(id, undefined, resultBody(parts.join('\n'), source, { at, isError, error: isError ? asText(result['error']) : undefined }));
}
