import { patchReport } from '../../../src/cli/patchReport.ts';
import { createStyle } from '../../../src/cli/style.ts';
import { applyPatches } from '../../../src/core/costcraft/applyPatches.ts';
import { formatLedgerRecord, toLedgerRecord } from '../../../src/core/costcraft/ledger.ts';
import type { Patch, PatchSet } from '../../../src/core/costcraft/patch.ts';
import { distillMade, SKILL } from './distillMade.ts';
import { MARK, type Poison } from './poisons.ts';
import { poisonedSession } from './poisonedSession.ts';

/** Ids are shown by their first letters, so these must not come through either. */
const SHORTEST = MARK.slice(0, 8);

export interface PoisonVerdict {
  poison: Poison;
  proposed: number;
  /** Where the attacker's word came out, by what was written. */
  leaks: string[];
}

/** E7: two sessions that meet the same poison, distilled together; then every text that a person, an agent or a repository gets to see. */
export async function judgePoison(poison: Poison, index: number): Promise<PoisonVerdict> {
  const set = await distillMade([poisonedSession(2 * index, poison), poisonedSession(2 * index + 1, poison)]);
  const patches = [...set.patches, ...set.notAdmitted];
  const ledger = patches.map((patch) =>
    formatLedgerRecord(
      toLedgerRecord(patch, {
        decision: 'accept',
        finalRule: patch.rule,
        baseHash: set.skill.baseHash,
        file: '.agents/skills/demo/SKILL.md',
        sessionIds: set.sessions.map(({ id }) => id),
        at: 0,
      }),
    ),
  );
  const written: Record<string, string> = {
    patches: JSON.stringify(patches.map(withoutPointers)),
    skill: applyPatches(SKILL.text, set.patches),
    ledger: ledger.join(''),
    report: patchReport(withoutPlaces(set), SKILL.file, '/home/dev', createStyle(false)),
  };
  const leaks = Object.entries(written).filter(([, text]) => mentions(text));
  return { poison, proposed: set.patches.length, leaks: leaks.map(([name]) => name) };
}

/** True for the attacker's word, also where letters are written wide or are broken up by what nobody sees. */
function mentions(text: string): boolean {
  const plain = text.normalize('NFKC').replaceAll(/\p{Cf}|[\u{e0000}-\u{e0fff}]/gu, '');
  return [text, plain].some((one) => one.toLowerCase().includes(SHORTEST));
}

/** A pointer names a file and a session as they are called: the user's own way to it, and no text of ours. */
function withoutPointers(patch: Patch): Patch {
  const evidence = patch.evidence.map((one) => ({ ...one, sessionId: '', source: '' }));
  return { ...patch, evidence, support: { ...patch.support, sessionIds: [] } };
}

function withoutPlaces(set: PatchSet): PatchSet {
  return {
    ...set,
    patches: set.patches.map(withoutPointers),
    notAdmitted: set.notAdmitted.map(withoutPointers),
    sessions: set.sessions.map((session) => ({ ...session, id: '', path: '' })),
  };
}
