import { splitWhole, ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { CompactionEntry, Entry, LlmCall, Thread, Usage } from '../session/session.ts';
import type { AttributedThread, Rewrite } from './attributedSession.ts';
import { OwnerBook } from './ownerBook.ts';
import { indexTools, itemsOfAnswer, itemsOfTool, splitWeights, IMAGE_CHARS } from './promptItems.ts';
import type { PromptItem, ToolIndex } from './promptItems.ts';
import { fitPrompt } from './promptStack.ts';
import type { Segment } from './promptStack.ts';
import { promptTokens } from './promptTokens.ts';
import { priceWithRates } from './priceCall.ts';
import type { PriceOptions } from './priceCall.ts';
import type { Rates } from './rates.ts';
import { reasonOf } from './rewriteReason.ts';
import { measureDensity } from './measureDensity.ts';
import { layoutOf } from './tokenLedger.ts';

/** The context at one entry: what the last measured prompt held, and what was added since. */
interface Context {
  segments: readonly Segment[];
  pending: readonly PromptItem[];
  compaction?: { entry: CompactionEntry; item: PromptItem };
  before?: { call: LlmCall; usage: Usage };
  /** Whether the last cache writes were made for an hour. */
  hourCache: boolean;
}

const EMPTY: Context = { segments: [], pending: [], hourCache: false };

/**
 * Puts every dollar of a thread's calls on what it was paid for, by position in the prompt (see Segment), and keeps the sum to the last
 * unit: entry + carry + output + fees over all owners is the sum over all calls. Calls without usage are passed over; what they and their
 * neighbours added waits for the next call that was measured.
 */
export function attributeThread(thread: Thread, options: PriceOptions): AttributedThread {
  return new ThreadAttribution(thread, options).run();
}

class ThreadAttribution {
  readonly #thread: Thread;
  readonly #options: PriceOptions;
  readonly #tools: ToolIndex;
  readonly #density: number;
  readonly #owners: OwnerBook;
  readonly #prefix: PromptItem = {
    owner: { kind: 'prefix' },
    part: 'whole',
    weight: 1,
  };
  readonly #snapshots = new Map<number, Context>();
  readonly #branchPoints: ReadonlySet<number>;
  readonly #result: Omit<AttributedThread, 'owners'> = {
    calls: new Map(),
    rates: new Map(),
    rewrites: [],
    context: [],
    total: ZERO,
  };

  constructor(thread: Thread, options: PriceOptions) {
    this.#thread = thread;
    this.#options = options;
    this.#tools = indexTools(thread);
    this.#density = measureDensity(thread, this.#tools);
    this.#owners = new OwnerBook(this.#prefix.owner);
    this.#branchPoints = new Set(
      thread.entries.flatMap(({ index, parent }) => (parent !== undefined && parent !== index - 1 ? [parent] : [])),
    );
  }

  run(): AttributedThread {
    let context: Context = EMPTY;
    for (const entry of this.#thread.entries) {
      const { index, parent } = entry;
      if (parent !== undefined && parent !== index - 1) context = this.#snapshots.get(parent) ?? EMPTY;
      context = this.#step(context, entry);
      if (this.#branchPoints.has(index)) this.#snapshots.set(index, context);
    }
    return { owners: this.#owners.list(), ...this.#result };
  }

  #step(context: Context, entry: Entry): Context {
    switch (entry.kind) {
      case 'user': {
        const weight = Math.max(1, entry.chars + entry.images * IMAGE_CHARS);
        return this.#added(context, [{ owner: { kind: 'user', entry }, part: 'whole', weight }]);
      }
      case 'tool':
        return this.#added(context, itemsOfTool(entry, this.#tools));
      case 'compaction': {
        const item: PromptItem = {
          owner: { kind: 'compaction', entry },
          part: 'whole',
          weight: Math.max(1, entry.summaryChars),
        };
        return { ...this.#added(context, [item]), compaction: { entry, item } };
      }
      case 'llm':
        return this.#called(context, entry);
    }
  }

  #added(context: Context, items: readonly PromptItem[]): Context {
    for (const { owner } of items) this.#owners.of(owner);
    return { ...context, pending: [...context.pending, ...items] };
  }

  #called(context: Context, call: LlmCall): Context {
    const { cost, rates } = priceWithRates(call, this.#options);
    this.#result.calls.set(call.index, cost);
    this.#result.total += cost.total;
    const own = this.#owners.of({ kind: 'llm', entry: call });
    own.fees += cost.fees;
    own.output += cost.extra;
    this.#splitOutput(call, rates);
    let next = context;
    if (call.usage) this.#result.rates.set(call.index, rates);
    // A prompt of no tokens is a call that failed before it was billed, not an empty context.
    if (call.usage && promptTokens(call.usage) > 0) next = this.#measured(context, call, call.usage, rates);
    return this.#added(next, itemsOfAnswer(call, this.#tools));
  }

  #measured(context: Context, call: LlmCall, usage: Usage, rates: Rates): Context {
    const tokens = promptTokens(usage);
    const { compaction } = context;
    const { segments } = fitPrompt({
      // Snapshots for branches keep their segments; without branches nothing else holds them.
      before: this.#branchPoints.size > 0 ? context.segments.map((segment) => ({ ...segment })) : context.segments,
      added: context.pending,
      prefix: this.#prefix,
      tokens,
      density: this.#density,
      ...(compaction
        ? {
            compaction: {
              summary: compaction.item,
              keeps: (segment) => isKept(segment, compaction.entry),
            },
          }
        : {}),
    });
    this.#result.context.push({ callIndex: call.index, tokens });
    const again = this.#charge(call, usage, rates, segments);
    if (again.tokens > 0 && context.before) {
      const rewrite: Rewrite = {
        call,
        ...again,
        reason: reasonOf({
          call,
          usage,
          before: context.before.call,
          hourCache: context.hourCache,
          compacted: compaction !== undefined,
          prefixTokens: segments[0]?.tokens ?? 0,
        }),
      };
      if (call.at !== undefined && context.before.call.at !== undefined) rewrite.idleMs = call.at - context.before.call.at;
      this.#result.rewrites.push(rewrite);
    }
    const writes = usage.cacheWrite5m + usage.cacheWrite1h > 0;
    return {
      segments,
      pending: [],
      before: { call, usage },
      hourCache: writes ? usage.cacheWrite1h > usage.cacheWrite5m : context.hourCache,
    };
  }

  /** Charges every segment for its interval and notes what of it the cache now holds. Returns what was in the cache and paid again. */
  #charge(call: LlmCall, usage: Usage, rates: Rates, segments: readonly Segment[]): { tokens: number; premium: Money } {
    const layout = layoutOf(usage);
    let position = 0;
    let tokens = 0;
    let premium = ZERO;
    for (const segment of segments) {
      const from = position;
      const to = from + segment.tokens;
      position = to;
      const ledger = (segment.ledger ??= this.#owners.ledgerOf(segment.item));
      const isEntry = ledger.enter(call.index, segment.tokens);
      ledger.count(layout, rates, from, to, isEntry);
      const start = Math.max(from, Math.min(to, layout.readEnd));
      const stop = from + segment.cached;
      if (!isEntry && stop > start) {
        tokens += stop - start;
        premium += ledger.countRewrite(layout, rates, start, stop);
      }
      segment.cached = Math.max(0, Math.min(to, layout.writeEnd) - from);
    }
    return { tokens, premium };
  }

  /** Splits a call's output over its blocks: thinking by the stated reasoning tokens where there are any, the rest by characters. */
  #splitOutput(call: LlmCall, rates: Rates): void {
    const output = call.usage?.output ?? 0;
    if (output === 0) return;
    const blocks = splitWeights(call, this.#tools);
    const reasoning = Math.min(call.usage?.reasoning ?? 0, output);
    const told = reasoning > 0;
    const spoken = blocks.filter(({ thinking }) => !told || !thinking);
    const parts = splitWhole(
      output - reasoning,
      spoken.map(({ weight }) => weight),
    );
    const own = this.#owners.of({ kind: 'llm', entry: call });
    own.output += BigInt(spoken.length === 0 ? output : reasoning) * rates.output;
    spoken.forEach(({ owner }, i) => (this.#owners.of(owner).output += BigInt(parts[i] ?? 0) * rates.output));
  }
}

function isKept(segment: Segment, compaction: CompactionEntry): boolean {
  const { owner } = segment.item;
  return compaction.keptFrom !== undefined && owner.kind !== 'prefix' && owner.entry.index >= compaction.keptFrom;
}
