import type { Pattern } from '../candidate.ts';
import type { Slot } from '../vocabulary.ts';
import type { RuleDraft, TemplateId } from '../ruleTemplates.ts';
import { isWork, type Work } from './work.ts';

/** Behaviours that have a sentence of their own. */
export const PLAIN_TRAITS = {
  'verify-last': 'preserve-verify-last',
  'small-steps': 'preserve-small-steps',
  'read-before-edit': 'preserve-read-before-edit',
  'search-first': 'preserve-search-first',
  'plan-first': 'preserve-plan-first',
  'baseline-first': 'preserve-baseline-first',
  'test-first': 'preserve-test-first',
  'look-at-diff': 'preserve-look-at-diff',
  'guides-first': 'preserve-guides-first',
  'check-before-commit': 'preserve-check-before-commit',
  'commit-last': 'preserve-commit-last',
} as const satisfies Record<string, TemplateId>;

export type PlainTrait = keyof typeof PLAIN_TRAITS;

/** "run:npm run lint": the command was run after the last edit. */
export function commandTrait(family: string): string {
  return `run:${family}`;
}

/** "order:search,read,edit": these kinds of work followed each other. "start:…": they were the first. */
export function orderTrait(where: 'order' | 'start', works: readonly Work[]): string {
  return `${where}:${works.join(',')}`;
}

/** The rule that asks for a behaviour; undefined for a name that none of the functions above has made. */
export function draftOf(trait: string): RuleDraft | undefined {
  if (Object.hasOwn(PLAIN_TRAITS, trait)) return { template: PLAIN_TRAITS[trait as PlainTrait], slots: {} };
  const [where, rest] = [trait.slice(0, trait.indexOf(':')), trait.slice(trait.indexOf(':') + 1)];
  if (where === 'run') return { template: 'preserve-command', slots: { command: { kind: 'command', value: rest } } };
  const works = rest.split(',');
  if ((where !== 'order' && where !== 'start') || works.length !== 3 || !works.every(isWork)) return undefined;
  const [first, second, third] = works.map((value): Slot => ({ kind: 'work', value }));
  if (!first || !second || !third) return undefined;
  return { template: where === 'start' ? 'preserve-start' : 'preserve-order', slots: { first, second, third } };
}

/** What makes the id of the rule that asks for a behaviour; undefined where `draftOf` is. */
export function traitPattern(trait: string): Pick<Pattern, 'lane' | 'detector' | 'signature'> | undefined {
  const draft = draftOf(trait);
  return draft && { lane: 'preserve', detector: draft.template.replace(/^preserve-/, ''), signature: trait };
}
