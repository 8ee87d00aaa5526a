import { attributeSession } from '../../src/core/cost/attributeSession.ts';
import { createPriceBook } from '../../src/core/cost/priceBook.ts';
import { savingOf } from '../../src/core/cost/simulateBill.ts';
import type { Removal } from '../../src/core/cost/simulateBill.ts';
import { readSessionBytes } from '../../src/core/readers/readSession.ts';
import type { Session } from '../../src/core/session/session.ts';
import { toolStepsOf } from '../../src/core/session/walk.ts';
import { generateSession } from './generateCorpus.ts';
import { cheapestMs } from './measure.ts';

const SHORT = 250;
const LONG = 5_000;

/** What attribution costs a call in a long session as against a short one: about 1 where the work grows with the length alone. */
export async function benchAttribution(): Promise<string> {
  const book = createPriceBook();
  const [short, long] = [makeSession(SHORT), makeSession(LONG)];
  // As many calls in both, so that both are measured over the same time.
  const repeats = LONG / SHORT;
  const shortMs = await cheapestMs(() => {
    for (let i = 0; i < repeats; i++) attributeSession(short, book);
  }, 5);
  const longMs = await cheapestMs(() => attributeSession(long, book), 5);
  const attributed = attributeSession(long, book);
  const removals = [...toolStepsOf(long)].filter((_, i) => i % 10 === 0).map((toolStep): Removal => ({ kind: 'step', toolStep }));
  const billMs = await cheapestMs(() => savingOf(attributed, removals), 5);
  const us = (ms: number): string => ((ms * 1000) / LONG).toFixed(1);
  return [
    `attribution: ${us(shortMs)} us a call in a session of ${SHORT} calls, ${us(longMs)} in one of ${LONG}: ratio ${(longMs / shortMs).toFixed(2)} (linear is 1)`,
    `a bill without ${removals.length} of ${LONG} steps: ${billMs.toFixed(1)} ms, ${(billMs / longMs).toFixed(2)} of attributing the session`,
  ].join('\n');
}

function makeSession(calls: number): Session {
  const { session } = readSessionBytes(generateSession(calls), 'long.jsonl');
  if (!session) throw new Error('the made-up session was not recognised');
  return session;
}
