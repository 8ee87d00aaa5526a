import { lookUp } from '../../session/lookUp.ts';
import { TEXT_LIMIT, type Content, type LlmCall, type SourcePointer, type StopReason } from '../../session/session.ts';
import { asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { SizedText } from '../scan/sizedText.ts';
import { charsOf, cutText, firstLine, jsonChars, measureJson } from '../text.ts';
import { readLoggedUsd, readUsage, usageFingerprint } from './usage.ts';

type Call = Omit<LlmCall, 'index' | 'parent'>;

/** OpenClaw writes messages that no model wrote under these names. */
const PSEUDO_MODELS = new Set(['delivery-mirror', 'gateway-injected']);

const STOPS: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  toolUse: 'tool',
  length: 'length',
  error: 'error',
  aborted: 'aborted',
};

/** One assistant record: one request to a model. */
export function readCall(message: JsonRecord, record: JsonRecord, at: number | undefined, source: SourcePointer): Call {
  const provider = asText(message['provider']);
  const model = asText(message['model']) ?? '';
  const pseudo = provider === 'openclaw' && PSEUDO_MODELS.has(model);
  const stop = lookUp(STOPS, asText(message['stopReason']) ?? '') ?? 'unknown';
  const usage = pseudo ? undefined : readUsage(message['usage'], provider);
  const { content, text } = readContent(message['content']);
  const loggedUsd = readLoggedUsd(message['usage']);
  const failed = stop === 'error' || (stop === 'aborted' && content.length === 0);
  const error = asText(message['errorMessage']);
  const startedAt = asTime(message['timestamp']);
  const durationMs = at !== undefined && startedAt !== undefined && at > startedAt ? at - startedAt : undefined;
  return {
    kind: 'llm',
    billId: billIdOf(message, record, model),
    model,
    extraUsage: [],
    serving: {},
    free: pseudo || (usage === undefined && failed),
    stop,
    content,
    text: cutText(text, TEXT_LIMIT),
    source,
    ...(at !== undefined && { at }),
    ...(provider !== undefined && { provider }),
    ...(usage && { usage }),
    ...(message['usage'] !== undefined && {
      rawUsage: measureJson(message['usage']).json,
    }),
    ...(loggedUsd !== undefined && { loggedUsd }),
    ...(durationMs !== undefined && { durationMs }),
    ...(error !== undefined && { error: firstLine(error) }),
  };
}

/** A request that failed before any answer: OpenClaw logs it as a custom record. It has no usage and no bill. */
export function promptErrorCall(record: JsonRecord, at: number | undefined, source: SourcePointer): Call {
  const data = asRecord(record['data']);
  const provider = asText(data?.['provider']);
  const error = asText(data?.['error']) ?? 'the request failed';
  return {
    kind: 'llm',
    billId: `prompt-error:${asText(data?.['runId']) ?? ''}:${asText(record['id']) ?? source.line}`,
    model: asText(data?.['model']) ?? '',
    extraUsage: [],
    serving: {},
    free: true,
    stop: error === 'aborted' ? 'aborted' : 'error',
    content: [],
    text: '',
    error: firstLine(error),
    source,
    ...(at !== undefined && { at }),
    ...(provider !== undefined && { provider }),
  };
}

/** True where an assistant record tells of the same failed request as the prompt-error record before it. */
export function isFailedTwin(promptError: JsonRecord, message: JsonRecord): boolean {
  const stop = message['stopReason'];
  return (stop === 'error' || stop === 'aborted') && asRecord(promptError['data'])?.['model'] === message['model'];
}

/**
 * The provider's id of the response where the record keeps it. Else what every copy of the record shares: a fork copies records
 * with their ids, times and usage into a file with another session id.
 */
function billIdOf(message: JsonRecord, record: JsonRecord, model: string): string {
  const responseId = asText(message['responseId']);
  if (responseId !== undefined) return responseId;
  const usage = usageFingerprint(asRecord(message['usage']));
  return `pi:${asText(record['id']) ?? ''}:${asTime(record['timestamp']) ?? asTime(message['timestamp']) ?? ''}:${model}:${usage}`;
}

function readContent(raw: unknown): { content: Content[]; text: string } {
  const content: Content[] = [];
  const said: string[] = [];
  for (const value of typeof raw === 'string' || raw instanceof SizedText ? [{ type: 'text', text: raw }] : asList(raw)) {
    const block = asRecord(value);
    switch (block?.['type']) {
      case 'text': {
        const text = block['text'];
        content.push({ kind: 'text', chars: charsOf(text) });
        // A text that was only measured is not asked for.
        if (typeof text === 'string' && text.trim() !== '') said.push(text.trim());
        break;
      }
      case 'thinking': {
        content.push({ kind: 'thinking', chars: charsOf(block['thinking']) || charsOf(block['thinkingSignature']) });
        break;
      }
      case 'toolCall': {
        const id = asText(block['id']);
        const chars = (asText(block['name']) ?? '').length + jsonChars(block['arguments']);
        content.push({
          kind: 'tool-call',
          chars,
          ...(id !== undefined && { toolCallId: id }),
        });
        break;
      }
      case 'image':
        content.push({ kind: 'image', chars: 0 });
        break;
    }
  }
  return { content, text: said.join('\n') };
}
