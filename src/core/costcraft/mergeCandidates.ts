import type { Candidate, Counter } from './candidate.ts';
import type { OpenNotes } from './openNotes.ts';
import { patchId } from './patchId.ts';
import type { CommandForm } from './sessionNotes.ts';

interface Group {
  candidate: Candidate;
  seen: Set<string>;
  contradictions: Map<OpenNotes, number>;
}

/**
 * Groups observations by pattern, over all sessions. A tool use that stands in two files (resumed and forked sessions copy their past) counts
 * once, for the first session. Of two levels of evidence for one repair the stronger is the pattern's.
 */
export function mergeCandidates(sessions: readonly OpenNotes[]): Candidate[] {
  const groups = new Map<string, Group>();
  for (const session of sessions) {
    const ids = session.notes.patterns.map(patchId);
    for (const noted of session.notes.observations) {
      const [id, pattern] = [ids[noted.pattern], session.notes.patterns[noted.pattern]];
      if (id === undefined || !pattern) continue;
      let group = groups.get(id);
      if (!group) {
        const contradictions = new Map<OpenNotes, number>();
        group = { candidate: { ...pattern, instances: [], contradictions }, seen: new Set(), contradictions };
        groups.set(id, group);
      }
      if (group.seen.has(noted.key)) continue;
      group.seen.add(noted.key);
      if (noted.contradicts) group.contradictions.set(session, (group.contradictions.get(session) ?? 0) + 1);
      else group.candidate.instances.push({ session, noted });
      if ((pattern.oracle ?? '') > (group.candidate.oracle ?? '')) group.candidate.oracle = pattern.oracle;
    }
  }
  for (const { candidate, contradictions } of groups.values()) {
    const { counter } = candidate;
    for (const session of counter ? sessions : []) {
      const count = counter ? countSuccesses(session, counter) : 0;
      if (count > 0) contradictions.set(session, (contradictions.get(session) ?? 0) + count);
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { candidate }]) => candidate);
}

function countSuccesses({ notes }: OpenNotes, counter: Counter): number {
  return notes.successes.reduce((sum, { command, count }) => (matches(command, counter) ? sum + count : sum), 0);
}

function matches({ family, options }: CommandForm, counter: Counter): boolean {
  if (family !== counter.family && !family.startsWith(`${counter.family} `)) return false;
  return counter.option === undefined || options.includes(counter.option.name) === counter.option.present;
}
