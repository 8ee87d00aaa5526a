import type { PatchSet } from '../core/costcraft/patch.ts';
import type { NamedMode } from './modesReport.ts';
import { ExactNumber } from './writeJson.ts';
import type { JsonValue } from './writeJson.ts';

/** Members of a patch set that hold dollars, as text in memory and as exact numbers in JSON. */
const MONEY: ReadonlySet<string> = new Set(['usd', 'low', 'mid', 'high', 'ruleCost', 'net', 'saved', 'of']);

/** What tells dollars, as a whole: left out where a run was made without costs. */
const COSTS: ReadonlySet<string> = new Set(['usd', 'saving', 'together', 'advice']);

/** The document of `clawtrace distill --json`. */
export function patchSetJson(set: PatchSet): JsonValue {
  return withExactMoney(set.options.cost ? set : withoutCosts(set), '');
}

/** The document of `clawtrace distill --modes --json`. */
export function modesJson(results: readonly NamedMode[]): JsonValue {
  return {
    modes: results.map(({ name, result: { set, tokens, together } }) => ({
      mode: name,
      rules: set.patches.length,
      tokens,
      together: withExactMoney(together, ''),
      proposal: patchSetJson(set),
    })),
  };
}

function withoutCosts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutCosts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, item]) => (COSTS.has(name) ? [] : [[name, withoutCosts(item)]])));
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
