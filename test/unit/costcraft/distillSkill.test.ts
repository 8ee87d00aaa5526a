import { describe, expect, it } from 'vitest';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { applyPatches } from '../../../src/core/costcraft/applyPatches.ts';
import { distillSkill, type SkillInput } from '../../../src/core/costcraft/distillSkill.ts';
import type { Patch, PatchSet } from '../../../src/core/costcraft/patch.ts';
import { unifiedDiff } from '../../../src/core/costcraft/unifiedDiff.ts';
import { hashText } from '../../../src/core/session/normalizeResult.ts';
import { parseUsd } from '../../../src/core/session/money.ts';
import { readRules, setRules } from '../../../src/core/skill/managedRules.ts';
import { newSkill } from '../../../src/core/skill/newSkill.ts';
import { buildSession, filler, type Turn } from './buildSession.ts';

const SKILL = { file: '/repo/.agents/skills/demo/SKILL.md', text: newSkill('demo'), isNew: true };

function run(sessions: AnalyzedSession[], more: Partial<SkillInput> = {}): Promise<PatchSet> {
  return distillSkill({ sessions, skill: SKILL, context: [], rejected: [], ...more });
}

const talk = (n: number): Turn[] => Array.from({ length: n }, (_, i) => ({ say: `Thought number ${i}.` }));
const noisyLog = (mark: string): Turn => ({ tool: 'Bash', args: { command: 'git log -p' }, result: filler(600, mark) });
const oversize = (id: string): AnalyzedSession => buildSession({ id, turns: [noisyLog(id), ...talk(20)] });
const ids = (patches: Patch[]): string[] => patches.map((p) => `${p.pattern.detector} ${p.pattern.signature}`);
const gateOf = (patch: Patch | undefined, gate: string): boolean | undefined => patch?.gates.find((g) => g.gate === gate)?.pass;

