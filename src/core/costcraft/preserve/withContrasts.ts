import type { Candidate } from '../candidate.ts';
import type { OpenNotes } from '../openNotes.ts';
import { findContrasts } from './findContrasts.ts';

/** A contrast with a larger p is not even told as one that did not suffice. */
const WORTH_TELLING = 0.05;

/**
 * Gives each behaviour the contrast that speaks for it in these sessions, and leaves out those without one. The other lanes stay as they
 * are. `everywhere`: the sessions are of all projects, so the rule is for all.
 */
export function withContrasts(candidates: readonly Candidate[], sessions: readonly OpenNotes[], everywhere: boolean): Candidate[] {
  const contrasts = findContrasts(sessions.map(({ notes }) => notes.traits));
  return candidates.flatMap((candidate) => {
    if (candidate.lane !== 'preserve') return [candidate];
    const contrast = contrasts.get(candidate.signature);
    if (!contrast || contrast.p > WORTH_TELLING) return [];
    return [{ ...candidate, contrast, ...(everywhere && { scope: 'any' as const }) }];
  });
}
