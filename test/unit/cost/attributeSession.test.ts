import { describe, expect, it } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedSession, OwnerCost } from '../../../src/core/cost/attributedSession.ts';
import { savingOf } from '../../../src/core/cost/simulateBill.ts';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import type { Money } from '../../../src/core/session/money.ts';
import type { LlmCall, Session, ToolStep } from '../../../src/core/session/session.ts';
import { START, call, compaction, result, session, text, thinking, thread, tool, toolCall, usage, user } from './makeSession.ts';

const usd = (amount: Money | undefined): string => formatUsdExact(amount ?? -1n);

/** The owner of the entry at an index of the main thread. */
function ownerAt(attributed: AttributedSession, index: number): OwnerCost {
  const found = attributed.main.owners.find(({ owner }) => owner.kind !== 'prefix' && owner.entry.index === index);
  if (!found) throw new Error(`no owner at ${index}`);
  return found;
}

function prefixOf(attributed: AttributedSession): OwnerCost {
  const found = attributed.main.owners[0];
  if (found?.owner.kind !== 'prefix') throw new Error('no prefix');
  return found;
}

/*
 * Opus 4.5, USD per million: input 5, read 0.5, 5 min write 6.25, output 25. Worked out by hand:
 *
 * 0 user, 400 characters: nothing measured before, so 400 x 0.25 = 100 tokens.
 * 1 call: 10,000 written. Prefix = 10,000 - 100 = 9,900. Output 100 tokens over text 100 and arguments 300 characters: 25 and 75.
 *     prefix entry 9,900 x 6.25 = 0.061875; user entry 100 x 6.25 = 0.000625; output 25 x 25 = 0.000625 and 75 x 25 = 0.001875
 * 2 tool, result of 1,600 characters.
 * 3 call: 12,000 = 10,000 read + 1,990 written + 10 plain: growth 2,000 over 100 + 300 + 1,600 characters: as many tokens each.
 *     prefix carry 9,900 x 0.5 = 0.00495; user carry 100 x 0.5 = 0.00005
 *     text entry 100 x 6.25 = 0.000625; arguments entry 300 x 6.25 = 0.001875; result entry 1,590 x 6.25 + 10 x 5 = 0.0099875
 *     output 40 x 25 = 0.001
 * 4 user, 60 characters.
 * 5 call ten minutes later, cache gone: 12,100 written; growth 100 over 40 + 60 characters.
 *     prefix carry 9,900 x 6.25 = 0.061875; user carry 0.000625; text carry 0.000625; arguments carry 0.001875;
 *     result carry 1,600 x 6.25 = 0.01; second text entry 40 x 6.25 = 0.00025; second user entry 60 x 6.25 = 0.000375
 *     output 10 x 25 = 0.00025
 *     premium: the first 11,990 tokens had been in the cache: 11,990 x 5.75 = 0.0689425
 * Sum: 0.065 + 0.0184875 + 0.075875 = 0.1593625
 */
function workedExample(): Session {
  return session(
    thread([
      user(400),
      call({ usage: usage({ cacheWrite5m: 10_000, output: 100 }), content: [text(100), toolCall('t1', 300)], stop: 'tool' }),
      tool('t1', { argsChars: 300, result: result(1_600) }),
      call({ usage: usage({ cacheRead: 10_000, cacheWrite5m: 1_990, input: 10, output: 40 }), content: [text(40)], at: START + 20_000 }),
      user(60),
      call({ usage: usage({ cacheWrite5m: 12_100, output: 10 }), content: [text(10)], at: START + 620_000 }),
    ]),
  );
}

