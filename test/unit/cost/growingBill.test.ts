import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { GrowingBill } from '../../../src/core/cost/growingBill.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import type { Session } from '../../../src/core/session/session.ts';
import { anySession, steadySession } from './anySession.ts';

const book = createPriceBook();

/** The session as it was after so many entries. */
function upTo(session: Session, length: number): Session {
  return { ...session, main: { entries: session.main.entries.slice(0, length) } };
}

describe('the bill of a session that grows', () => {
  it('is that of the whole session at every length, entry by entry', () => {
    fc.assert(
      fc.property(steadySession, fc.integer({ min: 1, max: 9 }), (session, step) => {
        const growing = new GrowingBill();
        for (let length = step; length < session.main.entries.length; length += step) {
          const now = upTo(session, length);
          expect(growing.attribute(now, book)).toStrictEqual(attributeSession(now, book));
        }
      }),
      { numRuns: 12, seed: 1 },
    );
  });

  it('is that of the whole session where calls, tools and branches reach back', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const growing = new GrowingBill();
        for (let length = 1; length <= session.main.entries.length; length += 2) {
          const now = upTo(session, length);
          expect(growing.attribute(now, book)).toStrictEqual(attributeSession(now, book));
        }
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('is made anew where what had been there has changed', () => {
    fc.assert(
      fc.property(steadySession, fc.nat(), (session, at) => {
        const growing = new GrowingBill();
        growing.attribute(session, book);
        const entries = [...session.main.entries];
        const place = at % entries.length;
        const entry = entries[place];
        if (entry?.kind === 'llm' && entry.usage) entries[place] = { ...entry, usage: { ...entry.usage, input: entry.usage.input + 7 } };
        else entries.splice(place);
        const changed = { ...session, main: { entries } };
        expect(growing.attribute(changed, book)).toStrictEqual(attributeSession(changed, book));
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('has the dollars of other prices', () => {
    const [session] = fc.sample(steadySession, { numRuns: 1, seed: 4 });
    if (!session) throw new Error('no session was made');
    const growing = new GrowingBill();
    growing.attribute(session, book);
    const dear = createPriceBook();
    const result = growing.attribute({ ...session, startedAt: 0 }, dear);
    expect(result).toStrictEqual(attributeSession({ ...session, startedAt: 0 }, dear));
  });
});
