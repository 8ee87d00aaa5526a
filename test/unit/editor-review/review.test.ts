import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Patch } from '../../../src/core/costcraft/patch.ts';
import { readRules } from '../../../src/core/skill/managedRules.ts';
import {
  acceptAll,
  acceptSome,
  isOver,
  isStale,
  keepTyped,
  reanchor,
  rejectAll,
  rejectSome,
  startReview,
  type Review,
} from '../../../src/editor/review/review.ts';
import { apply, patchOf } from './patchOf.ts';

const SKILL = '---\nname: s\ndescription: d\n---\n\n# S\n\nIntro.\n\n## Own part\n\n- mine\n';
const patches = [
  patchOf('prune-duplicate-1', 'Rule one.'),
  patchOf('prune-overlap-2', 'Rule two.'),
  patchOf('repair-python-3', 'Rule three.'),
];
const rulesOf = (text: string) => readRules(text).map(({ id, text: rule }) => `${id}: ${rule}`);

describe('a review', () => {
  it('accepts one rule and keeps the others proposed', async () => {
    const review = await startReview(SKILL, false, patches, apply);
    const { write, decisions, next } = await acceptSome(review, ['prune-overlap-2'], review.right, apply);
    expect(write).toBe(await apply(SKILL, [patches[1] as Patch]));
    expect(decisions).toMatchObject([{ decision: 'accepted', ruleText: '- [prune-overlap-2] Rule two.', edited: false }]);
    expect(next.base).toBe(write);
    expect(rulesOf(next.right).sort()).toEqual(rulesOf(review.right).sort());
    expect(next.pending.map(({ id }) => id)).toEqual(['prune-duplicate-1', 'repair-python-3']);
  });

  it('accepts a rule as the user worded it, and leaves edits elsewhere on the right', async () => {
    const review = await startReview(SKILL, false, patches, apply);
    const right = review.right.replace('Rule two.', 'My words.').replace('Intro.', 'My intro.');
    const { write, decisions, next } = await acceptSome(review, ['prune-overlap-2'], right, apply);
    expect(rulesOf(write)).toEqual(['prune-overlap-2: My words.']);
    expect(write).toContain('\nIntro.\n');
    expect(decisions[0]?.edited).toBe(true);
    expect(next.right).toContain('\nMy intro.\n');
    expect(rulesOf(next.right)).toContain('prune-overlap-2: My words.');
  });

  it('takes a rejected rule out of the right side and keeps what the user typed', async () => {
    const review = await startReview(SKILL, false, patches, apply);
    const right = review.right.replace('Rule one.', 'My one.').replace('Rule two.', 'My two.').replace('- mine', '- mine\n- more');
    const {
      next,
      decisions: [decision],
    } = await rejectSome(review, ['prune-duplicate-1'], 'wrong', right, apply);
    expect(decision).toMatchObject({ decision: 'rejected', edited: false, reason: 'wrong' });
    expect(next.right).toBe(right.replace('- [prune-duplicate-1] My one.\n', ''));
    expect(next.base).toBe(SKILL);
  });

  it('gives back the file when everything is rejected one by one', async () => {
    let review = await startReview(SKILL, false, patches, apply);
    for (const { id } of patches) review = (await rejectSome(review, [id], 'wrong', review.right, apply)).next;
    expect(review.right).toBe(SKILL);
    expect(isOver(review, review.right)).toBe(true);
    expect(rejectAll(review, 'wrong', review.right).next.right).toBe(SKILL);
  });

  it('writes the right side whole on accept all; a rule struck out there is rejected', async () => {
    const review = await startReview(SKILL, false, patches, apply);
    const right = review.right.replace('- [prune-overlap-2] Rule two.\n', '').replace('Intro.', 'My intro.');
    const { write, decisions } = acceptAll(review, right);
    expect(write).toBe(right);
    expect(decisions.map(({ patch, decision }) => [patch.id, decision])).toEqual([
      ['prune-duplicate-1', 'accepted'],
      ['prune-overlap-2', 'rejected'],
      ['repair-python-3', 'accepted'],
    ]);
  });

  it('counts a rejected rule that an undo brought back as accepted', async () => {
    const review = await startReview(SKILL, false, patches, apply);
    const { next } = await rejectSome(review, ['prune-overlap-2'], 'wrong', review.right, apply);
    const { decisions } = acceptAll(next, review.right);
    expect(decisions.filter(({ decision }) => decision === 'accepted')).toHaveLength(3);
  });

  it('retires a rule, and takes its return on the right for a rejection', async () => {
    const base = await apply(SKILL, patches);
    const retire = patchOf('prune-overlap-2', '', 'retire');
    const review = await startReview(base, false, [retire], apply);
    expect(rulesOf((await acceptSome(review, [retire.id], review.right, apply)).write)).toHaveLength(2);
    expect(acceptAll(review, base).decisions[0]?.decision).toBe('rejected');
    expect((await rejectSome(review, [retire.id], 'wrong', review.right, apply)).next.right).toBe(base);
  });

  it('keeps what is typed on the right while SKILL.md is written', async () => {
    const review = await startReview(SKILL, false, patches, apply);
    const typed = review.right.replace('Intro.', 'Intro, typed.');
    const all = keepTyped(acceptAll(review, review.right).next, review.right, typed);
    expect(all.right).toBe(typed);
    expect(isOver(all, all.right)).toBe(false);
    const { next } = await acceptSome(review, ['prune-overlap-2'], review.right, apply);
    const one = keepTyped(next, review.right, typed);
    expect(one.right).toBe(next.right.replace('Intro.', 'Intro, typed.'));
    expect(keepTyped(next, typed, typed)).toBe(next);
  });

  it('stays open while only the user’s own edits are left', async () => {
    const review = await startReview(SKILL, false, [patches[0] as Patch], apply);
    const right = review.right.replace('Intro.', 'My intro.');
    const { next } = await acceptSome(review, ['prune-duplicate-1'], right, apply);
    expect(isOver(next, next.right)).toBe(false);
    const all = acceptAll(next, next.right);
    expect(all.write).toContain('My intro.');
    expect(isOver(all.next, all.next.right)).toBe(true);
  });

  it('creates a new skill from its skeleton with the first accept', async () => {
    const review = await startReview(SKILL, true, patches, apply);
    expect(isStale(review, undefined)).toBe(false);
    const { write, next } = await acceptSome(review, ['repair-python-3'], review.right, apply);
    expect(write).toBe(await apply(SKILL, [patches[2] as Patch]));
    expect(next.isNew).toBe(false);
    expect(isStale(next, write)).toBe(false);
  });

  it('re-anchors a stale proposal with the user’s edits', async () => {
    const review = await startReview(SKILL, false, patches, apply);
    const right = review.right.replace('Rule two.', 'My two.').replace('Intro.', 'My intro.');
    const fresh = `${SKILL}- later\n`;
    expect(isStale(review, fresh)).toBe(true);
    const next = await reanchor(review, fresh, right, apply);
    expect(isStale(next, fresh)).toBe(false);
    expect(next.right).toBe(`${right}- later\n`);
    expect(next.pending).toEqual(patches);
    expect((await reanchor(review, undefined, right, apply)).isNew).toBe(true);
  });

  it('drops a patch whose rule the changed file already holds', async () => {
    const review = await startReview(SKILL, false, patches, apply);
    const fresh = await apply(SKILL, [patches[1] as Patch]);
    const next = await reanchor(review, fresh, review.right, apply);
    expect(next.pending.map(({ id }) => id)).toEqual(['prune-duplicate-1', 'repair-python-3']);
    expect(rulesOf(next.right)).toHaveLength(3);
  });
});

