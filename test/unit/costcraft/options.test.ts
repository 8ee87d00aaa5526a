import { describe, expect, it } from 'vitest';
import { distillModes, distillNotes } from '../../../src/core/costcraft/distillNotes.ts';
import { FULL, MODES, type DistillInput } from '../../../src/core/costcraft/distillOptions.ts';
import { noteSession } from '../../../src/core/costcraft/noteSession.ts';
import type { SessionNotes } from '../../../src/core/costcraft/sessionNotes.ts';
import { formatUsdExact, parseUsd } from '../../../src/core/session/money.ts';
import { estimateTokens } from '../../../src/core/skill/estimateTokens.ts';
import { newSkill } from '../../../src/core/skill/newSkill.ts';
import { buildSession, filler, type Turn } from './buildSession.ts';

const SKILL = { file: '/repo/.agents/skills/demo/SKILL.md', text: newSkill('demo'), isNew: true };
const talk = (n: number): Turn[] => Array.from({ length: n }, (_, i) => ({ say: `Thought number ${i}.` }));
const noisy = (command: string, mark: string, rows = 600): Turn => ({ tool: 'Bash', args: { command }, result: filler(rows, mark) });
const edit = (result: string, isError: boolean): Turn => ({
  tool: 'Edit',
  args: { file_path: '/repo/a.ts', old_string: `old ${'x'.repeat(600)}`, new_string: 'new' },
  result,
  isError,
});

/** Three kinds of rules: two of waste, of which the rarer is the dearer, and a repair. */
function sessions(): SessionNotes[] {
  const failing: Turn[] = [
    edit('File has not been read yet. Read it first before writing to it.', true),
    { tool: 'Read', args: { file_path: '/repo/a.ts' }, result: 'short' },
    edit('updated', false),
  ];
  return ['one', 'two', 'three', 'four'].map((id, i) =>
    noteSession(
      buildSession({
        id,
        outcome: id === 'four' ? 'failure' : 'unknown',
        prefix: 60_000,
        turns: [noisy('git log -p', id), ...(i < 2 ? [noisy('cargo test', `${id}t`, 2_000), ...failing] : []), ...talk(20)],
      }),
    ),
  );
}

const input = (notes = sessions()): DistillInput => ({ sessions: notes, skill: SKILL, context: [], rejected: [] });
const admitted = (options = FULL, notes?: SessionNotes[]): string[] =>
  distillNotes(input(notes), options).patches.map(({ pattern }) => `${pattern.detector} ${pattern.signature}`);

/** The same notes with every dollar of each session times another number. */
function repriced(notes: SessionNotes[]): SessionNotes[] {
  return notes.map((session, i) => {
    const times = (usd: string): string => formatUsdExact(parseUsd(usd) * BigInt([1, 900, 7, 50][i] ?? 1));
    const scale = (value: unknown, key: string): unknown => {
      if (Array.isArray(value)) return value.map((item) => scale(item, ''));
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, scale(item, name)]));
      return typeof value === 'string' && /^(?:usd|tokenUsd|whole|result|readPrice|saving|extra)$/.test(key) && /^\d/.test(value)
        ? times(value)
        : value;
    };
    return scale(session, '') as SessionNotes;
  });
}

describe('modes', () => {
  it('in full: by dollars', () => {
    expect(admitted()).toEqual(['oversize checks', 'oversize shell:git log', 'read-first repair-read-first']);
  });

  it('without costs: by support, and no dollar stands or shows anywhere', () => {
    const options = { ...FULL, cost: false };
    expect(admitted(options)).toEqual(['oversize shell:git log', 'oversize checks', 'read-first repair-read-first']);
    const set = distillNotes(input(), options);
    expect(JSON.stringify(set)).not.toContain('$');
    expect(JSON.stringify(set)).not.toMatch(/"(?:usd|low|mid|high|net|ruleCost|saved|of)":"(?!0")/);
    expect(set.patches.every(({ gates }) => gates.every(({ pass }) => pass))).toBe(true);
    // Whatever the sessions cost, and whichever is the dearest: the same bytes.
    expect(JSON.stringify(distillNotes(input(repriced(sessions())), options))).toBe(JSON.stringify(set));
    expect(JSON.stringify(distillNotes(input(repriced(sessions()))))).not.toBe(JSON.stringify(distillNotes(input())));
  });

  it('without prune: repairs only', () => {
    expect(admitted({ ...FULL, prune: false })).toEqual(['read-first repair-read-first']);
  });

  it('without counterfactual: waste of failed sessions counts too, and no check or saving of a step is told', () => {
    const { patches } = distillNotes(input(), { ...FULL, counterfactual: false });
    const patch = patches.find(({ pattern }) => pattern.signature === 'shell:git log');
    expect(patch?.support.sessions).toBe(4);
    expect(patch?.checks).toEqual([]);
    expect(patch?.gates.find(({ gate }) => gate === 'proof')?.because).toContain('left out');
    expect(patch?.argument).toMatch(/^4 steps in 4 sessions, \$\S+ together\. The first: step \d+ of session \w+\.$/);
    expect(patches.find(({ lane }) => lane === 'repair')?.checks.map(({ check }) => check)).toEqual(['C7', 'C8']);
  });

  it('of matched length: without costs, and not more tokens than the full run', () => {
    const results = distillModes(input(), [FULL, MODES['length-matched'] ?? FULL]);
    const [full, matched] = results.map(({ set }) => set.patches) as [
      ReturnType<typeof distillNotes>['patches'],
      ReturnType<typeof distillNotes>['patches'],
    ];
    const tokens = (patches: typeof full): number => estimateTokens(patches.map(({ id, rule }) => `- [${id}] ${rule}`).join('\n'));
    expect(matched.length).toBeGreaterThan(0);
    expect(tokens(matched)).toBeLessThanOrEqual(tokens(full));
    expect(results[1]?.set.patches.every(({ saving }) => saving.mid === '0')).toBe(true);
  });

  it('tells of each what it comes to on the same bill', () => {
    const results = distillModes(input(), Object.values(MODES));
    for (const { set, together } of results) {
      expect(parseUsd(together.low) <= parseUsd(together.saved) && parseUsd(together.saved) <= parseUsd(together.high)).toBe(true);
      expect(parseUsd(together.net)).toBe(parseUsd(together.saved) - parseUsd(together.ruleCost));
      if (set.options.cost) expect(set.together).toEqual(together);
    }
    const [full, noCost] = results;
    expect(parseUsd(noCost?.together.saved ?? '0')).toBe(parseUsd(full?.together.saved ?? '1'));
  });
});
