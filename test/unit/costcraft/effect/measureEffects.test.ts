import { describe, expect, it } from 'vitest';
import { applyPatches } from '../../../../src/core/costcraft/applyPatches.ts';
import { distillNotes } from '../../../../src/core/costcraft/distillNotes.ts';
import { measureEffects } from '../../../../src/core/costcraft/effect/measureEffects.ts';
import type { RuleEffect } from '../../../../src/core/costcraft/effect/ruleEffect.ts';
import { toLedgerRecord, type LedgerRecord } from '../../../../src/core/costcraft/ledger.ts';
import { noteSession } from '../../../../src/core/costcraft/noteSession.ts';
import { patchId } from '../../../../src/core/costcraft/patchId.ts';
import { traitPattern } from '../../../../src/core/costcraft/preserve/traits.ts';
import type { SessionNotes } from '../../../../src/core/costcraft/sessionNotes.ts';
import { parseUsd } from '../../../../src/core/session/money.ts';
import { newSkill } from '../../../../src/core/skill/newSkill.ts';
import { setRules } from '../../../../src/core/skill/managedRules.ts';
import { buildSession, filler } from '../buildSession.ts';

const FILE = '.agents/skills/demo/SKILL.md';
const SKILL = { file: `/repo/${FILE}`, text: newSkill('demo'), isNew: false };
const ACCEPTED = Date.UTC(2026, 1, 1);
const DAY = 86_400_000;

/** A session that began so many days after the rule was accepted. */
function session(day: number, { wasteful = false, reads = true, more = {} } = {}): SessionNotes {
  const id = `s${day}-${String(wasteful)}-${String(reads)}`;
  const analyzed = buildSession({
    id,
    turns: [
      ...(reads ? [{ tool: 'Read', args: { file_path: SKILL.file }, result: 'text' }] : []),
      wasteful
        ? { tool: 'Bash', args: { command: 'git log -p' }, result: filler(600, id) }
        : { tool: 'Bash', args: { command: 'git log --oneline -n 20' }, result: filler(4, id) },
      ...Array.from({ length: 20 }, () => ({ say: 'Hm.' })),
    ],
  });
  return { ...noteSession(analyzed), startedAt: ACCEPTED + day * DAY, ...more };
}

const days = (from: number, count: number, spec?: Parameters<typeof session>[1]): SessionNotes[] =>
  Array.from({ length: count }, (_, i) => session(from + i, spec));

/** The skill with the rule that the wasteful sessions teach, and the record of its acceptance. */
function learned(): { text: string; records: LedgerRecord[] } {
  const sessions = days(-40, 4, { wasteful: true, reads: false });
  const { patches } = distillNotes({ sessions, skill: SKILL, context: [], rejected: [] });
  const [patch] = patches;
  if (!patch) throw new Error('nothing was learned');
  const facts = { decision: 'accept', finalRule: patch.rule, baseHash: '', file: FILE, sessionIds: [], at: ACCEPTED } as const;
  return { text: applyPatches(SKILL.text, [patch]), records: [toLedgerRecord(patch, facts)] };
}

const { text, records } = learned();

function measure(sessions: SessionNotes[], given = { text, records }): RuleEffect | undefined {
  const effects = measureEffects({ sessions, skill: { file: SKILL.file, text: given.text }, records: given.records, file: FILE });
  expect(effects.length).toBeLessThanOrEqual(1);
  return effects[0];
}

const before = days(-30, 12, { wasteful: true });

