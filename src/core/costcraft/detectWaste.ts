import type { Observation } from './candidate.ts';
import { detectAgentRereads } from './detectAgentRereads.ts';
import { detectBatching } from './detectBatching.ts';
import { detectChurn } from './detectChurn.ts';
import { detectNoise } from './detectNoise.ts';
import { detectOversize } from './detectOversize.ts';
import { detectPolling } from './detectPolling.ts';
import { detectRepetition } from './detectRepetition.ts';
import { detectRerun } from './detectRerun.ts';
import { detectThinkingOnly } from './detectThinkingOnly.ts';
import { detectUnused } from './detectUnused.ts';
import { detectUnusedAgents } from './detectUnusedAgents.ts';
import { detectUnusedDocs } from './detectUnusedDocs.ts';
import { type SessionView, viewAgents } from './sessionView.ts';

/** P1 to P13 of the prune lane; each reads one thread and knows nothing of the others. */
const DETECTORS: readonly ((view: SessionView) => Observation[])[] = [
  detectOversize,
  detectBatching,
  detectNoise,
  detectUnused,
  detectRepetition,
  detectPolling,
  detectRerun,
  detectUnusedDocs,
  detectChurn,
  detectAgentRereads,
  detectThinkingOnly,
  detectUnusedAgents,
];

/** The prune lane: waste in the session's main thread, then in those of its sub-agents. */
export function detectWaste(view: SessionView): Observation[] {
  return [view, ...viewAgents(view.analyzed)].flatMap((thread) => DETECTORS.flatMap((detect) => detect(thread)));
}