it('makes a patch pending again when its accept is undone in SKILL.md', async () => {
  const review = await startReview(SKILL, false, patches, apply);
  const right = review.right.replace('Rule two.', 'My two.');
  const { next } = await acceptSome(review, ['prune-overlap-2'], right, apply);
  const undone = await reanchor(next, SKILL, next.right, apply);
  expect(undone.pending.map(({ id }) => id)).toEqual(['prune-duplicate-1', 'repair-python-3', 'prune-overlap-2']);
  expect(undone.accepted).toEqual([]);
  expect(rulesOf(undone.right).sort()).toEqual(rulesOf(right).sort());
});

type Move = { kind: 'accept' | 'reject' | 'word'; index: number };
const word = fc.stringMatching(/^[A-Za-z]{1,8}( [a-z]{1,8}){0,3}$/);
const author = fc
  .array(fc.constantFrom('# Title', '', 'Text.', '- item', '## Part', '```sh', 'ls', '```', '## Learned rules', '> quote'), {
    maxLength: 14,
  })
  .chain((lines) =>
    fc.constantFrom('\n', '\r\n').chain((eol) => fc.boolean().map((end) => lines.join(eol) + (end && lines.length > 0 ? eol : ''))),
  );
const moves = fc.array(fc.record({ kind: fc.constantFrom<Move['kind']>('accept', 'reject', 'word'), index: fc.nat(4) }), { maxLength: 12 });

describe('any sequence of decisions', () => {
  it('leaves exactly the accepted rules, and every byte of the author’s', async () => {
    await fc.assert(
      fc.asyncProperty(author, moves, word, async (skill, sequence, words) => {
        const all = Array.from({ length: 5 }, (_, i) => patchOf(`prune-kind-${i}`, `Rule ${i}.`));
        let review: Review = await startReview(skill, false, all, apply);
        let file = skill;
        let { right } = review;
        const accepted = new Map<string, string>();
        for (const { kind, index } of sequence) {
          const patch = review.pending[index % Math.max(1, review.pending.length)];
          if (!patch) break;
          if (kind === 'word') {
            right = right.replace(new RegExp(`(\\[${patch.id}\\] ).*`), `$1${words} ${index}`);
            continue;
          }
          const rule = readRules(right).find(({ id }) => id === patch.id)?.text ?? '';
          if (kind === 'accept') {
            const outcome = await acceptSome(review, [patch.id], right, apply);
            file = outcome.write;
            review = outcome.next;
            accepted.set(patch.id, rule);
          } else {
            review = (await rejectSome(review, [patch.id], 'wrong', right, apply)).next;
          }
          right = review.right;
          expect(isStale(review, file)).toBe(false);
        }
        expect(new Map(readRules(file).map(({ id, text }) => [id, text]))).toEqual(accepted);
        const bare = await apply(
          file,
          [...accepted.keys()].map((id) => patchOf(id, '', 'retire')),
        );
        expect(bare).toBe(skill);
        const worded = new Map(readRules(right).map(({ id, text }) => [id, text]));
        expect([...worded.keys()].sort()).toEqual([...accepted.keys(), ...review.pending.map(({ id }) => id)].sort());
        for (const [id, text] of accepted) expect(worded.get(id)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
