import { TEXT_LIMIT, type Content } from '../../session/session.ts';
import { asText, type JsonRecord } from '../json.ts';
import { SizedText } from '../scan/sizedText.ts';
import { charsOf, cutText, jsonChars, readText } from '../text.ts';
import { digestText, isSameDigest, type TextDigest } from '../textDigest.ts';

/** A block of an answer, with what tells whether another line of it says the same. Never changed. */
export interface AnswerBlock {
  readonly type: unknown;
  readonly id: unknown;
  readonly content: Content;
  /** Of its text or thinking, and of its signature; absent where it has none, and where its id says enough. */
  readonly said: TextDigest | undefined;
  readonly signature: TextDigest | undefined;
  /** What an answer says to people, as much of it as a session keeps; absent where that was only measured. */
  readonly text: string | undefined;
}

/** `inputChars`: of a tool use. `isError`: even a measured text is read, since it says what went wrong. */
export function readAnswerBlock(block: JsonRecord, inputChars: number, isError: boolean): AnswerBlock {
  const { type, id } = block;
  const isRead = type === 'text' && (isError || !(block['text'] instanceof SizedText));
  const hasId = id !== undefined;
  return {
    type,
    id,
    content: describeBlock(block, inputChars),
    said: hasId ? undefined : digestOf(textOf(block)),
    signature: hasId ? undefined : digestOf(block['signature']),
    text: isRead ? cutText(readText(block['text']).trim(), TEXT_LIMIT) : undefined,
  };
}

/**
 * What a block of a later line is to one that is known: the same again, a longer snapshot of its text or thinking, or another block
 * (undefined).
 */
export function compareBlock(known: AnswerBlock, block: JsonRecord): 'same' | 'longer' | undefined {
  if (known.type !== block['type']) return undefined;
  if (known.id !== undefined || block['id'] !== undefined) return known.id === block['id'] ? 'same' : undefined;
  const { said } = known;
  const now = textOf(block);
  if (!said || !isString(now) || now.length < said.length) return undefined;
  if (!isSameDigest(said, digestText(now, said.length))) return undefined;
  if (now.length > said.length) return said.length > 0 ? 'longer' : undefined;
  return isSameDigest(known.signature, digestOf(block['signature'])) ? 'same' : undefined;
}

function textOf(block: JsonRecord): unknown {
  return block['type'] === 'thinking' ? block['thinking'] : block['text'];
}

function digestOf(value: unknown): TextDigest | undefined {
  return isString(value) ? digestText(value) : undefined;
}

function isString(value: unknown): value is string | SizedText {
  return typeof value === 'string' || value instanceof SizedText;
}

function describeBlock(block: JsonRecord, inputChars: number): Content {
  switch (block['type']) {
    case 'text':
      return { kind: 'text', chars: charsOf(block['text']) };
    case 'thinking':
      return {
        kind: 'thinking',
        chars: charsOf(block['thinking']) || charsOf(block['signature']),
      };
    case 'redacted_thinking':
      return { kind: 'thinking', chars: charsOf(block['data']) };
    case 'tool_use': {
      const id = asText(block['id']);
      const chars = (asText(block['name']) ?? '').length + inputChars;
      return id === undefined ? { kind: 'tool-call', chars } : { kind: 'tool-call', chars, toolCallId: id };
    }
    case 'image':
      return { kind: 'image', chars: 0 };
    default:
      // Server-side tools: their use and result stand in the answer itself.
      return {
        kind: block['type'] === 'server_tool_use' ? 'tool-call' : 'text',
        chars: jsonChars(block),
      };
  }
}
