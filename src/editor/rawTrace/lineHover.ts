import type { LineCost, LineStep } from '../../core/card/costsByLine.ts';
import { describeRow, rowTitle } from '../card/rowHover.ts';
import type { Translate } from '../../protocol/translate.ts';
import { stepName } from './lineTexts.ts';
import type { TracePart } from './rawTraces.ts';

/** Most steps that one hover tells in full; a record may hold dozens. */
const STEPS = 4;

/** Markdown about a line of a session's file, one block a step. All trace text is escaped. */
export function describeLine({ about, asks }: LineCost, part: TracePart, t: Translate): string[] {
  const steps = [...about, ...asks];
  const shown = steps.slice(0, STEPS).map((step) => describeStep(step, part, t));
  const left = steps.length - shown.length;
  return left > 0 ? [...shown, left === 1 ? t('1 more step') : t('{0} more steps', left)] : shown;
}

function describeStep(step: LineStep, part: TracePart, t: Translate): string {
  const { clusters, failures, total, lowerBound } = part;
  return describeRow(step, { clusters, failures, total, bound: lowerBound ? 'at least' : 'exact' }, t, titleOf(step, t));
}

function titleOf(step: LineStep, t: Translate): string {
  if (step.agentOf !== undefined) return stepName(step, t);
  const title = rowTitle(step, t);
  if (step.part === 'call') return t('{0}, its call', title);
  return step.part === 'result' ? t('{0}, its result', title) : title;
}
