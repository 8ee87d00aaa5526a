import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formatLedgerRecord } from '../../../src/core/costcraft/ledger.ts';
import type { LedgerRecord } from '../../../src/core/costcraft/ledger.ts';
import { appendToLedger, readLedgerFile } from '../../../src/platform/ledgerFile.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const RECORD: LedgerRecord = {
  v: 1,
  patch: 'prune-overlap-aa2e02',
  lane: 'prune',
  detector: 'P5',
  decision: 'accept',
  rule: 'r',
  base: 'b',
  file: '.claude/skills/x/SKILL.md',
  saving: { low: '0', mid: '0.1', high: '0.2', ruleCost: '0', net: '0.1' },
  verdict: 'proven',
  support: { sessions: 1, instances: 2 },
  sessions: ['s'],
  prices: 'p',
  at: '2026-11-22T00:00:00.000Z',
};

test('makes the ledger, appends to it, and reads it back', async () => {
  const folder = temporaryFolder();
  expect(await readLedgerFile(folder)).toEqual([]);
  await appendToLedger(folder, [RECORD]);
  await appendToLedger(folder, [{ ...RECORD, decision: 'reject' }]);
  await appendToLedger(folder, []);
  expect((await readLedgerFile(folder)).map(({ decision }) => decision)).toEqual(['accept', 'reject']);
});

test('ends a line that a crash has left open', async () => {
  const folder = temporaryFolder({ '.clawtrace/ledger.jsonl': '{"v":1,"pat' });
  await appendToLedger(folder, [RECORD]);
  expect(readFileSync(path.join(folder, '.clawtrace/ledger.jsonl'), 'utf8')).toBe(`{"v":1,"pat\n${formatLedgerRecord(RECORD)}`);
});

test('a file where its folder has to be stays, and is said', async () => {
  const folder = temporaryFolder({ '.clawtrace': 'mine' });
  await expect(appendToLedger(folder, [RECORD])).rejects.toThrow('could not be appended to: a part of its path is not a folder');
  expect(readFileSync(path.join(folder, '.clawtrace'), 'utf8')).toBe('mine');
});
