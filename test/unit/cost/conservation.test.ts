import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeSession, billSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedThread, BilledSession, BilledThread } from '../../../src/core/cost/attributedSession.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { savingOf } from '../../../src/core/cost/simulateBill.ts';
import type { Removal } from '../../../src/core/cost/simulateBill.ts';
import type { ToolStep } from '../../../src/core/session/session.ts';
import { anySession } from './anySession.ts';

const book = createPriceBook();

function sumOfOwners({ owners }: AttributedThread): bigint {
  return owners.reduce((sum, { entry, carry, output, fees }) => sum + entry + carry + output + fees, 0n);
}

function billOf({ calls, total, buckets, rewrite }: BilledThread): unknown {
  const costs = [...calls].map(([index, { basis, total: usd, unpricedTokens }]) => ({ index, basis, usd, unpricedTokens }));
  return { costs, total, buckets, rewrite };
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

  it('is billed the same where only the bill is asked for', () => {
    fc.assert(
      fc.property(anySession, (made) => {
        const { main, agents, ...whole } = attributeSession(made, book);
        const { main: billedMain, agents: billedAgents, ...billed } = billSession(made, book);
        expect(billed).toStrictEqual(whole);
        expect(billOf(billedMain)).toStrictEqual(billOf(main));
        const agentBills = (all: BilledSession['agents']): unknown[] => all.map((agent) => ({ ...agent, thread: billOf(agent.thread) }));
        expect(agentBills(billedAgents)).toStrictEqual(agentBills(agents));
      }),
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