describe('distillSkill, oversize results', () => {
  it('proposes a rule when two sessions carry output that nothing names again', async () => {
    const set = await run([oversize('one'), oversize('two')]);
    expect(ids(set.patches)).toEqual(['oversize shell:git log']);
    const [patch] = set.patches as [Patch];
    expect(patch.rule).toContain('`git log --oneline -n 20`');
    expect(patch.verdict).toBe('plausible');
    expect(patch.status).toBe('admitted');
    expect(patch.gates.map((g) => g.gate)).toEqual(
      ['schema', 'evidence', 'proof', 'support', 'generality', 'scope', 'safety', 'novelty', 'net-saving', 'budget', 'file'],
    ); // prettier-ignore
    expect(patch.gates.every((g) => g.pass)).toBe(true);
    expect(patch.evidence.map((e) => [e.sessionId, e.step, e.source])).toEqual([
      ['one', 2, '/traces/one.jsonl'],
      ['two', 2, '/traces/two.jsonl'],
    ]);
    expect(parseUsd(patch.saving.net)).toBe(parseUsd(patch.saving.mid) - parseUsd(patch.saving.ruleCost));
    expect(set.together.saved).toBe(patch.saving.mid);
    expect(patch.argument).toMatch(
      /^2 steps in 2 sessions, \$\d.* together\. The dearest, session [0-9a-f]{8}: Step 2 \(`git log`\) put [\d,]+ tokens/,
    );
  });

  it('counts lines as they stand in the result, however long they are', async () => {
    const long = Array.from({ length: 30 }, () => 'plain words that nobody needs again, '.repeat(20)).join('\n');
    const wide = (id: string): AnalyzedSession =>
      buildSession({ id, turns: [{ tool: 'Bash', args: { command: 'git log -p' }, result: long }, ...talk(20)] });
    expect((await run([wide('one'), wide('two')])).patches[0]?.argument).toContain('names any of its 30 lines');
  });

  it('needs a second session, and tells so', async () => {
    const set = await run([oversize('one')]);
    expect(set.patches).toEqual([]);
    expect(set.notAdmitted[0]?.reason).toMatch(/^support: one session only/);
  });

  it('counts a step that a resumed session copied once', async () => {
    const copy = oversize('one');
    expect((await run([oversize('one'), copy])).patches).toEqual([]);
  });

  it('says nothing about output of which most is used', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `setting_number_${i}`);
    const used = (id: string): AnalyzedSession =>
      buildSession({
        id,
        turns: [
          {
            tool: 'Bash',
            args: { command: 'git log -p' },
            result: names.map((n) => `${n} = some long value that fills the line up to its end`).join('\n'),
          },
          { tool: 'Write', args: { file_path: '/repo/out.txt', content: names.join('\n') }, result: 'ok' },
          ...talk(10),
        ],
      });
    const set = await run([used('one'), used('two')]);
    expect([...set.patches, ...set.notAdmitted]).toEqual([]);
  });

  it('is refuted where as many results were used as not', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `setting_number_${i}`);
    const used: Turn[] = [
      {
        tool: 'Bash',
        args: { command: 'git log -p' },
        result: names.map((n) => `${n} = some long value that fills the line up to its end`).join('\n'),
      },
      { tool: 'Write', args: { file_path: '/repo/out.txt', content: names.join('\n') }, result: 'ok' },
    ];
    const mixed = (id: string): AnalyzedSession => buildSession({ id, turns: [noisyLog(id), ...used, ...talk(20)] });
    const set = await run([mixed('one'), mixed('two')]);
    expect(set.patches).toEqual([]);
    expect(set.notAdmitted[0]?.verdict).toBe('refuted');
    expect(set.notAdmitted[0]?.reason).toMatch(/^proof: refuted \(C8/);
  });

  it('leaves alone what was cut already, ranges, prose, searches that read one place, and a look at the own changes', async () => {
    const turns = (mark: string): Turn[] => [
      { tool: 'Bash', args: { command: 'git log -p | head -n 900' }, result: filler(600, mark) },
      { tool: 'Read', args: { file_path: '/repo/big.log', offset: 1, limit: 900 }, result: filler(600, `${mark}b`) },
      { tool: 'Read', args: { file_path: '/repo/AGENTS.md' }, result: filler(600, `${mark}c`) },
      { tool: 'Grep', args: { pattern: 'func run', '-A': 60 }, result: filler(600, `${mark}d`) },
      { tool: 'Grep', args: { pattern: 'run', path: '/repo/a.ts' }, result: filler(600, `${mark}e`) },
      { tool: 'Grep', args: { pattern: 'run', head_limit: 500 }, result: filler(600, `${mark}f`) },
      { tool: 'Bash', args: { command: 'git diff --cached' }, result: filler(600, `${mark}g`) },
      ...talk(10),
    ];
    const set = await run(['one', 'two'].map((id) => buildSession({ id, turns: turns(id) })));
    expect([...set.patches, ...set.notAdmitted]).toEqual([]);
  });

  it('takes a list as a whole when something was picked from it, and counts it when nothing was', async () => {
    const paths = (mark: string): string =>
      Array.from({ length: 220 }, (_, i) => `/repo/node_modules/${mark}_package_${i}/README.md`).join('\n');
    const listed = (id: string, later: Turn[]): AnalyzedSession =>
      buildSession({ id, turns: [{ tool: 'Glob', args: { pattern: '**/*.md' }, result: paths(id) }, ...later, ...talk(20)] });
    const pick = (id: string): Turn => ({
      tool: 'Read',
      args: { file_path: `/repo/node_modules/${id}_package_7/README.md` },
      result: 'short',
    });
    expect(ids((await run(['one', 'two'].map((id) => listed(id, [])))).patches)).toEqual(['oversize search:Glob']);
    const picked = await run(['one', 'two'].map((id) => listed(id, [pick(id)])));
    expect([...picked.patches, ...picked.notAdmitted]).toEqual([]);
  });

  it('sees neither an instance nor a counter-example in who followed the advice already, nor in a file printed by git', async () => {
    const turns = (mark: string): Turn[] => [
      { tool: 'Bash', args: { command: "gh api repos/a/b/pulls --jq '.[].title'" }, result: filler(600, mark) },
      { tool: 'Bash', args: { command: 'git show main:src/a.ts' }, result: filler(600, `${mark}c`) },
      ...talk(10),
    ];
    const set = await run(['one', 'two'].map((id) => buildSession({ id, turns: turns(id) })));
    expect([...set.patches, ...set.notAdmitted]).toEqual([]);
  });

  it('is proven by nothing, and refuted by a session that ended badly', async () => {
    const bad = (id: string): AnalyzedSession => buildSession({ id, outcome: 'failure', turns: [noisyLog(id), ...talk(20)] });
    expect((await run([bad('one'), bad('two')])).patches).toEqual([]);
  });
});

