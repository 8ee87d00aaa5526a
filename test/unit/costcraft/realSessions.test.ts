import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { applyPatches } from '../../../src/core/costcraft/applyPatches.ts';
import { findUnsafe } from '../../../src/core/costcraft/checkSafety.ts';
import { distillSkill } from '../../../src/core/costcraft/distillSkill.ts';
import type { PatchSet } from '../../../src/core/costcraft/patch.ts';
import { SessionFileReader } from '../../../src/core/readers/readSession.ts';
import { parseUsd } from '../../../src/core/session/money.ts';
import { newSkill } from '../../../src/core/skill/newSkill.ts';
import { validateSkill } from '../../../src/core/skill/validateSkill.ts';
import { sharedTraces } from '../sharedTraces.ts';

const FILES = [
  'claude/entire-cd-95add.jsonl',
  'claude/entire-b0-29367.jsonl',
  'claude/entire-90-ed5b9.jsonl',
  'claude/entire-06-55258.jsonl',
  'openclaw/volvox-build-d2acd8e2.jsonl',
  'openclaw/volvox-build-69cf0233.jsonl',
];
const SKILL = { file: '/repo/.agents/skills/demo/SKILL.md', text: newSkill('demo'), isNew: true };

function load(file: string): AnalyzedSession {
  const path = `${sharedTraces.folder}${file}`;
  const reader = new SessionFileReader(path);
  reader.push(readFileSync(path));
  const { session } = reader.snapshot();
  if (!session) throw new Error(`${file} is no session`);
  return analyzeSession(attributeSession(session));
}

const distill = (sessions: AnalyzedSession[]): Promise<PatchSet> => distillSkill({ sessions, skill: SKILL, context: [], rejected: [] });

describe.skipIf(sharedTraces.skip)('distillSkill on real sessions', () => {
  it('finds patterns whose every figure stands in the traces', async () => {
    const sessions = FILES.map(load);
    const set = await distill(sessions);
    expect(set.patches.length).toBeGreaterThanOrEqual(4);
    const bySource = new Map(sessions.map((s) => [s.attributed.session.sources[0]?.path, s]));
    for (const patch of [...set.patches, ...set.notAdmitted]) {
      for (const evidence of patch.evidence) {
        const step = bySource.get(evidence.source)?.steps.find((s) => s.n === evidence.step);
        expect(step?.usd).toBe(parseUsd(evidence.usd));
      }
      const [low, mid, high] = [patch.saving.low, patch.saving.mid, patch.saving.high].map(parseUsd) as [bigint, bigint, bigint];
      expect(low <= mid && mid <= high && low >= 0n).toBe(true);
      expect(findUnsafe(patch.rule)).toBeUndefined();
    }
    expect(parseUsd(set.together.saved) <= parseUsd(set.together.of)).toBe(true);
    expect(validateSkill(applyPatches(SKILL.text, set.patches), SKILL.file)).toEqual([]);
    expect(JSON.stringify(await distill([...sessions].reverse()))).toBe(JSON.stringify(set));
  }, 60_000);
});
