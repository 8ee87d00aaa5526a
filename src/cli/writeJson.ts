import { escapeUnseen } from '../core/session/escapeUnseen.ts';
import type { Usd } from '../core/card/traceCard.ts';

/** A number that is written as its decimal text stands, since a double would round it. */
export class ExactNumber {
  readonly text: string;

  constructor(text: Usd) {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) throw new RangeError(`not a JSON number: ${text.slice(0, 40)}`);
    this.text = text;
  }
}

export type JsonValue =
  null | boolean | number | string | ExactNumber | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** JSON with two spaces of indent; keys in the order given, `undefined` left out, exact numbers digit by digit. Ends with a line end. */
export function writeJson(value: JsonValue): string {
  return `${write(value, '')}\n`;
}

function write(value: JsonValue, indent: string): string {
  if (value instanceof ExactNumber) return value.text;
  if (value === null || typeof value !== 'object') return escapeUnseen(JSON.stringify(value));
  const inner = `${indent}  `;
  if (isArray(value))
    return wrap(
      '[',
      value.map((item) => inner + write(item, inner)),
      `${indent}]`,
    );
  const members = Object.entries(value).filter((member): member is [string, JsonValue] => member[1] !== undefined);
  return wrap(
    '{',
    members.map(([key, item]) => `${inner}${escapeUnseen(JSON.stringify(key))}: ${write(item, inner)}`),
    `${indent}}`,
  );
}

function wrap(open: string, items: string[], close: string): string {
  return items.length === 0 ? open + close.trim() : `${open}\n${items.join(',\n')}\n${close}`;
}

function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
