import type { Observation } from './candidate.ts';
import { detectCorrections } from './detectCorrections.ts';
import { detectRepairs } from './detectRepairs.ts';
import { detectWaste } from './detectWaste.ts';
import { observeTraits } from './preserve/observeTraits.ts';
import type { SessionView } from './sessionView.ts';

/** An analyst: reads one session, knows nothing of the others. */
export const ANALYSTS: readonly ((view: SessionView) => Observation[])[] = [detectWaste, detectRepairs, detectCorrections, observeTraits];
