import { splitWhole, ZERO } from '../session/money.ts';
import type { CompactionEntry, Entry, LlmCall, Thread, Usage } from '../session/session.ts';
import type { AttributedThread, Rewrite } from './attributedSession.ts';
import { OwnerBook } from './ownerBook.ts';
import { indexTools, itemsOfAnswer, itemsOfTool, splitWeights, IMAGE_CHARS } from './promptItems.ts';
import type { PromptItem, ToolIndex } from './promptItems.ts';
import { layoutOf } from './promptLayout.ts';
import { fitPrompt } from './promptStack.ts';
import { promptTokens } from './promptTokens.ts';
import { PromptTree } from './promptTree.ts';
import type { PaidAgain, Piece } from './promptTree.ts';
import { priceWithRates } from './priceCall.ts';
import type { PriceOptions } from './priceCall.ts';
import type { Rates } from './rates.ts';
import { reasonOf } from './rewriteReason.ts';
import { measureDensity } from './measureDensity.ts';

/** The context at one entry: what the last measured prompt held, and what was added since. Never changed, so that a branch can go back to it. */
interface Context {
  /** Where the last measured prompt ended; absent before the first. */
  last?: Piece;
  /** How much of it the provider's cache holds, in tokens from its start. */
  cachedTo: number;
  pending?: Pending;
  compaction?: { entry: CompactionEntry; item: PromptItem };
  before?: LlmCall;
  /** Whether the last cache writes were made for an hour. */
  hourCache: boolean;
}

/** What waits for the next measured call, the newest first: contexts share what they have in common. */
interface Pending {
  items: readonly PromptItem[];
  earlier: Pending | undefined;
}

const EMPTY: Context = { cachedTo: 0, hourCache: false };

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
  readonly #tree: PromptTree;
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
    this.#tree = new PromptTree(this.#prefix, (item) => this.#owners.ledgerOf(item));
    this.#branchPoints = new Set(
      thread.entries.flatMap(({ index, parent }) => (parent !== undefined && parent !== index - 1 ? [parent] : [])),
    );
  }

  run(): AttributedThread {
    let context: Context = EMPTY;
    for (const entry of this.#thread.entries) {
      const { index, parent } = entry;
      if (parent !== undefined && parent !== index - 1) {
        context = this.#snapshots.get(parent) ?? EMPTY;
        this.#tree.goTo(context.last);
      }
      context = this.#step(context, entry);
      if (this.#branchPoints.has(index)) this.#snapshots.set(index, context);
    }
    this.#tree.settle();
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
    if (items.length === 0) return context;
    for (const { owner } of items) this.#owners.of(owner);
    return { ...context, pending: { items, earlier: context.pending } };
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
    const { prompt } = this.#tree;
    const { keep, segments } = fitPrompt({
      before: prompt,
      cachedTo: context.cachedTo,
      added: inOrder(context.pending),
      prefix: this.#prefix,
      tokens,
      density: this.#density,
      ...(compaction ? { compaction: { summary: compaction.item, keeps: (item) => isKept(item, compaction.entry) } } : {}),
    });
    this.#result.context.push({ callIndex: call.index, tokens });
    const layout = layoutOf(usage);
    const again = this.#tree.charge(call.index, layout, rates, keep, context.cachedTo, segments);
    if (again.tokens > 0 && context.before) this.#noteRewrite(context, context.before, call, usage, again);
    const writes = usage.cacheWrite5m + usage.cacheWrite1h > 0;
    const last = prompt.at(-1);
    return {
      ...(last ? { last } : {}),
      cachedTo: layout.writeEnd,
      before: call,
      hourCache: writes ? usage.cacheWrite1h > usage.cacheWrite5m : context.hourCache,
    };
  }

  #noteRewrite(context: Context, before: LlmCall, call: LlmCall, usage: Usage, again: PaidAgain): void {
    const { hourCache, compaction } = context;
    const prefixTokens = this.#tree.prompt[0]?.tokens ?? 0;
    const reason = reasonOf({ call, usage, before, hourCache, compacted: compaction !== undefined, prefixTokens });
    const rewrite: Rewrite = { call, ...again, reason };
    if (call.at !== undefined && before.at !== undefined) rewrite.idleMs = call.at - before.at;
    this.#result.rewrites.push(rewrite);
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

function inOrder(pending: Pending | undefined): PromptItem[] {
  const groups: (readonly PromptItem[])[] = [];
  for (let group = pending; group; group = group.earlier) groups.push(group.items);
  return groups.reverse().flat();
}

function isKept({ owner }: PromptItem, compaction: CompactionEntry): boolean {
  return compaction.keptFrom !== undefined && owner.kind !== 'prefix' && owner.entry.index >= compaction.keptFrom;
}
