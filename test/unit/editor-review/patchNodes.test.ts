import { beforeAll, describe, expect, it } from 'vitest';
import { FULL } from '../../../src/core/costcraft/distillOptions.ts';
import type { Advice, Patch, PatchSet } from '../../../src/core/costcraft/patch.ts';
import type { OpenReview, SkillRun } from '../../../src/editor/review/openReview.ts';
import { childrenOf, type PatchNode, type PatchTreeOptions } from '../../../src/editor/review/patchNodes.ts';
import { startReview } from '../../../src/editor/review/review.ts';
import { apply, patchOf } from './patchOf.ts';

const BY_SKILL: PatchTreeOptions = { groupBy: 'skill', sortBy: 'net' };
const evidence = (step: number): Patch['evidence'][number] => ({
  sessionId: 's',
  source: '/s.jsonl',
  line: step,
  step,
  role: 'wasted',
  usd: '1',
});
const patch = (id: string, net: string, more: Partial<Patch> = {}): Patch => {
  const plain = patchOf(id, `Rule ${id}.`);
  return { ...plain, ...more, saving: { ...plain.saving, net } };
};
const small = patch('prune-duplicate-1', '0.001', {
  support: { sessions: 9, instances: 9, sessionIds: [] },
  evidence: [evidence(4), evidence(9)],
});
const large = patch('prune-overlap-2', '0.1', { verdict: 'plausible' });
const repair = patch('repair-program-3', '0.05', { lane: 'repair' });
const away = patch('prune-oversize-4', '0.2', {
  reason: 'support: one session only',
  gates: [
    { gate: 'schema', pass: true, because: 'fine' },
    { gate: 'support', pass: false, because: 'one session only' },
  ],
  evidence: [evidence(7)],
});
const advice = (usd: string): Advice => ({ kind: 'idle-cache', text: `For ${usd}.`, usd, sessions: [{ id: 's', path: '/s.jsonl', usd }] });

async function runOf(path: string, patches: Patch[], more: Partial<PatchSet> = {}): Promise<OpenReview> {
  const set: PatchSet = {
    skill: { file: path, baseHash: '', isNew: false },
    patches,
    notAdmitted: [],
    advice: [],
    options: FULL,
    together: { saved: '0', low: '0', high: '0', ruleCost: '0', net: '0', of: '1' },
    sessions: [],
    unread: [],
    ...more,
  };
  const skill = { toString: () => path } as unknown as OpenReview['skill'];
  return { skill, set, review: await startReview('# S\n', false, patches, apply) };
}

/** The tree as indented text. */
function draw(runs: readonly SkillRun[], options: PatchTreeOptions, node?: PatchNode, depth = 0): string[] {
  return childrenOf(node, runs, options).flatMap((child) => [
    `${'  '.repeat(depth)}${nameOf(child)}`,
    ...draw(runs, options, child, depth + 1),
  ]);
}

function nameOf(node: PatchNode): string {
  if (node.kind === 'skill') return node.run.skill.toString();
  if (node.kind === 'lane') return node.lane;
  if (node.kind === 'patch' || node.kind === 'candidate') return node.patch.id;
  if (node.kind === 'evidence') return `step ${node.evidence.step}`;
  if (node.kind === 'gate') return `${node.gate.pass ? '+' : '-'}${node.gate.gate}`;
  if (node.kind === 'reason') return node.reason;
  if (node.kind === 'advice') return node.advice.text;
  return node.kind;
}

describe('the rows of Proposed Patches', () => {
  let one: OpenReview;
  let two: OpenReview;
  beforeAll(async () => {
    one = await runOf('/one', [small, repair, large], { notAdmitted: [away], advice: [advice('0.1'), advice('0.3')] });
    two = await runOf('/two', [patch('prune-program-5', '0.07')], { advice: [advice('0.3')] });
  });

  it('stand by skill and lane, the highest net saving first, with the evidence below', () => {
    expect(draw([one, two], BY_SKILL)).toEqual([
      '/one',
      '  prune',
      '    prune-overlap-2',
      '    prune-duplicate-1',
      '      step 4',
      '      step 9',
      '  repair',
      '    repair-program-3',
      '  together',
      '  turnedAway',
      '    prune-oversize-4',
      '      -support',
      '      +schema',
      '      step 7',
      '/two',
      '  prune',
      '    prune-program-5',
      'advices',
      '  For 0.3.',
      '    adviceSession',
      '  For 0.1.',
      '    adviceSession',
    ]);
  });

  it('stand by lane, and in one list, over all skills', () => {
    const top = (groupBy: PatchTreeOptions['groupBy'], sortBy: PatchTreeOptions['sortBy'] = 'net'): string[] =>
      draw([one, two], { groupBy, sortBy }).filter((line) => !/step|gate|\+|-support|For|Session|oversize/.test(line));
    expect(top('lane')).toEqual(
      ['prune', '  prune-overlap-2', '  prune-program-5', '  prune-duplicate-1', 'repair', '  repair-program-3', 'together', 'turnedAway', 'advices'],
    ); // prettier-ignore
    expect(top('none').slice(0, 4)).toEqual(['prune-overlap-2', 'prune-program-5', 'repair-program-3', 'prune-duplicate-1']);
    expect(top('none', 'support')[0]).toBe('prune-duplicate-1');
    expect(top('none', 'proof')[3]).toBe('prune-overlap-2');
  });

  it('tell why the merge turned one away, where no gate did', async () => {
    const merged = { ...away, reason: 'prune-overlap-2 advises about the same thing and comes first', gates: [] };
    const run = await runOf('/one', [], { notAdmitted: [merged] });
    expect(draw([run], BY_SKILL)).toContain(`      ${merged.reason}`);
  });

  it('stay when all is decided, less what was', () => {
    const { review: _decided, ...run } = one;
    expect(draw([run], BY_SKILL).slice(0, 3)).toEqual(['/one', '  together', '  turnedAway']);
  });
});
