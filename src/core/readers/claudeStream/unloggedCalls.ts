import { splitWhole } from '../../session/money.ts';
import type { LlmCall, SourcePointer, Usage } from '../../session/session.ts';
import { callBody } from '../callBody.ts';
import { asCount, asRecord, type JsonRecord } from '../json.ts';

/** What the end of a run tells: usage by model since the end before it. */
export interface Bill {
  models: JsonRecord;
  /** Line of the last answer that it covers. */
  untilLine: number;
  source: SourcePointer;
  at: number | undefined;
}

/** A sum of requests must not be priced as one long prompt: it is cut into parts below every long-context threshold, in tokens. */
const LONGEST_PROMPT = 100_000;

const MOST_PARTS = 1_000;

/**
 * What was billed beyond the calls that are shown, by run and model, as calls without content. The bill of a model that is shown covers
 * the final output counts of its calls and its compactions, that of others titles and checks.
 */
export function unloggedCalls(shown: readonly LlmCall[], bills: readonly Bill[]): LlmCall[] {
  const calls: LlmCall[] = [];
  let fromLine = 0;
  for (const bill of bills) {
    const covered = shown.filter(({ source, usage }) => usage !== undefined && source.line > fromLine && source.line <= bill.untilLine);
    fromLine = Math.max(fromLine, bill.untilLine);
    for (const [model, value] of Object.entries(bill.models)) {
      const rest = restOf(
        asRecord(value) ?? {},
        covered.filter((call) => call.model === model),
      );
      for (const usage of rest ? cut(rest) : []) {
        const index = calls.length;
        const billId = `unlogged:${bill.source.line}:${model}:${index}`;
        calls.push({ ...callBody({ billId, source: bill.source, at: bill.at, model, usage }), index, parent: -1 });
      }
    }
  }
  return calls.map((call) => (call.index === 0 ? withoutParent(call) : call));
}

function restOf(told: JsonRecord, calls: readonly LlmCall[]): Usage | undefined {
  const sum = (pick: (usage: Usage) => number): number => calls.reduce((total, { usage }) => total + (usage ? pick(usage) : 0), 0);
  const rest = (field: string, pick: (usage: Usage) => number): number => Math.max(0, asCount(told[field]) - sum(pick));
  const usage: Usage = {
    input: rest('inputTokens', ({ input }) => input),
    cacheRead: rest('cacheReadInputTokens', ({ cacheRead }) => cacheRead),
    cacheWrite5m: rest('cacheCreationInputTokens', ({ cacheWrite5m, cacheWrite1h }) => cacheWrite5m + cacheWrite1h),
    cacheWrite1h: 0,
    output: rest('outputTokens', ({ output }) => output),
    reasoning: 0,
    webSearches: rest('webSearchRequests', ({ webSearches }) => webSearches),
  };
  return Object.values(usage).some((count) => count > 0) ? usage : undefined;
}

function cut(usage: Usage): Usage[] {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite5m;
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.ceil(prompt / LONGEST_PROMPT)));
  const equal = Array.from({ length: parts }, () => 1);
  const shares = Object.entries(usage).map(([field, count]) => [field, splitWhole(count as number, equal)] as const);
  return equal.map((_, i) => Object.fromEntries(shares.map(([field, share]) => [field, share[i] ?? 0])) as unknown as Usage);
}

function withoutParent({ parent: _, ...call }: LlmCall): LlmCall {
  return call;
}
