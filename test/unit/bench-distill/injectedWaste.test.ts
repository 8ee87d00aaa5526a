import { describe, expect, it } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { analyzeRecords } from '../../bench/distill/analyzeRecords.ts';
import { findImbalance } from '../../bench/distill/conservation.ts';
import { runInjectedWaste } from '../../bench/distill/injectedWaste.ts';
import { precisionOf, recallOf } from '../../bench/distill/judgeInjected.ts';
import { makeSession } from '../../bench/distill/makeSession.ts';
import { putIn } from '../../bench/distill/putIn.ts';
import { formatRecords } from '../../bench/distill/rawSession.ts';
import { runRemovedWaste } from '../../bench/distill/removedWaste.ts';
import { madeSources } from '../../bench/distill/sources.ts';
import { removedRows } from '../../bench/distill/wasteRows.ts';

describe('waste that was put into made sessions', () => {
  const result = runInjectedWaste(madeSources(4, 40, 7), 7, 6);

  it('is found, and decoys are left alone', () => {
    for (const [tier, precision, recall] of [
      [1, 0.95, 0.9],
      [2, 0.95, 0.9],
      [3, 0.9, 0.9],
    ] as const) {
      const { ours, upstream } = result.tiers[tier];
      expect(ours.waste).toBeGreaterThan(15);
      expect(ours.decoys).toBeGreaterThan(15);
      expect(precisionOf(ours)).toBeGreaterThanOrEqual(precision);
      expect(recallOf(ours)).toBeGreaterThanOrEqual(recall);
      // Else the decoys would be no decoys.
      expect(precisionOf(upstream)).toBeLessThan(0.7);
    }
  });

  it.each(['claude-code', 'openclaw'] as const)('leaves a file of %s that reads without a warning and adds up', (format) => {
    const file = format === 'openclaw' ? '/.openclaw/agents/main/sessions/made.jsonl' : '/made.jsonl';
    const { session } = readSessionBytes(Buffer.from(formatRecords(makeSession(format, 3, 30))), file);
    expect(session?.format).toBe(format);
    expect(session?.warnings).toEqual([]);
    expect(findImbalance(analyzeRecords(makeSession(format, 3, 30), '/made.jsonl'))).toBeUndefined();
  });

  it.each(['own turns', 'joined'] as const)('makes the bill larger by what it costs: %s', (way) => {
    for (const source of madeSources(2, 20, 9)) {
      const raw = source.open();
      const bill = (records: typeof raw.records): bigint =>
        attributeSession(readSessionBytes(Buffer.from(formatRecords(records)), source.name).session!).total;
      const gap = raw.gaps[4]!;
      const piece = { kind: 'use' as const, id: 'toolu_x', name: raw.tools.shell, input: { command: 'ls' }, result: 'x'.repeat(4000) };
      const more = putIn(raw, [{ after: gap, pieces: [piece], ...(way === 'joined' && { joined: true as const }) }]);
      expect(more.length).toBeGreaterThan(raw.records.length);
      expect(bill(more)).toBeGreaterThan(bill(raw.records));
      // Nothing of the session itself is touched by the trial.
      expect(raw.records).toEqual(source.open().records);
    }
  });

  it('costs what a removal of it is said to save', () => {
    const removals = runRemovedWaste(madeSources(4, 40, 7), 7, 5);
    expect(removals.length).toBe(8);
    for (const row of removedRows(removals, 'made')) expect([row.figure, row.ours, row.passed]).toEqual([row.figure, row.ours, true]);
  });
});
