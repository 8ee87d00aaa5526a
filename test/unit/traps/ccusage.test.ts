import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedSession, CallCost } from '../../../src/core/cost/attributedSession.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { readUsage } from '../../../src/core/readers/codex/usage.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { toUsd } from '../../../src/core/session/money.ts';
import type { LlmCall, Usage } from '../../../src/core/session/session.ts';
import { threadsOf } from '../../../src/core/session/walk.ts';
import { sharedTraces } from '../sharedTraces.ts';

/** What a tool counts in a file. Codex' table has no column for cache writes, and only its own has one for reasoning. */
interface Count {
  input: number;
  output: number;
  cacheWrite: number;
  cacheRead: number;
  usd: number;
}

/** One call with what it cost, and whether it stands in the session's main thread. */
interface Priced {
  call: LlmCall;
  cost: CallCost;
  isMain: boolean;
}

/** Why ccusage counts otherwise, and its figures worked out from ours: what it leaves out, adds or takes for something else. */
interface Reason {
  trap: string;
  theirs: (calls: readonly Priced[]) => Count;
}

const book = createPriceBook();

const PROGRESS: Reason = {
  trap: 'traps 9 and 10: of the sub-agents only progress lines are left, which were billed and which ccusage passes over',
  theirs: (calls) => countOf(calls.filter(({ isMain }) => isMain)),
};

const ZERO_LOGGED: Reason = {
  trap: 'trap 30: zero dollars were logged for models with a published price, and are taken for what they cost',
  theirs: (calls) => ({ ...countOf(calls), usd: toUsd(calls.reduce((sum, { call }) => sum + (call.loggedUsd ?? 0n), 0n)) }),
};

const GOOGLE_TWICE: Reason = {
  trap: 'trap 21: the input that is logged for Google includes its cached part, which is counted and billed a second time',
  theirs: (calls) => {
    const twice = calls.filter(({ call }) => call.provider === 'google');
    const count = countOf(calls);
    const cached = twice.reduce((sum, { call }) => sum + (call.usage?.cacheRead ?? 0), 0);
    const logged = calls.reduce((sum, { call }) => sum + (call.loggedUsd ?? 0n), 0n);
    return { ...count, input: count.input + cached, usd: toUsd(logged) };
  },
};

const FORKED: Reason = {
  trap: 'trap 24: the file begins with a copy of session 9cd28a74, which was billed there and is counted again where this file is seen alone',
  theirs: (calls) => {
    const parent = pricedCalls(billOf('codex/cpolar-2025-09-16b.jsonl'));
    const copied = calls.flatMap(({ call }) => {
      const usage = call.free ? readUsage(call.rawUsage) : undefined;
      return usage ? [usage] : [];
    });
    // The copy is the parent, call by call.
    expect(copied).toEqual(parent.filter(({ call }) => call.usage && !call.free).map(({ call }) => call.usage));
    return countOf([...calls.filter(({ call }) => !call.free), ...parent]);
  },
};

const NOT_READ: Reason = {
  trap: 'no trap: ccusage does not know the format or finds no usage',
  theirs: () => ({ input: 0, output: 0, cacheWrite: 0, cacheRead: 0, usd: 0 }),
};

const REASONS: Readonly<Record<string, Reason>> = {
  'claude/entire-51-a2650.jsonl': PROGRESS,
  'claude/entire-6d-9f76b.jsonl': PROGRESS,
  'claude/entire-8c-fa910.jsonl': PROGRESS,
  'claude/entire-b9-6b93f.jsonl': PROGRESS,
  'claude/entire-bc-cb77b.jsonl': PROGRESS,
  'claude/entire-ea-59bf8.jsonl': PROGRESS,
  'claude/entire-f4-49058.jsonl': PROGRESS,
  'openclaw/volvox-build-856e88e9.jsonl': ZERO_LOGGED,
  'openclaw/volvox-build-abaf93ed.jsonl': ZERO_LOGGED,
  'openclaw/volvox-build-c6f3f717.jsonl': ZERO_LOGGED,
  'openclaw/volvox-f4-child-1833568e.jsonl': ZERO_LOGGED,
  'openclaw/volvox-f4-parent-44355794.jsonl': ZERO_LOGGED,
  'openclaw/kayba-b3db607f-badhead.jsonl': ZERO_LOGGED,
  'openclaw/kayba-f967d602.jsonl': ZERO_LOGGED,
  'openclaw/volvox-build-d2acd8e2.jsonl': GOOGLE_TWICE,
  'codex/cpolar-2025-09-16a.jsonl': FORKED,
  'copilot-cli/azure-dev-45f1a36c.jsonl': NOT_READ,
};