describe('attributeSession', () => {
  const attributed = attributeSession(workedExample());

  it('puts every dollar of a worked example where it was worked out by hand', () => {
    expect(usd(attributed.total)).toBe('0.1593625');
    const figures = attributed.main.owners.map(({ owner, tokens, entry, carry, output, carriedBy }) => [
      owner.kind,
      tokens,
      usd(entry),
      usd(carry),
      usd(output),
      carriedBy,
    ]);
    expect(figures).toEqual([
      ['prefix', 9_900, '0.061875', '0.066825', '0', 2],
      ['user', 100, '0.000625', '0.000675', '0', 2],
      ['llm', 100, '0.000625', '0.000625', '0.000625', 1],
      ['tool', 1_900, '0.0118625', '0.011875', '0.001875', 1],
      ['llm', 40, '0.00025', '0', '0.001', 0],
      ['user', 60, '0.000375', '0', '0', 0],
      ['llm', 0, '0', '0', '0.00025', 0],
    ]);
  });

  it('tells a tool call’s arguments from its result', () => {
    const { argumentTokens, argumentEntry, argumentCarry, firstCall, lastCall } = ownerAt(attributed, 2);
    expect([argumentTokens, usd(argumentEntry), usd(argumentCarry)]).toEqual([300, '0.001875', '0.00375']);
    expect([firstCall, lastCall]).toEqual([3, 5]);
  });

  it('splits the bill once', () => {
    const { prefix, user: users, output, toolEntry, toolCarry, agents, fees } = attributed.buckets;
    expect([prefix, users, output, toolEntry, toolCarry, agents, fees].map(usd)).toEqual([
      '0.1287',
      '0.001675',
      '0.009',
      '0.0099875',
      '0.01',
      '0',
      '0',
    ]);
    expect(prefix + users + output + toolEntry + toolCarry + agents + fees).toBe(attributed.total);
  });

  it('reports the premium of what was paid again, and why', () => {
    const [rewrite, ...more] = attributed.main.rewrites;
    expect(more).toEqual([]);
    expect([rewrite?.tokens, usd(rewrite?.premium), rewrite?.reason, rewrite?.idleMs]).toEqual([11_990, '0.0689425', 'idle', 600_000]);
    expect(usd(attributed.rewrite)).toBe('0.0689425');
    expect(attributed.main.owners.reduce((sum, owner) => sum + owner.rewrite, 0n)).toBe(attributed.rewrite);
  });

  it('shows how the context grew', () => {
    expect(attributed.main.context).toEqual([
      { callIndex: 1, tokens: 10_000 },
      { callIndex: 3, tokens: 12_000 },
      { callIndex: 5, tokens: 12_100 },
    ]);
  });

  it('names the price table and stays silent about logged dollars where there are none', () => {
    expect(attributed.priceTable).toMatch(/^genai-prices \d+\.\d+\.\d+ \+ clawtrace \d{4}-\d{2}$/);
    expect(attributed.logged).toBeUndefined();
  });
});

describe('savingOf', () => {
  const attributed = attributeSession(workedExample());
  const step = attributed.session.main.entries[2] as ToolStep;
  const first = attributed.session.main.entries[1] as LlmCall;

  it('counts what the call and its result cost over all later calls, and the round trip apart', () => {
    const { low, mid, high } = savingOf(attributed, [{ kind: 'step', toolStep: step }]);
    // 0.0118625 + 0.011875 + 0.001875; the round trip reads 10,000 tokens once more: 10,000 x 0.5 = 0.005.
    expect([usd(low), usd(mid), usd(high)]).toEqual(['0.0256125', '0.0281125', '0.0306125']);
  });

  it('does not add up savings that overlap', () => {
    const once = savingOf(attributed, [{ kind: 'step', toolStep: step }]);
    const twice = savingOf(attributed, [
      { kind: 'step', toolStep: step },
      { kind: 'shorten', toolStep: step, toTokens: 100 },
      { kind: 'step', toolStep: step },
    ]);
    expect(twice).toEqual(once);
  });

  it('shortens a result by its share', () => {
    // Three quarters of the result's 0.0099875 + 0.01.
    expect(usd(savingOf(attributed, [{ kind: 'shorten', toolStep: step, toTokens: 400 }]).low)).toBe('0.014990625');
    expect(savingOf(attributed, [{ kind: 'shorten', toolStep: step, toTokens: 5_000 }]).high).toBe(0n);
  });

  it('saves one reading of the prompt where a turn is merged into another', () => {
    expect(usd(savingOf(attributed, [{ kind: 'remove-call', call: first }]).low)).toBe('0.005');
  });

  it('takes from a merged turn what other removals took already', () => {
    const later = attributed.session.main.entries[3] as LlmCall;
    const both = savingOf(attributed, [
      { kind: 'step', toolStep: step },
      { kind: 'remove-call', call: later },
    ]);
    // 0.0256125 + (12,000 - 1,900) x 0.50375: of the 12,000 tokens 10 had not been cached and are paid at ten times the price.
    expect(usd(both.low)).toBe('0.030700375');
  });

  it('ignores steps that are not in the session', () => {
    expect(savingOf(attributed, [{ kind: 'step', toolStep: tool('elsewhere', {}) }]).high).toBe(0n);
  });
});

