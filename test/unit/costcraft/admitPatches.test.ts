import { describe, expect, it } from 'vitest';
import { distillNotes } from '../../../src/core/costcraft/distillNotes.ts';
import { noteSession } from '../../../src/core/costcraft/noteSession.ts';
import type { Patch, PatchSet } from '../../../src/core/costcraft/patch.ts';
import type { SessionNotes } from '../../../src/core/costcraft/sessionNotes.ts';
import { MANAGED_HEADING } from '../../../src/core/skill/skillDocument.ts';
import { newSkill } from '../../../src/core/skill/newSkill.ts';
import { buildSession, filler, type Turn } from './buildSession.ts';

const talk = (n: number): Turn[] => Array.from({ length: n }, (_, i) => ({ say: `Thought number ${i}.` }));
const bash = (command: string, result: string, exitCode = 0): Turn => ({
  tool: 'Bash',
  args: { command },
  result,
  isError: exitCode !== 0,
  exitCode,
});
const noted = (id: string, project: string, turns: Turn[]): SessionNotes => ({
  ...noteSession(buildSession({ id, prefix: 60_000, turns: [...turns, ...talk(12)] })),
  project,
});
const distil = (sessions: SessionNotes[], folder: string, text = newSkill('demo')): PatchSet =>
  distillNotes({ sessions, skill: { file: `${folder}/.agents/skills/demo/SKILL.md`, text, isNew: false }, context: [], rejected: [] });
const told = ({ patches }: PatchSet): string[] =>
  patches.map(({ pattern, scope, support }) => `${pattern.signature} (${scope}, ${support.sessionIds.join(' ')})`);
const gateOf = (patch: Patch | undefined, name: string) => patch?.gates.find(({ gate }) => gate === name);

const noisy = (mark: string): Turn => bash('git log -p', filler(600, mark));
const missing = (id: string, project: string): SessionNotes =>
  noted(id, project, [
    bash('python tools/check.py --all', 'sh: python: command not found', 127),
    bash('python3 tools/check.py --all', 'fine'),
  ]);

