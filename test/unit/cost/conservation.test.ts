import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedThread } from '../../../src/core/cost/attributedSession.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { savingOf } from '../../../src/core/cost/simulateBill.ts';
import type { Removal } from '../../../src/core/cost/simulateBill.ts';
import type { Content, Entry, Session, ToolStep, Usage } from '../../../src/core/session/session.ts';
import { START, call, compaction, result, session, text, thinking, thread, tool, toolCall, usage, user } from './makeSession.ts';

const book = createPriceBook();

/** Sizes that meet the edges: nothing, one, small, large. */
const tokens = fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 250_000 }));

const anyUsage: fc.Arbitrary<Usage> = fc
  .record({
    input: tokens,
    cacheRead: tokens,
    cacheWrite5m: tokens,
    cacheWrite1h: tokens,
    output: tokens,
    webSearches: fc.integer({ min: 0, max: 2 }),
  })
  .chain((parts) => fc.integer({ min: 0, max: parts.output }).map((reasoning) => usage({ ...parts, reasoning })));

/** A prompt that mostly grows, as real ones do: sizes are relative to the call before. */
const grownUsage = fc.record({
  by: fc.integer({ min: -3_000, max: 3_000 }),
  readShare: fc.double({ min: 0, max: 1, noNaN: true }),
  output: tokens,
});

const chars = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 }));

const anyContent: fc.Arbitrary<Content[]> = fc.array(
  fc.oneof(
    chars.map(text),
    chars.map(thinking),
    fc.tuple(fc.integer({ min: 0, max: 9 }), chars).map(([id, size]) => toolCall(`t${id}`, size)),
    fc.constant<Content>({ kind: 'image', chars: 0 }),
  ),
  { maxLength: 4 },
);