describe('the effect of a rule', () => {
  it('is better where the pattern has gone, with what that saved less what the rule cost', () => {
    const effect = measure([...before, ...days(1, 10)]);
    expect(effect).toMatchObject({
      verdict: 'better',
      wanted: 'less',
      before: { with: 12, of: 12 },
      after: { with: 0, of: 10 },
      notLoaded: { with: 0, of: 0 },
      change: { difference: -1 },
      since: '2026-02-01T00:00:00.000Z',
    });
    const { saved, ruleCost, net, before: was, after: is } = effect?.money ?? ({} as never);
    expect(is.avoidable).toBe('0');
    // The share of the bill that it took before, of the bills since.
    expect(parseUsd(saved)).toBe((parseUsd(was.avoidable) * parseUsd(is.of)) / parseUsd(was.of));
    expect(parseUsd(ruleCost)).toBeGreaterThan(0n);
    expect(parseUsd(net)).toBe(parseUsd(saved) - parseUsd(ruleCost));
  });

  it('is worse where the pattern has come since', () => {
    const effect = measure([...days(-30, 12), ...days(1, 12, { wasteful: true })]);
    expect(effect).toMatchObject({ verdict: 'worse', before: { with: 0, of: 12 }, after: { with: 12, of: 12 } });
    expect(parseUsd(effect?.money?.saved ?? '0')).toBeLessThan(0n);
  });

  it('is not told from too few sessions, and says how many are missing', () => {
    const effect = measure([...before.slice(0, 3), ...days(1, 1)]);
    expect(effect).toMatchObject({ verdict: 'too-few', before: { with: 3, of: 3 }, after: { with: 0, of: 1 } });
    expect(effect?.missing).toBeGreaterThan(0);
    // When so many more have come the answer is there.
    const later = measure([...before.slice(0, 3), ...days(1, 1 + (effect?.missing ?? 0), { wasteful: true })]);
    expect(later?.verdict).toBe('no-change');
    expect(later?.missing).toBeUndefined();
  });

  it('counts only sessions that show that they read the skill, and tells the others beside', () => {
    const strangers = days(1, 8, { reads: false, wasteful: true });
    expect(measure([...before, ...strangers])).toMatchObject({
      verdict: 'not-loaded',
      after: { with: 0, of: 0 },
      notLoaded: { with: 8, of: 8 },
    });
    expect(measure([...before, ...strangers])?.money).toBeUndefined();
    expect(measure([...before, ...strangers, ...days(20, 10)])).toMatchObject({ verdict: 'better', after: { with: 0, of: 10 } });
  });

  it('is unknown without later sessions, without older ones, and where nothing was there to be mended', () => {
    expect(measure(before)?.verdict).toBe('no-later');
    expect(measure(days(1, 5))?.verdict).toBe('no-before');
    expect(measure([...days(-30, 5), ...days(1, 5)])?.verdict).toBe('not-seen');
  });

  it('leaves out sessions of other projects and of unknown time', () => {
    const elsewhere = days(1, 10, { wasteful: true, more: { project: '/elsewhere' } });
    const { startedAt: _, ...timeless } = session(5, { wasteful: true });
    expect(measure([...before, ...days(1, 10), ...elsewhere, timeless])).toMatchObject({ verdict: 'better', after: { with: 0, of: 10 } });
  });

  it('tells how sessions ended, of those of which it is known', () => {
    const ended = (list: SessionNotes[], outcome: SessionNotes['outcome']): SessionNotes[] => list.map((notes) => ({ ...notes, outcome }));
    const effect = measure([...ended(before, 'success'), ...ended(days(1, 10), 'failure'), ...days(20, 3)]);
    expect(effect?.endedWell).toMatchObject({ before: { with: 12, of: 12 }, after: { with: 0, of: 10 }, change: { difference: -1 } });
    expect(effect?.endedWell.change?.direction).toBe('fell');
  });

  it('is told of rules that the ledger knows and that still stand, in the order of the skill', () => {
    expect(measure([...before, ...days(1, 5)], { text, records: [] })).toBeUndefined();
    expect(measure([...before, ...days(1, 5)], { text: SKILL.text, records })).toBeUndefined();
  });

  it('of a behaviour to be kept is better where more sessions with the opportunity show it, and claims no saving', () => {
    const id = patchId(traitPattern('verify-last') as NonNullable<ReturnType<typeof traitPattern>>);
    const rule = { id, text: 'Run the checks last.' };
    const record = { ...records[0], patch: id, lane: 'preserve', detector: 'verify-last' } as LedgerRecord;
    const given = { text: setRules(SKILL.text, [rule]), records: [record] };
    const show = (list: SessionNotes[], key: 'shown' | 'absent' | undefined): SessionNotes[] =>
      list.map((notes) => ({ ...notes, traits: { ...notes.traits, shown: [], absent: [], ...(key && { [key]: ['verify-last'] }) } }));
    const effect = measure([...show(days(-30, 12), 'absent'), ...show(days(1, 9), 'shown'), ...show(days(20, 7), undefined)], given);
    expect(effect).toMatchObject({ verdict: 'better', wanted: 'more', before: { with: 0, of: 12 }, after: { with: 9, of: 9 } });
    expect(effect?.money).toBeUndefined();
    expect(measure([...show(days(-30, 12), 'shown'), ...show(days(1, 12), 'absent')], given)?.verdict).toBe('worse');
    expect(measure([...show(days(-30, 12), 'shown'), ...show(days(1, 12), 'shown')], given)?.verdict).toBe('not-seen');
  });

  it('does not depend on the order of the sessions', () => {
    const sessions = [...before, ...days(1, 6), ...days(10, 3, { wasteful: true })];
    expect(measure(sessions.toReversed())).toEqual(measure(sessions));
  });
});
