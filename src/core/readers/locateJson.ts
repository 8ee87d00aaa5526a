import type { RecordPlace } from './reader.ts';

/** Deeper values have no place of their own; they are found with the value that holds them. */
const DEPTH_LIMIT = 7;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const COLON = 0x3a;

interface Open {
  path: string;
  isObject: boolean;
  /** Index of the next item, or name of the member that is being read. */
  key: string | number;
  place: RecordPlace;
}

/**
 * Where every list and object of one JSON value stands, by its path ("messages/3/content"). `bytes` begins with the value; `start` is
 * where that is in the file. Understands structure only, so that it works on a value that is cut or damaged too.
 */
export function locateJson(bytes: Uint8Array, start: { line: number; offset: number }): Map<string, RecordPlace> {
  const places = new Map<string, RecordPlace>();
  const stack: Open[] = [];
  let { line } = start;
  let depth = 0;
  let lastString = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    const top = stack.at(-1);
    if (byte === NEWLINE) line++;
    else if (byte === QUOTE) {
      const from = i + 1;
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
      if (depth === stack.length) lastString = nameOf(bytes, from, Math.min(i, bytes.length));
    } else if (byte === COLON) {
      if (top?.isObject && depth === stack.length) top.key = lastString;
    } else if (byte === COMMA) {
      if (top && !top.isObject && depth === stack.length) top.key = Number(top.key) + 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (depth === stack.length && depth < DEPTH_LIMIT) {
        const path = top ? (top.path === '' ? `${top.key}` : `${top.path}/${top.key}`) : '';
        stack.push({
          path,
          isObject: byte === 0x7b,
          key: byte === 0x7b ? '' : 0,
          place: { line, offset: start.offset + i, length: bytes.length - i },
        });
      }
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (depth === stack.length && top) {
        top.place.length = start.offset + i + 1 - top.place.offset;
        if (!places.has(top.path)) places.set(top.path, top.place);
        stack.pop();
      }
      depth = Math.max(0, depth - 1);
    }
  }
  for (const { path, place } of stack) if (!places.has(path)) places.set(path, place);
  return places;
}

/** A member's name; names that are no path parts of ours (long, escaped, not ASCII) need not be right. */
function nameOf(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > 80) return '…';
  return String.fromCharCode(...bytes.subarray(from, to));
}
