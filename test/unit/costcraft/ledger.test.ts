import { describe, expect, it } from 'vitest';
import { distillSkill } from '../../../src/core/costcraft/distillSkill.ts';
import {
  formatLedgerRecord,
  hasNewEvidence,
  readLedger,
  rejectionsOf,
  rulesFromSession,
  toLedgerRecord,
  toRetireRecord,
  type Decision,
} from '../../../src/core/costcraft/ledger.ts';
import type { Patch } from '../../../src/core/costcraft/patch.ts';
import { hashSkill } from '../../../src/core/skill/hashSkill.ts';
import { newSkill } from '../../../src/core/skill/newSkill.ts';
import { buildSession, filler } from './buildSession.ts';

const FILE = '.agents/skills/demo/SKILL.md';

async function patchOf(): Promise<Patch> {
  const sessions = ['private-one', 'private-two'].map((id) =>
    buildSession({
      id,
      turns: [
        { tool: 'Bash', args: { command: 'git log -p' }, result: filler(600, id) },
        ...Array.from({ length: 20 }, () => ({ say: 'Hm.' })),
      ],
    }),
  );
  const set = await distillSkill({ sessions, skill: { file: FILE, text: newSkill('demo'), isNew: true }, context: [], rejected: [] });
  const [patch] = set.patches;
  if (!patch) throw new Error('no patch');
  return patch;
}

const facts = (decision: Decision, at = 0) => ({
  decision,
  finalRule: 'My own words.',
  baseHash: hashSkill('x'),
  file: FILE,
  sessionIds: ['private-two', 'private-one', 'private-one'],
  at,
});

describe('ledger', () => {
  it('writes one line a decision and no content', async () => {
    const patch = await patchOf();
    const line = formatLedgerRecord(toLedgerRecord(patch, facts('edit', Date.UTC(2026, 10, 22))));
    expect(line.endsWith('\n')).toBe(true);
    expect(line.trimEnd()).not.toContain('\n');
    expect(line).not.toMatch(/private|My own words|traces|git log --oneline/);
    const { records, damaged } = readLedger(line);
    expect(damaged).toEqual([]);
    expect(records[0]).toMatchObject({
      patch: patch.id,
      decision: 'edit',
      file: FILE,
      at: '2026-11-22T00:00:00.000Z',
      support: { sessions: 2, instances: 2 },
    });
    expect(records[0]?.sessions).toHaveLength(2);
  });

  it('survives damaged and foreign lines', async () => {
    const line = formatLedgerRecord(toLedgerRecord(await patchOf(), facts('accept')));
    const text = `\uFEFF${line}\r\n{"v":99}\nnull\n[]\n{"v":1,"patch":"x"}\n${line.slice(0, 40)}`;
    const { records, damaged } = readLedger(text);
    expect(records).toHaveLength(1);
    expect(damaged).toEqual([3, 4, 5, 6, 7]);
    expect(readLedger('')).toEqual({ records: [], damaged: [] });
  });

  it('remembers what was rejected last, for each skill apart', async () => {
    const patch = await patchOf();
    const record = (decision: Decision, file = FILE) => toLedgerRecord(patch, { ...facts(decision), file });
    const turnedDown = [{ id: patch.id, sessions: 2, supporting: record('reject').supporting }];
    expect(rejectionsOf([record('reject')], FILE)).toEqual(turnedDown);
    expect(rejectionsOf([record('reject'), record('accept')], FILE)).toEqual([]);
    expect(rejectionsOf([record('accept'), record('reject')], FILE)).toEqual(turnedDown);
    expect(rejectionsOf([record('reject', 'other/SKILL.md')], FILE)).toEqual([]);
    const withReason = toLedgerRecord(patch, { ...facts('reject'), reason: 'not-general' });
    expect(rejectionsOf([withReason], FILE)[0]?.reason).toBe('not-general');
  });

  it('takes for new evidence two sessions that did not speak for it before, not only two more', async () => {
    const patch = await patchOf();
    const [rejection] = rejectionsOf([toLedgerRecord(patch, facts('reject'))], FILE);
    if (!rejection) throw new Error('no rejection');
    const support = (...sessionIds: string[]) => ({ sessions: sessionIds.length, instances: 9, sessionIds });
    expect(hasNewEvidence(rejection, patch.support)).toBe(false);
    expect(hasNewEvidence(rejection, support('private-one', 'private-two', 'three'))).toBe(false);
    expect(hasNewEvidence(rejection, support('three', 'four'))).toBe(true);
    expect(hasNewEvidence({ id: patch.id, sessions: 2 }, support('three', 'four'))).toBe(false);
  });

  it('finds the rules that a session spoke for, as long as they stand', async () => {
    const patch = await patchOf();
    const accepted = toLedgerRecord(patch, { ...facts('accept'), sessionIds: ['private-one', 'private-two', 'only-read'] });
    expect(rulesFromSession([accepted], FILE, 'private-one')).toEqual([patch.id]);
    expect(rulesFromSession([accepted], FILE, 'only-read')).toEqual([]);
    expect(rulesFromSession([accepted], 'other/SKILL.md', 'private-one')).toEqual([]);
    const { supporting: _, ...old } = accepted;
    expect(rulesFromSession([old], FILE, 'only-read')).toEqual([patch.id]);

    const rule = { id: patch.id, text: patch.rule };
    const purge = toRetireRecord([accepted], {
      decision: 'purge',
      rule,
      baseHash: hashSkill('y'),
      file: FILE,
      sessionId: 'private-one',
      at: 0,
    });
    const { records } = readLedger(formatLedgerRecord(accepted) + formatLedgerRecord(purge));
    expect(rulesFromSession(records, FILE, 'private-one')).toEqual([]);
    expect(records[1]).toMatchObject({ decision: 'purge', lane: 'prune', detector: 'oversize', support: { sessions: 2, instances: 2 } });
    expect(rejectionsOf(records, FILE).map(({ id }) => id)).toEqual([patch.id]);
    expect(formatLedgerRecord(purge)).not.toContain('private');
  });

  it('records a rule as retired of whose acceptance it knows nothing', () => {
    const rule = { id: 'repair-read-first-0a1b2c', text: 'x' };
    const record = toRetireRecord([], { decision: 'retire', rule, baseHash: 'b', file: FILE, at: 0 });
    expect(readLedger(formatLedgerRecord(record)).records).toEqual([record]);
    expect(record).toMatchObject({ lane: 'repair', detector: 'read-first', decision: 'retire' });
  });
});