const model = fc.constantFrom(
  ['anthropic', 'claude-opus-4-5'],
  ['anthropic', 'claude-opus-4-6'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['openai', 'gpt-5.4'],
  ['someone', 'unheard-of-1'],
);

const anyEntry: fc.Arbitrary<{ make: (promptBefore: number) => Entry; parent: number }> = fc
  .oneof(
    { weight: 2, arbitrary: chars.map((size) => (): Entry => user(size)) },
    {
      weight: 4,
      arbitrary: fc
        .record({
          model,
          usage: fc.oneof(
            anyUsage.map((one) => () => one),
            grownUsage.map((growth) => (before: number) => grow(before, growth)),
            fc.constant(() => undefined),
          ),
          content: anyContent,
          gap: fc.integer({ min: 0, max: 4_000_000 }),
          extra: fc.option(anyUsage, { nil: undefined, freq: 8 }),
        })
        .map((parts) => (before: number): Entry => {
          const [provider, name] = parts.model;
          const used = parts.usage(before);
          return call({
            provider,
            model: name ?? '',
            content: parts.content,
            at: START + parts.gap,
            ...(used ? { usage: used } : {}),
            extraUsage: parts.extra ? [{ model: 'claude-haiku-4-5', reason: 'advisor', usage: parts.extra }] : [],
          });
        }),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.integer({ min: 0, max: 9 }), chars, fc.boolean()).map(
        ([id, size, answered]) =>
          (): Entry =>
            tool(`t${id}`, { argsChars: size, ...(answered ? { result: result(size * 2) } : {}) }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(chars, fc.integer({ min: 0, max: 30 })).map(
        ([size, keptFrom]) =>
          (): Entry =>
            compaction({ summaryChars: size, keptFrom }),
      ),
    },
  )
  .chain((make) =>
    fc
      .oneof({ weight: 9, arbitrary: fc.constant(-2) }, { weight: 1, arbitrary: fc.integer({ min: -1, max: 30 }) })
      .map((parent) => ({ make, parent })),
  );

function grow(before: number, { by, readShare, output }: { by: number; readShare: number; output: number }): Usage {
  const prompt = Math.max(0, before + by);
  const cacheRead = Math.floor(prompt * readShare);
  const cacheWrite5m = Math.floor((prompt - cacheRead) / 2);
  return usage({
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: Math.floor(cacheWrite5m / 3),
    input: prompt - cacheRead - cacheWrite5m - Math.floor(cacheWrite5m / 3),
    output,
  });
}

const anySession: fc.Arbitrary<Session> = fc.array(anyEntry, { maxLength: 40 }).map((parts) => {
  const entries: Entry[] = [];
  let prompt = 1_000;
  for (const { make, parent } of parts) {
    const entry = make(prompt);
    if (entry.kind === 'llm' && entry.usage)
      prompt = entry.usage.input + entry.usage.cacheRead + entry.usage.cacheWrite5m + entry.usage.cacheWrite1h;
    if (parent >= -1 && parent < entries.length) entry.parent = parent;
    entries.push(entry);
  }
  return session(thread(entries));
});

function sumOfOwners({ owners }: AttributedThread): bigint {
  return owners.reduce((sum, { entry, carry, output, fees }) => sum + entry + carry + output + fees, 0n);
}

describe('any session', () => {
  it('conserves the bill to the last unit: owners, calls and buckets', () => {
    fc.assert(
      fc.property(anySession, (made) => {
        const { main, total, buckets, rewrite } = attributeSession(made, book);
        expect(sumOfOwners(main)).toBe(total);
        expect([...main.calls.values()].reduce((sum, cost) => sum + cost.total, 0n)).toBe(total);
        expect(Object.values(buckets as unknown as Record<string, bigint>).reduce((sum, part) => sum + part, 0n)).toBe(total);
        expect(main.owners.reduce((sum, owner) => sum + owner.rewrite, 0n)).toBe(rewrite);
      }),
      { numRuns: 400 },
    );
  });

  it('has no negative figure, no rewrite above carry, no argument above its whole', () => {
    fc.assert(
      fc.property(anySession, (made) => {
        const { main, buckets } = attributeSession(made, book);
        for (const owner of main.owners) {
          for (const amount of [
            owner.entry,
            owner.carry,
            owner.output,
            owner.argumentCarry,
            owner.argumentEntry,
            owner.fees,
            owner.rewrite,
          ]) {
            expect(amount).toBeGreaterThanOrEqual(0n);
          }
          expect(owner.rewrite).toBeLessThanOrEqual(owner.carry);
          expect(owner.argumentEntry).toBeLessThanOrEqual(owner.entry);
          expect(owner.argumentCarry).toBeLessThanOrEqual(owner.entry + owner.carry);
          expect(owner.argumentTokens).toBeLessThanOrEqual(owner.tokens);
          expect(Number.isSafeInteger(owner.tokens) && owner.tokens >= 0).toBe(true);
        }
        for (const amount of Object.values(buckets as unknown as Record<string, bigint>)) expect(amount).toBeGreaterThanOrEqual(0n);
      }),
      { numRuns: 200 },
    );
  });

  it('never saves more than the steps and turns cost, and no less for removing more', () => {
    fc.assert(
      fc.property(anySession, fc.integer({ min: 0, max: 2 ** 20 }), (made, mask) => {
        const attributed = attributeSession(made, book);
        const steps = made.main.entries.filter((entry): entry is ToolStep => entry.kind === 'tool');
        const all = steps.map((toolStep): Removal => ({ kind: 'step', toolStep }));
        const some = all.filter((_, i) => (mask >> i) & 1);
        const [more, less] = [savingOf(attributed, all), savingOf(attributed, some)];
        expect(less.low).toBeLessThanOrEqual(more.low);
        for (const saving of [more, less]) {
          expect(saving.low).toBeLessThanOrEqual(saving.mid);
          expect(saving.mid).toBeLessThanOrEqual(saving.high);
          expect(saving.high).toBeLessThanOrEqual(attributed.total);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is attributed the same way each time', () => {
    fc.assert(
      fc.property(anySession, (made) => {
        expect(attributeSession(made, book)).toEqual(attributeSession(made, book));
      }),
      { numRuns: 30 },
    );
  });
});
