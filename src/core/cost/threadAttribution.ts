import { splitWhole } from '../session/money.ts';
import type { CompactionEntry, Entry, LlmCall, Usage } from '../session/session.ts';
import type { OwnerCost, Rewrite, SegmentOwner } from './attributedSession.ts';
import { Journal } from './journal.ts';
import { OwnerBook } from './ownerBook.ts';
import { itemsOfAnswer, itemsOfTool, splitWeights, IMAGE_CHARS } from './promptItems.ts';
import type { PromptItem } from './promptItems.ts';
import { ToolIndex } from './toolIndex.ts';
import { layoutOf, times } from './promptLayout.ts';
import { fitPrompt } from './promptStack.ts';
import { promptTokens } from './promptTokens.ts';
import { PromptTree } from './promptTree.ts';
import type { PaidAgain, Piece } from './promptTree.ts';
import { priceWithRates } from './priceCall.ts';
import type { PriceOptions } from './priceCall.ts';
import type { Rates } from './rates.ts';
import { reasonOf } from './rewriteReason.ts';
import type { ThreadRecord } from './threadRecord.ts';
import type { TokenLedger } from './tokenLedger.ts';
import { DensityMeter } from './measureDensity.ts';

/** The context at one entry: what the last measured prompt held, and what was added since. Never changed, so that a branch can go back to it. */
interface Context {
  /** Where the last measured prompt ended; absent before the first. */
  last?: Piece;
  /** How much of it the provider's cache holds, in tokens from its start. */
  cachedTo: number;
  pending?: Pending;
  compaction?: { entry: CompactionEntry; item: TokenLedger };
  before?: LlmCall;
  /** Whether the last cache writes were made for an hour. */
  hourCache: boolean;
}

/** What waits for the next measured call, the newest first: contexts share what they have in common. */
interface Pending {
  items: readonly TokenLedger[];
  earlier: Pending | undefined;
}

const NO_TOOLS = new ToolIndex([]);

const EMPTY: Context = { cachedTo: 0, hourCache: false };

interface Attributed<R> {
  owners: OwnerCost[];
  record: R;
}

export function startsWith(entries: readonly Entry[], start: readonly Entry[], length: number): boolean {
  for (let i = 0; i < length; i++) if (entries[i] !== start[i]) return false;
  return true;
}

/** Puts the dollars of a thread's calls on what they were paid for, entry after entry, and tells a record what it finds. */
export class ThreadAttribution<R extends ThreadRecord> {
  readonly #options: PriceOptions;
  #record: R;
  readonly #journal = new Journal();
  readonly #owners = new OwnerBook(this.#journal);
  readonly #prefix = this.#owners.open({ owner: { kind: 'prefix' }, part: 'whole', weight: 1 });
  readonly #tree = new PromptTree(this.#prefix, this.#journal);
  readonly #snapshots = new Map<number, Context>();
  /** What is settled: these entries, how dense they are, the context behind them. */
  #settled: readonly Entry[] = [];
  #meter = new DensityMeter();
  #context: Context = EMPTY;
  #density: number | undefined;
  /** Of the entries that are attributed at the moment. */
  #tools: ToolIndex = NO_TOOLS;
  #branchPoints: ReadonlySet<number> = new Set();
  /** Every prompt goes on with the one before, up to the end: what a new context leaves behind does not come back. */
  #isWhole = false;

  constructor(options: PriceOptions, record: R) {
    this.#options = options;
    this.#record = record;
  }

  /** How many entries are settled. */
  get done(): number {
    return this.#settled.length;
  }

