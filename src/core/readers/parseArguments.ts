import type { Json } from '../session/session.ts';
import { measureJson } from './text.ts';

/**
 * Arguments of a tool call with the length of their text. Many formats keep them as JSON in a string; what is not JSON stays the string
 * it is, and what is nested too deeply to be JSON of an agent counts as none.
 */
export function parseArguments(value: unknown): { args: Json; argsChars: number } {
  const parsed = typeof value === 'string' ? parse(value) : value;
  const { json, chars } = measureJson(parsed ?? undefined);
  return { args: json, argsChars: typeof value === 'string' ? value.length : chars };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
