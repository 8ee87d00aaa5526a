import type { Removal } from '../../cost/simulateBill.ts';
import { ZERO } from '../../session/money.ts';
import type { Observation } from '../candidate.ts';
import { isToolStep, type SessionView } from '../sessionView.ts';
import { findTraits } from './readTraits.ts';
import { draftOf, traitPattern } from './traits.ts';

/** Steps that show a behaviour and are named as evidence. */
const NAMED = 3;

/**
 * The behaviours that a session which ended well shows, one observation each. By itself none means anything: a rule comes of it only where the contrast
 * between sessions speaks for it (findContrasts). Nothing is claimed to be saved, for what failures cost more is not measured.
 */
export function observeTraits(view: SessionView): Observation[] {
  if (view.analyzed.attributed.session.outcome.result !== 'success') return [];
  return findTraits(view).flatMap(({ trait, steps }) => {
    const [draft, pattern] = [draftOf(trait), traitPattern(trait)];
    const shown = steps.filter(isToolStep).slice(0, NAMED);
    const [step] = shown;
    if (!draft || !pattern || !step) return [];
    const nothing: Removal = { kind: 'shorten', toolStep: step.entry, toTokens: Number.MAX_SAFE_INTEGER };
    const order = draft.template === 'preserve-order' || draft.template === 'preserve-start';
    return [
      {
        ...pattern,
        parameters: {},
        draft,
        topic: order ? 'preserve:order' : `preserve:${trait}`,
        scope: 'project',
        assumptions: [
          'sessions that show it ended well more often; that it was the cause is not shown',
          'a rule to keep a behaviour can harm tasks of another kind: most losses on other tasks come from such rules',
          'nothing is counted as saved: what failures cost more is not measured',
        ],
        contradicts: false,
        instance: {
          session: view.analyzed,
          step,
          evidence: shown.map((one) => ({ step: one, role: 'behaviour' })),
          removals: { low: nothing, mid: nothing, high: nothing },
          checks: [],
          saving: ZERO,
          extra: ZERO,
          sentence: `Step${shown.length === 1 ? '' : 's'} ${shown.map(({ n }) => n).join(', ')} show${shown.length === 1 ? 's' : ''} it.`,
        },
      },
    ];
  });
}
