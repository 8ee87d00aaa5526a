import type { Observation } from './candidate.ts';
import { detectRepairs } from './detectRepairs.ts';
import { detectWaste } from './detectWaste.ts';
import type { SessionView } from './sessionView.ts';

/** An analyst: reads one session, knows nothing of the others. */
export const ANALYSTS: readonly ((view: SessionView) => Observation[])[] = [detectWaste, detectRepairs];
