import { describe, expect, it } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { compareLogged, costWarnings } from '../../../src/core/cost/costWarnings.ts';
import { parseUsd } from '../../../src/core/session/money.ts';
import type { LlmCall } from '../../../src/core/session/session.ts';
import { call, session, thread, usage } from './makeSession.ts';

function warningsOf(...calls: Partial<LlmCall>[]): string[] {
  return costWarnings(attributeSession(session(thread(calls.map((parts) => call(parts)))))).map(
    ({ code, message }) => `${code}: ${message}`,
  );
}

const used = usage({ input: 200_000 });

describe('costWarnings', () => {
  it('are none for a bill that is whole and met', () => {
    expect(warningsOf({ usage: used, loggedUsd: parseUsd('1.009') })).toEqual([]);
  });

  it('name a logged cost that is off by more than 1 % over the calls that have one', () => {
    expect(warningsOf({ usage: used, loggedUsd: parseUsd('1.02') }, { usage: used })).toEqual([
      'logged-cost-differs: the source logged $1.02 for 1 calls that cost $1.00',
    ]);
  });

  it('name each model without a price and the calls without usage', () => {
    expect(warningsOf({ provider: 'x', model: 'b-1', usage: used }, { provider: 'x', model: 'a-1', usage: used }, {})).toEqual([
      'unpriced-model: no price known for a-1: 200000 tokens are not in the total, which is a lower bound',
      'unpriced-model: no price known for b-1: 200000 tokens are not in the total, which is a lower bound',
      'call-without-usage: 1 calls state no usage: the total is a lower bound',
    ]);
  });

  it('name factors that are disputed or not published', () => {
    const at = Date.parse('2026-04-01');
    expect(warningsOf({ model: 'claude-opus-4-6', serving: { speed: 'fast' }, usage: used, at })).toEqual([
      'uncertain-price: price not certain: anthropic claude-opus-4-6, from 2026-03-13, fast x6 (disputed)',
    ]);
  });

  it('compare nothing where nothing was logged', () => {
    expect(compareLogged(attributeSession(session(thread([call({ usage: used })]))))).toBeUndefined();
  });
});
