import type { Observation } from './candidate.ts';
import { detectCorrections } from './detectCorrections.ts';
import { detectOversize } from './detectOversize.ts';
import { detectRepairs } from './detectRepairs.ts';
import { detectRepetition } from './detectRepetition.ts';
import { observeTraits } from './preserve/observeTraits.ts';
import type { SessionView } from './sessionView.ts';

/** An analyst: reads one session, knows nothing of the others. */
export const ANALYSTS: readonly ((view: SessionView) => Observation[])[] = [
  detectOversize,
  detectRepetition,
  detectRepairs,
  detectCorrections,
  observeTraits,
];
