import { readRules, setRules } from '../skill/managedRules.ts';
import type { Patch } from './patch.ts';

/**
 * The skill's text with these patches applied; nothing outside the managed block changes. An "add" whose id stands in the block already
 * leaves that line alone, for its wording may be the user's; "edit" and "retire" concern the line with their id only.
 */
export function applyPatches(text: string, patches: readonly Pick<Patch, 'id' | 'kind' | 'rule'>[]): string {
  const standing = readRules(text);
  const rules = new Map(standing.map((rule) => [rule.id, rule.text]));
  const touched = new Set<string>();
  for (const patch of patches) {
    if (patch.kind !== 'add') touched.add(patch.id);
    if (patch.kind === 'retire') rules.delete(patch.id);
    else if (patch.kind === 'edit' ? rules.has(patch.id) : !rules.has(patch.id)) rules.set(patch.id, patch.rule);
  }
  return setRules(
    text,
    [...rules].map(([id, rule]) => ({ id, text: rule })),
    standing.filter((rule) => touched.has(rule.id)),
  );
}
