import { describe, expect, it } from 'vitest';
import { type DecisionFacts, toLedgerRecord, toRetireRecord } from '../../../src/core/costcraft/ledger.ts';
import { acceptedRule, spokeFor } from '../../../src/core/costcraft/acceptedRule.ts';
import { ruleLine, ruleMarkdown } from '../../../src/editor/rules/ruleText.ts';
import { english } from '../../../src/protocol/translate.ts';
import { patchOf } from './patchOf.ts';

const FILE = 'skills/s/SKILL.md';
const patch = patchOf('prune-duplicate-1a', 'Rule one.');
const rule = { id: patch.id, text: patch.rule };
const accepted = (more: Partial<DecisionFacts> = {}) =>
  toLedgerRecord(patch, {
    decision: 'accept',
    finalRule: patch.rule,
    baseHash: '',
    file: FILE,
    sessionIds: ['one', 'two'],
    at: Date.UTC(2026, 10, 20, 12),
    ...more,
  });

describe('what is told of a learned rule', () => {
  it('is its lane, net saving, support and since when', () => {
    const known = acceptedRule([accepted()], FILE, rule);
    expect(ruleLine(known, 'en', english)).toBe('Prune · $0.0190 net · 3× in 2 sessions · since Nov 20, 2026');
    const markdown = ruleMarkdown(known, 'en', english);
    expect(markdown).toContain('Accepted on Nov 20, 2026');
    expect(markdown).toContain('| Net saving | **&#36;0&#46;0190** |');
    expect(markdown).toContain('| Verdict | proven |');
  });

  it('says when the line no longer is what was accepted', () => {
    const known = acceptedRule([accepted()], FILE, { ...rule, text: 'Other words.' });
    expect(ruleLine(known, 'en', english)).toMatch(/reworded since$/);
    const own = acceptedRule([accepted({ decision: 'edit', finalRule: 'Mine.' })], FILE, { ...rule, text: 'Mine.' });
    expect(ruleMarkdown(own, 'en', english)).toContain('in your own words');
    expect(ruleLine(own, 'en', english)).not.toContain('reworded');
  });

  it('is nothing where the ledger holds nothing of it', () => {
    for (const records of [[], [accepted({ decision: 'reject' })], [accepted({ file: 'other' })]]) {
      const known = acceptedRule(records, FILE, rule);
      expect(known).toBeUndefined();
      expect(ruleLine(known, 'en', english)).toBe('Not in the ledger');
      expect(ruleMarkdown(known, 'en', english)).toContain('knows nothing');
    }
  });

  it('is known again after an undone retirement', () => {
    const records = [accepted()];
    records.push(toRetireRecord(records, { decision: 'retire', rule, baseHash: '', file: FILE, at: Date.UTC(2026, 10, 21) }));
    expect(acceptedRule(records, FILE, rule)?.record.decision).toBe('accept');
  });

  it('names the sessions by what the ledger has: those that spoke for it, of old records those that were read', () => {
    const record = accepted();
    const { supporting: _none, ...old } = record;
    expect([spokeFor(old, 'two'), spokeFor(old, 'three')]).toEqual([true, false]);
    expect(spokeFor({ ...record, supporting: [] }, 'one')).toBe(false);
  });
});
