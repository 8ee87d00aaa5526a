import { describe, expect, it } from 'vitest';
import { distillSkill } from '../../../src/core/costcraft/distillSkill.ts';
import { formatLedgerRecord, readLedger, rejectedIds, toLedgerRecord, type Decision } from '../../../src/core/costcraft/ledger.ts';
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
      support: patch.support,
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
    expect(rejectedIds([record('reject')], FILE)).toEqual([`${patch.id}#2`]);
    expect(rejectedIds([record('reject'), record('accept')], FILE)).toEqual([]);
    expect(rejectedIds([record('accept'), record('reject')], FILE)).toEqual([`${patch.id}#2`]);
    expect(rejectedIds([record('reject', 'other/SKILL.md')], FILE)).toEqual([]);
  });
});