describe('rules for one project', () => {
  it("count what was seen in the skill's own, and are not contradicted by others", () => {
    const elsewhere = noted('c', '/other', [bash('python a.py', 'fine'), bash('python b.py', 'fine')]);
    const sessions = [missing('a', '/repo'), missing('b', '/repo/sub'), elsewhere];
    expect(told(distil(sessions, '/repo'))).toEqual(['repair-program python python3 (project, a b)']);
    // Other projects' sessions do not load it, so its text costs nothing there.
    const [own] = distil(sessions, '/repo').patches;
    expect(own?.saving.ruleCost).toBe(distil(sessions.slice(0, 2), '/repo').patches[0]?.saving.ruleCost);
    expect(own?.saving.assumptions.join()).toContain("of the skill's project, and followed (0 of 2 show");
    // One that does not tell its folder may be of another project.
    const unknown = { ...elsewhere };
    delete unknown.project;
    expect(told(distil([...sessions, { ...unknown, id: 'd' }], '/repo'))).toEqual(['repair-program python python3 (project, a b)']);
    // Where the skill's project is none of theirs, all of them count.
    expect(distil(sessions, '/somewhere').notAdmitted[0]?.reason).toMatch(/^proof: refuted \(C8/);
  });

  it('are turned away where they were seen in other projects only', () => {
    const own = noted('c', '/repo', []);
    const set = distil([missing('a', '/other'), missing('b', '/other'), own], '/repo');
    expect(set.notAdmitted[0]?.reason).toBe("support: it holds for one project, and was seen only in others than the skill's");
  });

  it('come of general ones that others contradict', () => {
    const names = Array.from({ length: 300 }, (_, i) => `setting_number_${i}`);
    const used = (id: string): SessionNotes =>
      noted(id, '/other', [
        bash('git log -p', names.map((name) => `${name} = some long value that fills the line up to its end`).join('\n')),
        { tool: 'Write', args: { file_path: '/repo/out.txt', content: names.join('\n') }, result: 'ok' },
      ]);
    const sessions = [noted('a', '/repo', [noisy('a')]), noted('b', '/repo', [noisy('b')]), used('c'), used('d')];
    expect(told(distil(sessions, '/repo'))).toEqual(['shell:git log (project, a b)']);
    expect(told(distil(sessions.slice(0, 3), '/repo'))).toEqual(['shell:git log (any, a b)']);
    expect(told(distil(sessions, '/other'))).toEqual([]);
  });

  it('are those of all projects below the home folder, for a skill of the home folder', () => {
    expect(told(distil([missing('a', '/home/me/one'), missing('b', '/home/me/two')], '/home/me'))).toHaveLength(1);
  });
});

describe('two rules about one thing', () => {
  const large = (id: string, project: string): SessionNotes =>
    noted(id, project, [{ tool: 'Read', args: { file_path: '/repo/a.ts' }, result: filler(900, id) }]);
  const refused = (id: string, project: string): SessionNotes =>
    noted(id, project, [
      {
        tool: 'Read',
        args: { file_path: '/repo/b.ts' },
        result: 'File content (40000 tokens) exceeds maximum allowed tokens (25000).',
        isError: true,
      },
      { tool: 'Read', args: { file_path: '/repo/b.ts', offset: 1, limit: 50 }, result: 'short' },
    ]);
  const sessions = [large('a', '/repo'), large('b', '/repo'), refused('c', '/other'), refused('d', '/other')];

  it('are settled by the project of the skill first', () => {
    expect(told(distil(sessions, '/repo'))).toEqual(['read-file (project, a b)']);
    expect(told(distil(sessions, '/other'))).toEqual(['repair-read-in-parts (project, c d)']);
  });

  it('else by lane and proof, the other with its reason', () => {
    const set = distil(sessions, '/somewhere');
    expect(told(set)).toEqual(['repair-read-in-parts (any, c d)']);
    expect(set.notAdmitted.map(({ pattern, status, reason }) => [pattern.signature, status, reason])).toEqual([
      ['read-file', 'rejected', `${set.patches[0]?.id ?? ''} advises about the same thing and comes first`],
    ]);
  });
});

describe('the budget', () => {
  const sessions = [noted('a', '/repo', [noisy('a')]), noted('b', '/repo', [noisy('b')])];

  it('ends with the first 5,000 tokens of the text', () => {
    const late = `${newSkill('demo')}\n${'Words of the author, one line after the other.\n'.repeat(460)}\n${MANAGED_HEADING}\n\n- [prune-own-1a2b3c] A rule.\n`;
    expect(gateOf(distil(sessions, '/repo', late).notAdmitted[0], 'budget')?.because).toMatch(/behind the first 5000 tokens/);
  });

  it('ends with 500 lines', () => {
    const long = `${newSkill('demo')}\n${'Short.\n'.repeat(500)}`;
    expect(gateOf(distil(sessions, '/repo', long).notAdmitted[0], 'budget')?.because).toMatch(/would have \d+ lines; at most 500/);
  });
});

describe('the evidence gate', () => {
  it('finds pointers that point nowhere', () => {
    const broken = (change: (notes: SessionNotes) => void): string | undefined => {
      const sessions = [noted('a', '/repo', [noisy('a')]), noted('b', '/repo', [noisy('b')])].map((notes) => structuredClone(notes));
      sessions.forEach(change);
      return distil(sessions, '/repo').notAdmitted[0]?.reason;
    };
    expect(broken(() => undefined)).toBeUndefined();
    expect(broken(({ observations }) => observations.forEach(({ evidence }) => evidence.forEach((one) => (one.line = 10_000))))).toMatch(
      /^evidence: step 2 points behind/,
    );
    expect(broken(({ observations }) => observations.forEach(({ evidence }) => evidence.forEach((one) => (one.step = 999))))).toBe(
      'evidence: step 999 does not exist',
    );
    expect(broken(({ observations }) => observations.forEach((one) => (one.thread = '7.')))).toBe('evidence: step 7.2 does not exist');
    expect(broken(({ observations }) => observations.forEach(({ evidence }) => evidence.forEach((one) => (one.source = 5))))).toMatch(
      /was not read$/,
    );
  });
});
