import type { Random } from '../../soak/random.ts';
import { ADVERSARIAL_FORMS } from './adversarialForms.ts';
import { EXACT_FORMS } from './exactForms.ts';
import { gapsAfter, lookOf, pathOf, type Look } from './looks.ts';
import { PERTURBED_FORMS } from './perturbedForms.ts';
import type { Insertion } from './putIn.ts';
import type { Piece, RawSession } from './rawSession.ts';
import type { Label, Labelled, Setting, WasteForm } from './wasteForm.ts';

export interface Plan {
  insertions: Insertion[];
  labelled: Labelled[];
}

export type Tier = 1 | 2 | 3;

const FORMS: Record<Tier, readonly WasteForm[]> = { 1: EXACT_FORMS, 2: PERTURBED_FORMS, 3: ADVERSARIAL_FORMS };

/** How far behind a look, in turns, it is repeated at most. */
const GAPS = 8;

/** Looks for a place for each form in turn, until there are `atMost` of each label or no form finds one. Nothing overlaps: no decoy's change comes between a look and its repetition. */
export function planInjections(session: RawSession, tier: Tier, atMost: number, random: Random): Plan {
  const looks = random.shuffled(session.uses.flatMap((use) => lookOf(use) ?? []));
  const taken: [number, number][] = [];
  const used = new Set<Look>();
  const paths = new Set<string>();
  const plan: Plan = { insertions: [], labelled: [] };
  const free = (from: number, to: number): boolean => taken.every(([a, b]) => to < a || from > b);
  const counts: Record<Label, number> = { waste: 0, decoy: 0 };
  const place = (form: WasteForm): boolean => {
    if (form.about === 'none') {
      const gap = random.shuffled(session.gaps).find((at) => free(at, at + 1));
      return gap !== undefined && put(form, undefined, gap, gap);
    }
    for (const look of looks) {
      const path = pathOf(look.use);
      if (look.kind !== form.about || used.has(look) || (path !== undefined && paths.has(path))) continue;
      const gap = random.shuffled(gapsAfter(session, look, GAPS)).find((at) => free(look.use.callAt, at));
      if (gap !== undefined && put(form, look, look.use.callAt, gap)) return true;
    }
    return false;
  };
  const put = (form: WasteForm, look: Look | undefined, from: number, gap: number): boolean => {
    const labelled: Labelled[] = [];
    const pieces = form.make(settingOf(session, random, form, plan, labelled), look as Look);
    if (!pieces) return false;
    taken.push([from, gap]);
    if (look) used.add(look);
    const path = look && pathOf(look.use);
    if (path !== undefined) paths.add(path);
    plan.insertions.push({ after: gap, pieces });
    plan.labelled.push(...labelled);
    for (const { label } of labelled) counts[label]++;
    return true;
  };
  for (let placed = true; placed;) {
    placed = false;
    for (const form of random.shuffled(FORMS[tier])) if (counts[form.label] < atMost && place(form)) placed = true;
  }
  return plan;
}

function settingOf(session: RawSession, random: Random, form: WasteForm, plan: Plan, labelled: Labelled[]): Setting {
  let made = 0;
  return {
    session,
    random,
    use(name, input, result, label, failed): Piece {
      const id = `toolu_01put${form.tier}n${String(plan.insertions.length).padStart(4, '0')}n${made++}`;
      if (label) labelled.push({ id, label, tier: form.tier, form: form.name });
      if (session.format.name === 'openclaw') return { kind: 'use', id, name, input, result, exitCode: failed === true ? 1 : 0 };
      return { kind: 'use', id, name, input, result: failed === true ? `Exit code 1\n${result}` : result, isError: failed === true };
    },
  };
}