describe('distillSkill, repetition', () => {
  const text = filler(150, 'source');
  const again = (id: string, outcome: 'success' | 'unknown' = 'unknown'): AnalyzedSession =>
    buildSession({
      id,
      outcome,
      turns: [
        { tool: 'Read', args: { file_path: '/repo/a.ts' }, result: text },
        { say: 'Hm.' },
        { tool: 'Read', args: { file_path: '/repo/a.ts' }, result: text },
        ...talk(30),
      ],
    });

  it('finds the second read of an unchanged file: plausible without outcomes, proven with good ones', async () => {
    const [plausible] = (await run([again('one'), again('two')])).patches as [Patch];
    expect(plausible.pattern).toMatchObject({ detector: 'overlap', signature: 'read-file' });
    expect(plausible.verdict).toBe('plausible');
    expect(plausible.evidence.map((e) => `${e.role} ${e.step}`)).toEqual(['needed 2', 'wasted 5', 'needed 2', 'wasted 5']);
    const [proven] = (await run([again('one', 'success'), again('two', 'success')])).patches as [Patch];
    expect(proven.verdict).toBe('proven');
    expect(proven.checks.map((c) => `${c.check} ${c.result}`)).toEqual([
      'C1 pass',
      'C2 pass',
      'C3 pass',
      'C5 pass',
      'C6 pass',
      'C7 pass',
      'C8 pass',
    ]);
  });

  it('says how many of the lines had been shown before, for each step its own number', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `const value_${i} = compute(${i}); // line of the source`);
    const part = (from: number, to: number): Turn => ({
      tool: 'Read',
      args: { file_path: '/repo/a.ts', offset: from, limit: to - from + 1 },
      result: lines.slice(from - 1, to).join('\n'),
    });
    const partly = (id: string): AnalyzedSession =>
      buildSession({ id, turns: [part(1, 30), { say: 'Hm.' }, part(21, 40), { say: 'Hm.' }, part(5, 14), ...talk(30)] });
    const set = await run([partly('one'), partly('two')]);
    const [patch] = [...set.patches, ...set.notAdmitted] as [Patch];
    expect(patch.support.instances).toBe(4);
    expect(patch.argument).toMatch(
      /Step 8 \(`Read`, \d+ tokens\) showed 10 lines that step 2 had shown already; .* Without it this session/,
    );
    const half = await run([buildSession({ id: 'one', turns: [part(1, 30), part(21, 40), ...talk(30)] })]);
    expect(half.notAdmitted[0]?.argument).toContain('showed 20 lines, 10 of which step 2 had shown already');
    expect(half.notAdmitted[0]?.argument).toContain('Without those lines this session');
  });

  it('takes a read after a change for what it is', async () => {
    const changed = (id: string): AnalyzedSession =>
      buildSession({
        id,
        turns: [
          { tool: 'Read', args: { file_path: '/repo/a.ts' }, result: text },
          { tool: 'Edit', args: { file_path: '/repo/a.ts', old_string: 'x', new_string: 'y' }, result: 'updated' },
          { tool: 'Read', args: { file_path: '/repo/a.ts' }, result: text },
          ...talk(30),
        ],
      });
    const set = await run([changed('one'), changed('two')]);
    expect([...set.patches, ...set.notAdmitted]).toEqual([]);
  });
});