  /** False where the entries are not those that are settled with others behind them, or where those would change what is settled. */
  goesOnWith(entries: readonly Entry[]): boolean {
    const { done } = this;
    if (entries.length < done || !startsWith(entries, this.#settled, done)) return false;
    const more = entries.slice(done);
    const reachesBack = more.some((entry) => {
      const { index, parent } = entry;
      if (entry.kind === 'tool' && entry.callIndex < done) return true;
      return parent !== undefined && parent !== index - 1 && parent >= 0 && parent < done && !this.#snapshots.has(parent);
    });
    return !reachesBack && (done === 0 || this.#densityWith(more, new ToolIndex(more)).density === this.#density);
  }

  /** Attributes a thread that does not grow: nothing can be attributed behind it. The owners come one by one, and are let go of. */
  attributeAll(entries: readonly Entry[]): Iterable<OwnerCost> {
    this.#prepare(entries);
    this.#isWhole = this.#branchPoints.size === 0;
    this.#run(EMPTY, entries);
    this.#tree.close();
    return this.#owners.close();
  }

  /** Attributes all entries, of which those before `settled` will not be looked at again; what is found in the others goes into a copy. */
  attribute(entries: readonly Entry[], settled: number, copy: (record: R) => R): Attributed<R> {
    const { done } = this;
    const meter = this.#prepare(entries.slice(done));
    const now = entries.slice(done, settled);
    this.#context = this.#run(this.#context, now);
    this.#settled = entries.slice(0, settled);
    if (settled === entries.length) {
      this.#meter = meter;
      return this.#finish();
    }
    this.#meter.add(now, this.#tools);
    return this.#lookAhead(entries.slice(settled), copy);
  }

  /** Looks at all entries that are attributed next. */
  #prepare(more: readonly Entry[]): DensityMeter {
    this.#tools = new ToolIndex(more);
    const meter = this.#densityWith(more, this.#tools);
    this.#density = meter.density;
    const branchPoints = new Set<number>();
    for (const { index, parent } of more) if (parent !== undefined && parent !== index - 1) branchPoints.add(parent);
    this.#branchPoints = branchPoints;
    return meter;
  }

  #densityWith(more: readonly Entry[], tools: ToolIndex): DensityMeter {
    const meter = new DensityMeter(this.#meter);
    meter.add(more, tools);
    return meter;
  }

  /** The whole with these entries, which are forgotten again. */
  #lookAhead(entries: readonly Entry[], copy: (record: R) => R): Attributed<R> {
    const record = this.#record;
    this.#record = copy(record);
    this.#journal.mark();
    this.#tree.mark();
    this.#run(this.#context, entries);
    const attributed = this.#finish();
    this.#journal.takeBack();
    this.#record = record;
    return attributed;
  }

  #run(from: Context, entries: readonly Entry[]): Context {
    let context = from;
    for (const entry of entries) {
      const { index, parent } = entry;
      if (parent !== undefined && parent !== index - 1) {
        context = this.#snapshots.get(parent) ?? EMPTY;
        this.#tree.goTo(context.last);
      }
      context = this.#step(context, entry);
      if (!this.#branchPoints.has(index)) continue;
      this.#snapshots.set(index, context);
      this.#journal.note(() => void this.#snapshots.delete(index));
    }
    return context;
  }

  #finish(): Attributed<R> {
    this.#tree.settle();
    return { owners: this.#owners.list(), record: this.#record };
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
        const owner: SegmentOwner = { kind: 'compaction', entry };
        const item = this.#owners.open({ owner, part: 'whole', weight: Math.max(1, entry.summaryChars) });
        return { ...context, pending: { items: [item], earlier: context.pending }, compaction: { entry, item } };
      }
      case 'llm':
        return this.#called(context, entry);
    }
  }

  #added(context: Context, items: readonly PromptItem[]): Context {
    if (items.length === 0) return context;
    const ledgers = items.map((item) => this.#owners.open(item));
    return { ...context, pending: { items: ledgers, earlier: context.pending } };
  }

  #called(context: Context, call: LlmCall): Context {
    const { cost, rates } = priceWithRates(call, this.#options);
    this.#record.addCall(call, cost, rates);
    const own: SegmentOwner = { kind: 'llm', entry: call };
    this.#owners.addFees(own, cost.fees);
    this.#owners.addOutput(own, cost.extra);
    this.#splitOutput(call, rates);
    let next = context;
    // A prompt of no tokens is a call that failed before it was billed, not an empty context.
    if (call.usage && promptTokens(call.usage) > 0) next = this.#measured(context, call, call.usage, rates);
    return this.#added(next, itemsOfAnswer(call, this.#tools));
  }

  #measured(context: Context, call: LlmCall, usage: Usage, rates: Rates): Context {
    const tokens = promptTokens(usage);
    const { compaction } = context;
    const { keep, segments } = fitPrompt<TokenLedger>({
      before: this.#tree.prompt,
      cachedTo: context.cachedTo,
      added: inOrder(context.pending),
      prefix: this.#prefix,
      tokens,
      density: this.#density ?? 0,
      ...(compaction ? { compaction: { summary: compaction.item, keeps: (item) => isKept(item, compaction.entry) } } : {}),
    });
    this.#record.addPrompt(call.index, tokens);
    if (keep === 0 && this.#isWhole) this.#tree.close();
    const layout = layoutOf(usage);
    const again = this.#tree.charge(call.index, layout, rates, keep, context.cachedTo, segments);
    if (again.tokens > 0 && context.before) this.#noteRewrite(context, context.before, call, usage, again);
    const writes = usage.cacheWrite5m + usage.cacheWrite1h > 0;
    const last = this.#tree.prompt.at(-1);
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
    this.#record.addRewrite(rewrite);
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
    this.#owners.addOutput({ kind: 'llm', entry: call }, times(spoken.length === 0 ? output : reasoning, rates.output));
    spoken.forEach(({ owner }, i) => this.#owners.addOutput(owner, times(parts[i] ?? 0, rates.output)));
  }
}

function inOrder(pending: Pending | undefined): TokenLedger[] {
  const groups: (readonly TokenLedger[])[] = [];
  for (let group = pending; group; group = group.earlier) groups.push(group.items);
  return groups.reverse().flat();
}

function isKept({ owner }: PromptItem, compaction: CompactionEntry): boolean {
  return compaction.keptFrom !== undefined && owner.kind !== 'prefix' && owner.entry.index >= compaction.keptFrom;
}
