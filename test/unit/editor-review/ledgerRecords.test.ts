import { describe, expect, it } from 'vitest';
import { hashSkill } from '../../../src/core/skill/hashSkill.ts';
import { ledgerRecords } from '../../../src/editor/review/ledgerRecords.ts';
import { acceptAll, startReview } from '../../../src/editor/review/review.ts';
import { apply, patchOf } from './patchOf.ts';

describe('what the ledger keeps of decisions', () => {
  it('names each decision and holds no content', async () => {
    const patches = [
      patchOf('prune-duplicate-1', 'Rule one.'),
      patchOf('prune-overlap-2', 'Rule two.'),
      patchOf('repair-program-3', 'Rule three.'),
    ];
    const review = await startReview('# S\n', false, patches, apply);
    const right = review.right.replace('Rule two.', 'Secret words.').replace('- [repair-program-3] Rule three.\n', '');
    const { decisions } = acceptAll(review, right);
    const records = ledgerRecords(decisions, { review, sessionIds: ['b', 'a'], file: 'skills/s/SKILL.md', at: 0 });
    expect(records.map(({ patch, decision }) => [patch, decision])).toEqual([
      ['prune-duplicate-1', 'accept'],
      ['prune-overlap-2', 'edit'],
      ['repair-program-3', 'reject'],
    ]);
    expect(records[0]).toMatchObject({ base: hashSkill('# S\n'), file: 'skills/s/SKILL.md', at: '1970-01-01T00:00:00.000Z' });
    expect(JSON.stringify(records)).not.toMatch(/Rule|Secret/);
    expect(new Set(records.map(({ rule }) => rule)).size).toBe(3);
  });

  it('hashes the rule and not its line, so that an accepted rule has the hash of the proposal', async () => {
    const patch = patchOf('prune-duplicate-1', 'Rule one.');
    const review = await startReview('', false, [patch], apply);
    const facts = { review, sessionIds: [], file: 'f', at: 0 };
    const [accepted] = ledgerRecords([{ patch, decision: 'accepted', ruleText: '- [prune-duplicate-1] Rule one.', edited: false }], facts);
    const [rejected] = ledgerRecords([{ patch, decision: 'rejected', ruleText: undefined, edited: false }], facts);
    expect(accepted?.rule).toBe(rejected?.rule);
  });
});