describe('distillSkill, repairs', () => {
  const big = filler(400, 'context');
  const repaired = (id: string, failed: Turn[], fixed: Turn[]): AnalyzedSession =>
    buildSession({
      id,
      prefix: 60_000,
      turns: [{ tool: 'Read', args: { file_path: '/repo/AGENTS.md' }, result: big }, ...failed, ...fixed, ...talk(6)],
    });
  const edit = (result: string, isError: boolean): Turn => ({
    tool: 'Edit',
    args: { file_path: '/repo/a.ts', old_string: `old ${'x'.repeat(600)}`, new_string: 'new' },
    result,
    isError,
  });

  it('learns to read before editing', async () => {
    const session = (id: string): AnalyzedSession =>
      repaired(
        id,
        [edit('File has not been read yet. Read it first before writing to it.', true)],
        [{ tool: 'Read', args: { file_path: '/repo/a.ts' }, result: 'short' }, edit('updated', false)],
      );
    const set = await run([session('one'), session('two')]);
    expect(ids(set.patches)).toEqual(['read-first repair-read-first']);
    expect(set.patches[0]).toMatchObject({ lane: 'repair', oracle: 'L2', scope: 'any' });
    expect(set.patches[0]?.argument).toContain('step 8 wrote the same file with success (L2)');
  });

  it('does not blame a session that had opened the file in the same context: the tool had lost count', async () => {
    const before: Turn = { tool: 'Read', args: { file_path: '/repo/a.ts' }, result: 'short' };
    const session = (id: string): AnalyzedSession =>
      repaired(
        id,
        [before, edit('File has not been read yet. Read it first before writing to it.', true)],
        [before, edit('updated', false)],
      );
    const set = await run([session('one'), session('two')]);
    expect([...set.patches, ...set.notAdmitted].filter((p) => p.lane === 'repair')).toEqual([]);
  });

  it('takes a later edit for the repair only when it is about the same text', async () => {
    const twice = 'Found 2 matches of the string to replace, but replace_all is false.';
    const change = (text: string, result: string, isError: boolean): Turn => ({
      tool: 'Edit',
      args: { file_path: '/repo/a.ts', old_string: text, new_string: 'new' },
      result,
      isError,
    });
    const session = (id: string, later: string): AnalyzedSession =>
      repaired(id, [change(`return computeTotal();\n${'x'.repeat(600)}`, twice, true)], [change(later, 'updated', false)]);
    const same = 'function total() {\n  return computeTotal();\n}';
    expect(ids((await run([session('one', same), session('two', same)])).patches)).toEqual(['unique-text repair-unique-text']);
    const other = 'import { parse } from "./parse";';
    const set = await run([session('one', other), session('two', other)]);
    expect([...set.patches, ...set.notAdmitted].filter((p) => p.lane === 'repair')).toEqual([]);
  });

  const bash = (command: string, result: string, exitCode: number): Turn => ({
    tool: 'Bash',
    args: { command },
    result,
    isError: exitCode !== 0,
    exitCode,
  });

  it('learns which program is there, unless it is there elsewhere', async () => {
    const session = (id: string): AnalyzedSession =>
      repaired(
        id,
        [bash('python tools/check.py --all', 'sh: python: command not found', 127)],
        [bash('python3 tools/check.py --all', 'fine', 0)],
      );
    const set = await run([session('one'), session('two')]);
    expect(set.patches[0]?.rule).toBe('Use `python3` here, not `python`: there is no `python` on the path.');
    const elsewhere = buildSession({ id: 'three', turns: [bash('python a.py', 'fine', 0), bash('python b.py', 'fine', 0)] });
    const refuted = await run([session('one'), session('two'), elsewhere]);
    expect(refuted.patches).toEqual([]);
    expect(refuted.notAdmitted[0]?.reason).toContain('C8');
  });

  it('learns nothing from a red test that became green, from a rejection, or from another path', async () => {
    const loop = (id: string): AnalyzedSession =>
      repaired(id, [bash('npm test', '3 failed', 1)], [edit('updated', false), bash('npm test', 'all passed', 0)]);
    const path = (id: string): AnalyzedSession =>
      repaired(
        id,
        [bash('cat src/secret-name.ts', 'cat: src/secret-name.ts: No such file or directory', 1)],
        [bash('cat lib/secret-name.ts', 'fine', 0)],
      );
    for (const make of [loop, path]) {
      const set = await run([make('one'), make('two')]);
      expect([...set.patches, ...set.notAdmitted].filter((p) => p.lane === 'repair')).toEqual([]);
    }
  });
});

