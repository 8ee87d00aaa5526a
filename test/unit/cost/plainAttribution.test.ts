import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeThread } from '../../../src/core/cost/attributeThread.ts';
import type { AttributedThread } from '../../../src/core/cost/attributedSession.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import type { Session, Thread } from '../../../src/core/session/session.ts';
import { anySession, steadySession } from './anySession.ts';
import { START } from './makeSession.ts';
import { attributePlainly } from './plainAttribution.ts';
import type { PlainLedger } from './plainAttribution.ts';

const options = { book: createPriceBook(), fallbackAt: START };

/** What the product found, in the words of the plain way. */
function figuresOf({ owners, rewrites }: AttributedThread): unknown {
  return {
    owners: owners
      .filter(({ firstCall }) => firstCall !== undefined)
      .map(({ owner, output: _, fees: __, ...figures }) => ({
        owner: owner.kind === 'prefix' ? 'prefix' : String(owner.entry.index),
        ...figures,
      })),
    rewrites: rewrites.map(({ call, tokens, premium }) => ({ call: call.index, tokens, premium })),
  };
}

function plainFiguresOf(thread: Thread): unknown {
  const { ledgers, rewrites } = attributePlainly(thread, options);
  const byOwner = new Map<string, PlainLedger[]>();
  for (const ledger of ledgers) byOwner.set(ledger.owner, [...(byOwner.get(ledger.owner) ?? []), ledger]);
  const rank = (owner: string): number => (owner === 'prefix' ? -1 : Number(owner));
  const owners = [...byOwner]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([owner, parts]) => {
      const args = parts.filter(({ part }) => part === 'arguments');
      return {
        owner,
        tokens: sum(parts.map(({ tokens }) => tokens)),
        argumentTokens: sum(args.map(({ tokens }) => tokens)),
        entry: sumOfMoney(parts.map(({ entry }) => entry)),
        carry: sumOfMoney(parts.map(({ carry }) => carry)),
        carriedBy: Math.max(...parts.map(({ calls }) => calls.length - 1)),
        argumentEntry: sumOfMoney(args.map(({ entry }) => entry)),
        argumentCarry: sumOfMoney(args.map(({ entry, carry }) => entry + carry)),
        rewrite: sumOfMoney(parts.map(({ rewrite }) => rewrite)),
        firstCall: Math.min(...parts.map(({ calls }) => calls[0] ?? Infinity)),
        lastCall: Math.max(...parts.map(({ calls }) => calls.at(-1) ?? -1)),
      };
    });
  return { owners, rewrites };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function sumOfMoney(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}

describe('attribution by one pass over the tree of prompts', () => {
  it.each<[string, fc.Arbitrary<Session>, number]>([
    ['sessions of any kind', anySession, 600],
    ['long sessions that mostly grow, as real ones do', steadySession, 100],
  ])('gives what a visit of every piece at every call gives: %s', (_, sessions, numRuns) => {
    fc.assert(
      fc.property(sessions, ({ main }) => {
        expect(figuresOf(attributeThread(main, options))).toEqual(plainFiguresOf(main));
      }),
      { numRuns },
    );
  });
});