describe('the context', () => {
  it('gives growth that no item explains to the prefix', () => {
    const attributed = attributeSession(
      session(
        thread([
          user(40),
          call({ usage: usage({ input: 1_000, output: 4 }), content: [text(16)] }),
          user(40),
          call({ usage: usage({ input: 9_000, output: 4 }), content: [text(16)] }),
        ]),
      ),
    );
    // 8,000 tokens cannot be 56 characters: 16 x 1.5 + 40 and 40 x 1.5 + 40 at most.
    expect(ownerAt(attributed, 1).tokens + ownerAt(attributed, 2).tokens).toBe(164);
    expect(prefixOf(attributed).tokens).toBe(990 + 8_000 - 164);
  });

  it('trims dropped thinking from the answer that held it', () => {
    const attributed = attributeSession(
      session(
        thread([
          user(400),
          call({ usage: usage({ input: 1_000, output: 600 }), content: [thinking(2_000), toolCall('t', 40)] }),
          tool('t', { argsChars: 40, result: result(400) }),
          call({ usage: usage({ input: 1_700, output: 5 }), content: [text(20)] }),
          user(40),
          call({ usage: usage({ input: 1_300, output: 5 }), content: [text(20)] }),
        ]),
      ),
    );
    // Only the answer with its thinking can have lost the tokens: the result and the user keep theirs.
    const paid = (index: number): Money => ownerAt(attributed, index).carry;
    const size = (index: number): Money => BigInt(ownerAt(attributed, index).tokens) * 5_000_000_000n;
    expect(paid(2)).toBe(size(2));
    expect(paid(1)).toBeLessThan(size(1));
  });

  it('starts a new epoch at a compaction: prefix kept, the summary takes the remainder', () => {
    const attributed = attributeSession(
      session(
        thread([
          user(400),
          call({ usage: usage({ cacheWrite5m: 5_000, output: 10 }), content: [toolCall('t', 40)] }),
          tool('t', { argsChars: 40, result: result(40_000) }),
          call({ usage: usage({ cacheRead: 5_000, cacheWrite5m: 10_000, output: 10 }), content: [text(40)], at: START + 1_000 }),
          compaction({ summaryChars: 2_000 }),
          call({ usage: usage({ cacheRead: 4_000, cacheWrite5m: 2_000, output: 10 }), content: [text(40)], at: START + 2_000 }),
        ]),
      ),
    );
    expect(prefixOf(attributed).tokens).toBe(4_900);
    expect(ownerAt(attributed, 4).owner.kind).toBe('compaction');
    expect(ownerAt(attributed, 4).tokens).toBe(6_000 - 4_900 - ownerAt(attributed, 3).tokens);
    expect(ownerAt(attributed, 2).carriedBy).toBe(0);
    expect(attributed.main.rewrites.map(({ tokens, reason }) => [tokens, reason])).toEqual([[900, 'compaction']]);
  });

  it('goes back to the ancestors where the session was rewound', () => {
    const entries = thread([
      user(40),
      call({ usage: usage({ input: 1_000, output: 4 }), content: [text(40)] }),
      user(4_000),
      call({ usage: usage({ input: 2_000, output: 4 }), content: [text(40)] }),
      user(40),
      call({ usage: usage({ input: 1_100, output: 4 }), content: [text(40)] }),
    ]);
    const rewound = entries.entries[4];
    if (rewound) rewound.parent = 1;
    const attributed = attributeSession(session(entries));
    expect(ownerAt(attributed, 2).carriedBy).toBe(0);
    expect(ownerAt(attributed, 1).carriedBy).toBe(1);
    expect(ownerAt(attributed, 4).tokens).toBeGreaterThan(0);
  });

  it('lets what calls without usage added wait for the next measured call', () => {
    const attributed = attributeSession(
      session(
        thread([
          user(40),
          call({ usage: usage({ input: 1_000, output: 4 }), content: [text(400)] }),
          call({ content: [text(400)] }),
          call({ usage: usage({ input: 1_200, output: 4 }), content: [] }),
        ]),
      ),
    );
    expect([ownerAt(attributed, 1).tokens, ownerAt(attributed, 2).tokens]).toEqual([100, 100]);
    expect(attributed.callsWithoutUsage).toBe(1);
  });

  it('places the tokens of a model without a price, and no dollars', () => {
    const attributed = attributeSession(
      session(
        thread([
          user(40),
          call({ provider: 'someone', model: 'unheard-of-1', usage: usage({ input: 1_000, output: 4 }), content: [text(16)] }),
        ]),
      ),
    );
    expect([attributed.total, attributed.unpricedTokens]).toEqual([0n, 1_004]);
    expect(prefixOf(attributed).tokens).toBe(990);
  });

  it('spreads writes of both lifetimes evenly and keeps their sums', () => {
    const attributed = attributeSession(
      session(thread([user(400), call({ usage: usage({ cacheWrite5m: 1_000, cacheWrite1h: 3_000 }), content: [] })])),
    );
    // 100 of 4,000 tokens: 25 at 6.25 and 75 at 10.
    expect(usd(ownerAt(attributed, 0).entry)).toBe('0.00090625');
    expect(usd(attributed.total)).toBe('0.03625');
  });

  it('puts stated reasoning on the answer and the rest on what was written', () => {
    const attributed = attributeSession(
      session(
        thread([
          user(40),
          call({ usage: usage({ input: 1_000, output: 1_000, reasoning: 600 }), content: [thinking(10), toolCall('t', 300), text(100)] }),
          tool('t', { argsChars: 300 }),
        ]),
      ),
    );
    expect(usd(ownerAt(attributed, 1).output)).toBe('0.0175');
    expect(usd(ownerAt(attributed, 2).output)).toBe('0.0075');
  });
});

