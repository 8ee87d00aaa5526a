import { asList, asRecord, asText, type JsonRecord } from '../json.ts';
import { jsonText } from '../jsonText.ts';

export interface Message {
  role: string;
  text: string;
}

/** The messages that were sent, as far as a span shows them. */
export function inputMessages(attributes: JsonRecord): Message[] {
  const listed = messagesOf(
    parsed(
      attributes['gen_ai.input.messages'] ?? attributes['input.value'] ?? attributes['ai.prompt.messages'] ?? attributes['langfuse.input'],
    ),
  );
  if (listed.length > 0) return listed;
  const messages: Message[] = [];
  for (let i = 0; i < 10_000; i++) {
    const role = asText(attributes[`gen_ai.prompt.${i}.role`]) ?? asText(attributes[`llm.input_messages.${i}.message.role`]);
    if (role === undefined) break;
    messages.push({
      role,
      text: asText(attributes[`gen_ai.prompt.${i}.content`]) ?? asText(attributes[`llm.input_messages.${i}.message.content`]) ?? '',
    });
  }
  return messages;
}

/** The text of the answer. */
export function outputText(attributes: JsonRecord): string {
  const whole =
    asText(attributes['gen_ai.completion.0.content']) ??
    asText(attributes['llm.output_messages.0.message.content']) ??
    asText(attributes['ai.response.text']);
  if (whole !== undefined) return whole;
  const value = parsed(
    attributes['gen_ai.output.messages'] ?? attributes['gen_ai.output'] ?? attributes['output.value'] ?? attributes['langfuse.output'],
  );
  const messages = messagesOf(value);
  if (messages.length > 0) return messages.map(({ text }) => text).join('\n');
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : jsonText(value);
}

/** A value that may be text, JSON, or an object, as text. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : jsonText(value);
}

function messagesOf(value: unknown): Message[] {
  const record = asRecord(value);
  const list = record ? (asList(record['messages']).length > 0 ? asList(record['messages']) : asList(record['contents'])) : asList(value);
  return list.flatMap((item) => {
    const message = asRecord(item);
    const role = asText(message?.['role']);
    if (!message || role === undefined) return [];
    const parts = Array.isArray(message['parts']) ? message['parts'] : message['content'];
    return [
      {
        role,
        text:
          typeof parts === 'string'
            ? parts
            : asList(parts)
                .map(partText)
                .filter((text) => text !== '')
                .join('\n'),
      },
    ];
  });
}

function partText(part: unknown): string {
  const record = asRecord(part);
  return typeof part === 'string' ? part : (asText(record?.['text']) ?? asText(record?.['content']) ?? '');
}

/** A value that may be JSON in a string, parsed; what is not JSON stays as it is. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value ?? undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
