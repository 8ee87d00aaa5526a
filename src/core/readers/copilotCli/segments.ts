import type { Usage, Warning } from '../../session/session.ts';
import { allocatedUsage, allocateUsage, type CallSize } from '../allocateUsage.ts';
import type { Call } from '../conversation.ts';
import { asCount, asRecord, type JsonRecord } from '../json.ts';

interface Answered {
  call: Call;
  size: CallSize;
  /** The output that the answer states; 0 for none. */
  output: number;
}

/** The answers between two ends of a session, which is where Copilot CLI tells what they used, by model. */
export class Segments {
  #open: Answered[] = [];
  #allocated = 0;
  #unknown = 0;

  add(call: Call, size: CallSize, output: number): void {
    this.#open.push({ call, size, output });
  }

  /** Allocates a segment's figures. `unlogged` adds a call for a model of which no answer was logged (titles, summaries). */
  shutdown(data: JsonRecord, unlogged: (model: string) => Call): void {
    for (const [model, value] of Object.entries(asRecord(data['modelMetrics']) ?? {})) {
      const usage = asRecord(asRecord(value)?.['usage']);
      if (!usage) continue;
      const total = totalOf(usage);
      const answers = this.#open.filter(({ call }) => call.model === model);
      if (answers.length === 0) {
        const [whole] = allocateUsage([{ promptChars: 1, outputChars: 1 }], total);
        if (whole) unlogged(model).usage = whole;
        continue;
      }
      this.#allocate(answers, total);
    }
    this.#settle();
  }

  /** Answers after the last end: the session is still open, or was killed. */
  finish(): Warning[] {
    this.#settle();
    const warnings: Warning[] = [];
    if (this.#allocated > 0)
      warnings.push(allocatedUsage(`Copilot CLI records the prompts of ${this.#allocated} calls by model, when the session ends`));
    if (this.#unknown > 0) {
      const message = `the session's end is not recorded, which tells what the prompts of ${this.#unknown} calls used: only their output is counted`;
      warnings.push({ code: 'input-not-logged', message });
    }
    return warnings;
  }

  #allocate(answers: readonly Answered[], total: ReturnType<typeof totalOf>): void {
    const stated = answers.map(({ output }) => output);
    const sum = stated.reduce((a, b) => a + b, 0);
    // Stated outputs are kept; what the total has beyond them is spread over all.
    const isKept = sum > 0 && sum <= total.output;
    const shares = allocateUsage(
      answers.map(({ size }, i) => ({ promptChars: size.promptChars, outputChars: isKept ? (stated[i] ?? 0) : size.outputChars })),
      { ...total, output: isKept ? total.output - sum : total.output },
    );
    answers.forEach(({ call }, i) => {
      const share = shares[i];
      if (!share) return;
      call.usage = isKept ? { ...share, output: share.output + (stated[i] ?? 0) } : share;
      this.#allocated++;
    });
  }

  #settle(): void {
    for (const { call, output } of this.#open) {
      if (call.usage) continue;
      if (output === 0) continue;
      call.usage = outputOnly(output);
      this.#unknown++;
    }
    this.#open = [];
  }
}

function outputOnly(output: number): Usage {
  return { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output, reasoning: 0, webSearches: 0 };
}

/** The input includes the cache, unless the cache is larger than it (trap 22). */
function totalOf(usage: JsonRecord): { input: number; cacheRead: number; cacheWrite: number; output: number; reasoning: number } {
  const input = asCount(usage['inputTokens']);
  const cacheRead = asCount(usage['cacheReadTokens']);
  const cacheWrite = asCount(usage['cacheWriteTokens']);
  const isInclusive = cacheRead + cacheWrite <= input;
  return {
    input: isInclusive ? input - cacheRead - cacheWrite : input,
    cacheRead,
    cacheWrite,
    output: asCount(usage['outputTokens']),
    reasoning: asCount(usage['reasoningTokens']),
  };
}