describe('sub-agents', () => {
  it('stand under agents with all their calls, and their searches are not fees of the main thread', () => {
    const child = thread([user(40), call({ billId: 'child', usage: usage({ input: 1_000, webSearches: 2 }) })]);
    const grandchild = thread([call({ billId: 'grandchild', usage: usage({ input: 1_000 }) })]);
    child.entries.push(tool('inner', { index: 2, agent: { id: 'g', aliases: [], task: '', thread: grandchild } }));
    const main = thread([
      call({ usage: usage({ input: 1_000, webSearches: 1 }), content: [toolCall('a', 10)] }),
      tool('a', { agent: { id: 'c', aliases: [], task: '', thread: child } }),
    ]);
    const attributed = attributeSession(session(main));
    expect(attributed.agents.map(({ runId, depth, subtreeTotal }) => [runId, depth, usd(subtreeTotal)])).toEqual([
      ['c', 1, '0.03'],
      ['g', 2, '0.005'],
    ]);
    expect([usd(attributed.buckets.agents), usd(attributed.buckets.fees), usd(attributed.total)]).toEqual(['0.03', '0.01', '0.045']);
    const step = main.entries[1] as ToolStep;
    expect(usd(savingOf(attributed, [{ kind: 'step', toolStep: step }]).low)).toBe('0.03');
  });
});
