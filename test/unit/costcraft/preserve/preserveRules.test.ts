import { describe, expect, it } from 'vitest';
import { distillNotes } from '../../../../src/core/costcraft/distillNotes.ts';
import { FULL, type DistillOptions } from '../../../../src/core/costcraft/distillOptions.ts';
import { noteSession } from '../../../../src/core/costcraft/noteSession.ts';
import type { Patch, PatchSet } from '../../../../src/core/costcraft/patch.ts';
import type { SessionNotes } from '../../../../src/core/costcraft/sessionNotes.ts';
import { parseUsd } from '../../../../src/core/session/money.ts';
import type { OutcomeResult } from '../../../../src/core/session/session.ts';
import { newSkill } from '../../../../src/core/skill/newSkill.ts';
import { analyze, bash, read, type Event } from '../../card/makeSession.ts';

const SKILL = { file: '/home/someone/shop/.agents/skills/demo/SKILL.md', text: newSkill('demo'), isNew: true };

let count = 0;
function session(outcome: OutcomeResult, verifies: boolean, lines = 1_000): SessionNotes {
  const id = `made-${++count}`;
  const edit: Event = { tool: 'Edit', args: { file_path: `/repo/${id}.ts`, old_string: 'a', new_string: 'b' }, gives: `updated ${id}` };
  const events: Event[] = [read(`/repo/${id}.ts`, `const basket = '${id}';\n`.repeat(lines)), edit];
  if (verifies) events.push(bash('npm run test', `ok ${id}`));
  events.push(bash('./finish.sh', id));
  const source = { path: `/traces/${id}.jsonl`, format: 'test', bytes: 9_000, lines: 200, sha256: 'a'.repeat(64) };
  return noteSession(analyze(events, { id, task: 'Fix the basket', outcome: { result: outcome, evidence: [] }, sources: [source] }));
}

const many = (n: number, make: () => SessionNotes): SessionNotes[] => Array.from({ length: n }, make);
const clear = (): SessionNotes[] => [
  ...many(9, () => session('success', true)),
  ...many(1, () => session('success', false)),
  ...many(1, () => session('failure', true)),
  ...many(7, () => session('failure', false)),
];
const run = (sessions: SessionNotes[], options: DistillOptions = FULL): PatchSet =>
  distillNotes({ sessions, skill: SKILL, context: [], rejected: [] }, options);
const kept = (set: PatchSet): Patch[] => set.patches.filter(({ lane }) => lane === 'preserve');
const all = (set: PatchSet): Patch[] => [...set.patches, ...set.notAdmitted].filter(({ lane }) => lane === 'preserve');

describe('preserve rules', () => {
  it('come of a contrast, with its numbers, its warning and no saving', () => {
    const [patch, ...others] = kept(run(clear()));
    expect(others).toEqual([]);
    expect(patch).toMatchObject({
      rule: 'Run the tests, or else the build, once more after the last edit, and finish only when it passes.',
      scope: 'project',
      verdict: 'plausible',
      status: 'admitted',
      contrast: { successes: { with: 9, of: 10 }, failures: { with: 1, of: 8 }, test: 'exact' },
      support: { sessions: 9 },
    });
    if (!patch) throw new Error('a patch is needed');
    expect(patch.contrast?.q).toBeLessThanOrEqual(0.1);
    expect(parseUsd(patch.saving.mid)).toBe(0n);
    expect(parseUsd(patch.saving.net)).toBe(-parseUsd(patch.saving.ruleCost));
    expect(parseUsd(patch.saving.ruleCost)).toBeGreaterThan(0n);
    expect(patch.saving.assumptions.join('\n')).toMatch(/can harm tasks of another kind/);
    expect(patch.gates.find(({ gate }) => gate === 'net-saving')?.because).toMatch(/no saving is claimed/);
    expect(patch.evidence.every(({ role }) => role === 'behaviour')).toBe(true);
  });

  it('do not come without failures, without outcomes, or of few sessions', () => {
    expect(all(run(many(20, () => session('success', true))))).toEqual([]);
    expect(all(run(clear().map((notes) => ({ ...notes, traits: { ...notes.traits, outcome: 'unknown' as const } }))))).toEqual([]);
    expect(all(run([...many(3, () => session('success', true)), ...many(2, () => session('failure', false))]))).toEqual([]);
  });

  it('stay with their project unless all are asked for, and are left out where none are', () => {
    const elsewhere = (notes: SessionNotes): SessionNotes => ({
      ...notes,
      project: '/home/someone/other',
      traits: { ...notes.traits, project: '/home/someone/other' },
    });
    const mixed = [...clear().map(elsewhere), ...many(2, () => session('success', true))];
    expect(kept(run(mixed))).toEqual([]);
    expect(kept(run(mixed, { ...FULL, preserve: 'all' }))).toMatchObject([{ scope: 'any' }]);
    expect(all(run(clear(), { ...FULL, preserve: 'off' }))).toEqual([]);
  });

  it('must cost next to nothing themselves, for what they are to save is not measured', () => {
    const small = [...many(9, () => session('success', true, 1)), ...many(8, () => session('failure', false, 1))];
    expect(all(run(small)).map(({ reason }) => reason)).toEqual([expect.stringMatching(/^net-saving: .* more than one percent$/)]);
  });

  it('are the same bytes in whatever order the sessions come', () => {
    const sessions = clear();
    expect(JSON.stringify(run([...sessions].reverse()))).toBe(JSON.stringify(run(sessions)));
  });
});
