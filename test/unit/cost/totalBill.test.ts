import { expect, test } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedSession } from '../../../src/core/cost/attributedSession.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import { TotalBill } from '../../../src/core/cost/totalBill.ts';
import { call, session, thread, usage } from './makeSession.ts';
import { claudeSession } from '../cli/sampleSessions.ts';

function attributed(text: string): AttributedSession {
  const { session, notATrace } = readSessionBytes(Buffer.from(text), 's.jsonl');
  if (!session) throw new Error(notATrace);
  return attributeSession(session);
}

function totalOf(texts: readonly string[]): { usd: string; output: number; repeated: string } {
  const bill = new TotalBill();
  texts.forEach((text, i) => bill.add(attributed(text), `${i}.jsonl`));
  const { usd, tokens, repeatedUsd } = bill.total();
  return { usd: formatUsdExact(usd), output: tokens.output, repeated: formatUsdExact(repeatedUsd) };
}

const first = claudeSession({ sessionId: 'first', prefix: 'same' });
const fork = claudeSession({ sessionId: 'fork', prefix: 'same', turns: 4, startedAt: '2026-03-01T12:00:00Z' });

test('adds up sessions that share nothing', () => {
  expect(totalOf([claudeSession({ sessionId: 'a' }), claudeSession({ sessionId: 'b' })])).toEqual({
    usd: '0.011832',
    output: 400,
    repeated: '0',
  });
});

test('bills a call once that stands in two sessions, in whatever order they come', () => {
  const total = totalOf([first, fork]);
  expect(total.output).toBe(250);
  expect(totalOf([fork, first])).toEqual(total);
  expect(total.repeated).not.toBe('0');
});

test('free calls add no tokens to a session or to the sum of sessions, whatever their records tell', () => {
  const parts = {
    usage: usage({ input: 10, output: 3 }),
    extraUsage: [{ model: 'm', reason: 'advisor' as const, usage: usage({ output: 7 }) }],
  };
  const made = session(thread([call({ ...parts, billId: 'a', free: true }), call({ ...parts, billId: 'b' })]));
  const cost = attributeSession(made);
  const bill = new TotalBill();
  bill.add(cost, 'a.jsonl');
  expect(cost.tokens).toMatchObject({ input: 10, output: 10 });
  expect(bill.total().tokens).toEqual(cost.tokens);
});

test('of two copies of a call bills the one that is complete', () => {
  const snapshot = first.replaceAll('"output_tokens":50', '"output_tokens":1');
  expect(totalOf([snapshot, fork])).toMatchObject({ output: 250 });
  expect(totalOf([fork, snapshot])).toMatchObject({ output: 250 });
});
