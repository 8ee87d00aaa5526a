import { applyPatches } from '../../../src/core/costcraft/applyPatches.ts';
import { findManagedBlock, readRules } from '../../../src/core/skill/managedRules.ts';
import { readSkill } from '../../../src/core/skill/skillDocument.ts';
import { validateSkill } from '../../../src/core/skill/validateSkill.ts';
import type { Random } from '../../soak/random.ts';

const RULES = [
  { id: 'prune-oversize-3f2a9c', rule: 'Read files of more than about 400 lines in parts.' },
  { id: 'repair-command-00aa11', rule: 'Use `npm run` for scripts.' },
  { id: 'prune-overlap-77bb22', rule: 'Do not read lines again that are still in the context.' },
  { id: 'preserve-verify-9a8b7c', rule: 'Run the tests before the last answer.' },
] as const;

const FILE = '/home/dev/.agents/skills/demo/SKILL.md';

/** E6: what is wrong with editing this text, for people; undefined where everything holds that has to. */
export function findEditFault(text: string, random: Random, file = FILE): string | undefined {
  const present = new Set(readRules(text).map(({ id }) => id));
  const chosen = random.shuffled(RULES.filter(({ id }) => !present.has(id))).slice(0, 1 + Math.floor(random.next() * 3));
  const adds = chosen.map((rule) => ({ ...rule, kind: 'add' as const }));
  const applied = applyPatches(text, adds);
  const found = readRules(applied);
  if (adds.some(({ id, rule }) => !found.some((one) => one.id === id && one.text === rule))) return 'a rule is not found again';
  if (applyPatches(applied, adds) !== applied) return 'a second time changes something';
  const outside = findOutsideChange(text, applied);
  if (outside !== undefined) return outside;
  const retired = applyPatches(
    applied,
    adds.map((patch) => ({ ...patch, kind: 'retire' as const })),
  );
  if (retired !== text) return 'taking the rules out does not give back the bytes';
  let byOne = applied;
  for (const patch of random.shuffled(adds)) byOne = applyPatches(byOne, [{ ...patch, kind: 'retire' }]);
  if (byOne !== text) return 'taking the rules out one by one does not give back the bytes';
  if (adds.length > 0) {
    const edited = applyPatches(applied, [{ ...random.pick(adds), kind: 'edit', rule: 'In other words.' }]);
    const change = findOutsideChange(text, edited);
    if (change !== undefined || readRules(edited).length !== found.length) return `edited: ${change ?? 'a rule is lost'}`;
  }
  const had = new Set(validateSkill(text, file).map(({ code }) => code));
  const got = validateSkill(applied, file).find(({ code }) => !had.has(code));
  return got && `a new problem: ${got.code}`;
}

/** All that stands before and behind what came in must be the old text, byte for byte. */
function findOutsideChange(before: string, after: string): string | undefined {
  const block = findManagedBlock(readSkill(after));
  if (!block) return after === before ? undefined : 'text changed, but there is no block';
  let head = 0;
  while (head < before.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return head + tail >= before.length || findManagedBlock(readSkill(before)) ? undefined : 'text outside the block changed';
}
