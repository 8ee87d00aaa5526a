import type { Json } from '../session/session.ts';
import { asList, asRecord } from './json.ts';
import { SizedText } from './scan/sizedText.ts';

/** The text cut to at most `limit` characters, never between the halves of a surrogate pair. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return copyOf(text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit));
}

/** A part of a string holds on to the whole of it; what is put together and taken apart again stands by itself. */
function copyOf(part: string): string {
  return ` ${part}`.slice(1);
}

/** First line with something on it, cut to 300 characters. */
export function firstLine(text: string): string {
  const line = text.split('\n', 20).find((candidate) => candidate.trim() !== '') ?? '';
  return copyOf(cutText(line.trim(), 300));
}

/** Text that is safe to show in a message: control characters as spaces, cut to 80 characters. */
export function quoteForMessage(text: string): string {
  return cutText(text, 80).replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

export interface Blocks {
  text: string;
  chars: number;
  images: number;
}

/** Text and images of message content, which is one string or a list of blocks in every format read here. */
export function readBlocks(content: unknown): Blocks {
  if (typeof content === 'string') return { text: content, chars: content.length, images: 0 };
  if (content instanceof SizedText) return readBlocks(content.read());
  const texts: string[] = [];
  let images = 0;
  for (const item of asList(content)) {
    const block = asRecord(item);
    if (typeof item === 'string') texts.push(item);
    else if (block?.['type'] === 'image') images++;
    else if (block) texts.push(readText(block['text']) || readText(block['content']));
  }
  const said = texts.filter((text) => text !== '');
  return {
    text: said.join('\n'),
    chars: said.reduce((sum, text) => sum + text.length, 0),
    images,
  };
}

/** What a string says, measured or not; '' for anything else. */
export function readText(value: unknown): string {
  return value instanceof SizedText ? value.read() : typeof value === 'string' ? value : '';
}

/** UTF-16 units of a string, measured or not; 0 for anything else. */
export function charsOf(value: unknown): number {
  return value instanceof SizedText || typeof value === 'string' ? value.length : 0;
}

/** No agent nests its values as deeply. */
const DEEPEST = 200;

/** A value that was read from JSON; null for one nested too deeply to be written again. */
export function jsonOf(value: unknown): Json {
  return isDeeper(value, DEEPEST) ? null : (value as Json);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
}

export interface Measured {
  json: Json;
  /** UTF-16 units of its JSON text. */
  chars: number;
}

/** A JSON value with the length of its JSON text; null for none, and for one nested too deeply to be written (which no agent sends). */
export function measureJson(value: unknown): Measured {
  if (value === undefined) return { json: null, chars: 0 };
  try {
    return { json: value as Json, chars: JSON.stringify(value).length };
  } catch {
    return { json: null, chars: 0 };
  }
}

/** Length of the JSON text of a value; 0 for nothing. */
export function jsonChars(value: unknown): number {
  return measureJson(value).chars;
}
