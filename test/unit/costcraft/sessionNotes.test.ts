import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedSession } from '../../../src/core/cost/attributedSession.ts';
import { simulateRemovals } from '../../../src/core/cost/billModel.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { modelRemovals, savingOf, type Removal } from '../../../src/core/cost/simulateBill.ts';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import { distillNotes } from '../../../src/core/costcraft/distillNotes.ts';
import { noteSession } from '../../../src/core/costcraft/noteSession.ts';
import { noteBill, readBill, type SessionNotes } from '../../../src/core/costcraft/sessionNotes.ts';
import { SessionFileReader } from '../../../src/core/readers/readSession.ts';
import { callsOf, toolStepsOf } from '../../../src/core/session/walk.ts';
import { newSkill } from '../../../src/core/skill/newSkill.ts';
import { anySession } from '../cost/anySession.ts';
import { sharedTraces } from '../sharedTraces.ts';
import { buildSession, filler, type Turn } from './buildSession.ts';

const book = createPriceBook();

/** All that could be taken out of a session. */
function removalsOf({ session }: AttributedSession): Removal[] {
  const steps = [...toolStepsOf(session)];
  return [
    ...steps.map((toolStep): Removal => ({ kind: 'step', toolStep })),
    ...steps.map((toolStep, i): Removal => ({ kind: 'shorten', toolStep, toTokens: (i * 37) % 900 })),
    ...[...callsOf(session)].map((call): Removal => ({ kind: 'remove-call', call })),
  ];
}

/** The saving of some of these removals, from what notes keep of the bill for all of them. */
function savingFromNotes(attributed: AttributedSession, all: readonly Removal[], picked: (i: number) => boolean) {
  const { model, removals } = modelRemovals(attributed, all);
  const kept = JSON.parse(JSON.stringify({ bill: noteBill(model), removals })) as {
    bill: ReturnType<typeof noteBill>;
    removals: typeof removals;
  };
  return simulateRemovals(
    readBill(kept.bill),
    kept.removals.filter((removal, i) => picked(i) && removal).map((removal) => removal as NonNullable<typeof removal>),
  );
}

describe('notes of a bill', () => {
  it('give for any set of removals what the session itself gives', () => {
    fc.assert(
      fc.property(
        anySession,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        (made, noted, chosen) => {
          const attributed = attributeSession(made, book);
          const all = removalsOf(attributed).filter((_, i) => noted[i % noted.length]);
          const picked = (i: number): boolean => chosen[i % chosen.length] === true;
          expect(savingFromNotes(attributed, all, picked)).toEqual(
            savingOf(
              attributed,
              all.filter((_, i) => picked(i)),
            ),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it.skipIf(sharedTraces.skip)('do so for real sessions, sub-agents included', () => {
    for (const file of ['claude/vscc-b3a7bd3c.jsonl', 'claude/entire-83-a0bb2.jsonl', 'openclaw/volvox-build-69cf0233.jsonl']) {
      const reader = new SessionFileReader(file);
      reader.push(readFileSync(`${sharedTraces.folder}${file}`));
      const { session } = reader.snapshot();
      if (!session) throw new Error(`${file} is no session`);
      const attributed = attributeSession(session, book);
      const all = removalsOf(attributed);
      for (const step of [2, 3, 7]) {
        const picked = (i: number): boolean => i % step === 0;
        expect(savingFromNotes(attributed, all, picked)).toEqual(
          savingOf(
            attributed,
            all.filter((_, i) => picked(i)),
          ),
        );
      }
    }
  });
});

const talk = (n: number): Turn[] => Array.from({ length: n }, (_, i) => ({ say: `Thought number ${i}.` }));
const noisy = (id: string): SessionNotes =>
  noteSession(buildSession({ id, turns: [{ tool: 'Bash', args: { command: 'git log -p' }, result: filler(600, id) }, ...talk(20)] }));

describe('notes of a session', () => {
  it('are the same after a way through JSON, and so is what is distilled from them', () => {
    const notes = ['one', 'two', 'three'].map(noisy);
    const stored = JSON.parse(JSON.stringify(notes)) as SessionNotes[];
    expect(stored).toEqual(notes);
    const input = { skill: { file: '/repo/.agents/skills/demo/SKILL.md', text: newSkill('demo'), isNew: true }, context: [], rejected: [] };
    const set = distillNotes({ ...input, sessions: notes });
    expect(set.patches).toHaveLength(1);
    expect(JSON.stringify(distillNotes({ ...input, sessions: stored.reverse() }))).toBe(JSON.stringify(set));
  });

  it('hold no text of the session: neither its results nor its commands', () => {
    const secret = 'hunter2-of-the-user';
    const session = buildSession({
      id: 'one',
      task: secret,
      turns: [
        { tool: 'Bash', args: { command: `git log -p ${secret}` }, result: filler(600, secret) },
        { tool: 'Bash', args: { command: `npm run ${secret} --token ${secret}` }, result: secret },
        ...talk(5),
      ],
    });
    const notes = noteSession(session);
    expect(notes.observations).toHaveLength(1);
    expect(notes.successes).toEqual([
      { command: { family: 'git log', options: ['-p'] }, count: 1 },
      { command: { family: 'npm run', options: [] }, count: 1 },
    ]);
    expect(JSON.stringify(notes)).not.toContain(secret);
  });

  it('tell which skills the session read', () => {
    const session = buildSession({
      id: 'one',
      turns: [
        { tool: 'Read', args: { file_path: '/repo/.agents/skills/demo/SKILL.md' }, result: 'text' },
        { tool: 'Skill', args: { skill: 'other' }, result: 'text' },
      ],
    });
    expect(noteSession(session).skills).toEqual(['demo', 'other']);
  });

  it.skipIf(sharedTraces.skip)('are a small part of it', () => {
    const bytes = readFileSync(`${sharedTraces.folder}claude/entire-83-a0bb2.jsonl`);
    const reader = new SessionFileReader('s.jsonl');
    reader.push(bytes);
    const { session } = reader.snapshot();
    if (!session) throw new Error('no session');
    expect(JSON.stringify(noteSession(analyzeSession(attributeSession(session, book)))).length).toBeLessThan(bytes.length / 20);
  });
});
