import type { PatchSet } from '../core/costcraft/patch.ts';
import { ExactNumber } from './writeJson.ts';
import type { JsonValue } from './writeJson.ts';

/** Members of a patch set that hold dollars, as text in memory and as exact numbers in JSON. */
const MONEY: ReadonlySet<string> = new Set(['usd', 'low', 'mid', 'high', 'ruleCost', 'net', 'saved', 'of']);

/** The document of `clawtrace distill --json`. */
export function patchSetJson(set: PatchSet): JsonValue {
  return withExactMoney(set, '');
}

function withExactMoney(value: unknown, key: string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => withExactMoney(item, ''));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, item === undefined ? undefined : withExactMoney(item, name)]),
    );
  }
  return typeof value === 'string' && MONEY.has(key) ? new ExactNumber(value) : (value as JsonValue);
}