describe('distillSkill, gates and order', () => {
  it('gives the same bytes in whatever order the sessions come', async () => {
    const sessions = ['one', 'two', 'three'].map(oversize);
    const first = JSON.stringify(await run(sessions));
    expect(JSON.stringify(await run([...sessions].reverse()))).toBe(first);
  });

  it('knows what is said already, and what was rejected', async () => {
    const sessions = [oversize('one'), oversize('two')];
    const [patch] = (await run(sessions)).patches as [Patch];
    const applied = applyPatches(SKILL.text, [patch]);
    expect((await run(sessions, { skill: { ...SKILL, text: applied } })).notAdmitted[0]?.reason).toMatch(/^novelty: said already/);
    const known = await run(sessions, { context: [{ file: 'AGENTS.md', text: `# Rules\n\n- ${patch.rule}\n` }] });
    expect(known.notAdmitted[0]?.reason).toBe('novelty: said already: AGENTS.md, line 3');
    expect((await run(sessions, { rejected: [{ id: patch.id, sessions: 2 }] })).notAdmitted[0]?.reason).toMatch(/you rejected it before/);
    expect((await run(sessions, { rejected: [{ id: patch.id, sessions: 1 }] })).patches).toEqual([]);
    const more = ['one', 'two', 'three', 'four'].map(oversize);
    expect((await run(more, { rejected: [{ id: patch.id, sessions: 2 }] })).patches).toHaveLength(1);
  });

  it('learns nothing from a session whose rules were purged', async () => {
    const sessions = ['one', 'two', 'three'].map(oversize);
    const purged = { id: 'prune-other-0a1b2c', sessions: 1, purged: hashText('two') };
    const set = await run(sessions, { rejected: [purged] });
    expect(set.patches[0]?.support.sessionIds).toEqual(['one', 'three']);
    expect(set.sessions.map(({ id }) => id)).toEqual(['one', 'three']);
    expect(set.unread).toEqual([{ path: '/traces/two.jsonl', reason: 'its rules were purged from this skill' }]);
  });

  it('keeps within the budget of the block', async () => {
    const full = Array.from({ length: 12 }, (_, i) => ({ id: `repair-own-${i}`, text: `Rule ${i}.` }));
    const set = await run([oversize('one'), oversize('two')], { skill: { ...SKILL, text: setRules(SKILL.text, full) } });
    expect(gateOf(set.notAdmitted[0], 'budget')).toBe(false);
  });

  it('does not touch a skill whose front matter is broken', async () => {
    const set = await run([oversize('one'), oversize('two')], { skill: { ...SKILL, text: '---\nname: demo\n' } });
    expect(set.notAdmitted[0]?.reason).toMatch(/^file: the front matter/);
  });

  it('is not worth a rule when the rule costs more than it saves', async () => {
    const small = (id: string): AnalyzedSession =>
      buildSession({ id, turns: [...talk(400), { ...noisyLog(id), result: filler(140, id) }, { say: 'Done.' }] });
    const idle = buildSession({ id: 'three', turns: talk(400) });
    const set = await run([small('one'), small('two'), idle]);
    expect(set.notAdmitted[0]?.reason).toMatch(/^net-saving/);
  });

  it('has nothing to propose for no sessions', async () => {
    expect(await run([])).toMatchObject({ patches: [], notAdmitted: [], together: { saved: '0', of: '0' } });
  });
});

describe('applyPatches', () => {
  it("adds once, leaves the user's wording, edits and retires by id", async () => {
    const [patch] = (await run([oversize('one'), oversize('two')])).patches as [Patch];
    const applied = applyPatches(SKILL.text, [patch]);
    expect(readRules(applied).map((r) => r.id)).toEqual([patch.id]);
    expect(applyPatches(applied, [patch])).toBe(applied);
    const edited = applied.replace(patch.rule, 'My own wording.');
    expect(applyPatches(edited, [patch])).toBe(edited);
    expect(applyPatches(edited, [{ ...patch, kind: 'edit' }])).toBe(applied);
    expect(applyPatches(edited, [{ ...patch, kind: 'retire' }])).toBe(SKILL.text);
    const diff = unifiedDiff('.agents/skills/demo/SKILL.md', SKILL.text, applied, false);
    expect(diff).toContain('+++ b/.agents/skills/demo/SKILL.md');
    expect(diff).toContain(`+- [${patch.id}] ${patch.rule}`);
    expect(unifiedDiff('a', SKILL.text, SKILL.text, false)).toBe('');
    expect(unifiedDiff('a', '', applied, true)).toContain('--- /dev/null');
  });
});