function billOf(file: string): AttributedSession {
  const { session, notATrace } = readSessionBytes(readFileSync(sharedTraces.folder + file), file);
  if (!session) throw new Error(notATrace);
  return attributeSession(session, book);
}

function pricedCalls(bill: AttributedSession): Priced[] {
  const costs = [bill.main, ...bill.agents.map(({ thread }) => thread)].map(({ calls }) => calls);
  return [...threadsOf(bill.session)].flatMap(({ thread }, i) =>
    thread.entries.flatMap((entry) => {
      const cost = entry.kind === 'llm' ? costs[i]?.get(entry.index) : undefined;
      return entry.kind === 'llm' && cost ? [{ call: entry, cost, isMain: i === 0 }] : [];
    }),
  );
}

function countOf(calls: readonly Priced[]): Count {
  const sum = (pick: (usage: Usage) => number): number =>
    calls.reduce((total, { call }) => total + (call.usage && !call.free ? pick(call.usage) : 0), 0);
  return {
    input: sum(({ input }) => input),
    output: sum(({ output }) => output),
    cacheWrite: sum(({ cacheWrite5m, cacheWrite1h }) => cacheWrite5m + cacheWrite1h),
    cacheRead: sum(({ cacheRead }) => cacheRead),
    usd: toUsd(calls.reduce((total, { cost }) => total + cost.total, 0n)),
  };
}

const rows = sharedTraces.skip
  ? []
  : readFileSync(`${sharedTraces.folder}ccusage-20.0.26.tsv`, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'));

describe.skipIf(sharedTraces.skip)(`beside ccusage 20.0.26${sharedTraces.skip ? ` (${sharedTraces.skip})` : ''}`, () => {
  it.each(rows.map((row) => ({ file: row[1] ?? '', row })))('$file has its tokens and dollars, or a trap says why not', ({ file, row }) => {
    const bill = billOf(file);
    const calls = pricedCalls(bill);
    const [input, output, reasoning, cacheWrite, cacheRead] = [3, 4, 5, 6, 7].map((column) => Number(row[column])) as [
      number,
      number,
      number,
      number,
      number,
    ];
    // It shows Gemini's thoughts in its total alone (trap 20).
    const thoughts = row[0] === 'gemini' ? bill.tokens.reasoning : 0;
    const theirs = { input, output: output + thoughts, cacheWrite, cacheRead };
    const { usd, ...tokens } = REASONS[file]?.theirs(calls) ?? countOf(calls);
    expect(tokens, REASONS[file]?.trap).toEqual(theirs);
    expect(Math.abs(usd - Number(row[9])), REASONS[file]?.trap).toBeLessThan(1e-6);
    expect(Number(row[8])).toBe(input + output + thoughts + cacheWrite + cacheRead);
    if (row[0] === 'codex' && !REASONS[file]) expect(bill.tokens.reasoning).toBe(reasoning);
    if (REASONS[file]) {
      const ours = countOf(calls);
      const differs = (Object.keys(ours) as (keyof Count)[]).some(
        (key) => Math.abs(ours[key] - { ...theirs, usd: Number(row[9]) }[key]) > 1e-6,
      );
      expect(differs, `${file} does not differ any more`).toBe(true);
    }
  });
});
