import type { Money } from '../session/money.ts';
import type { LlmCall, Session, ToolStep, UserEntry, CompactionEntry, Usage } from '../session/session.ts';
import type { Rates } from './rates.ts';

/** Why a call has the price it has. */
export type CostBasis =
  /** From usage and a published or user-given price. */
  | 'computed'
  /** Known not to be billed. */
  | 'free'
  /** Usage is known, no price is: the dollars are unknown, not zero. */
  | 'unpriced'
  /** The source states no usage for the call. */
  | 'no-usage';

/** What one call cost, split by bucket. Every figure is >= 0 and the buckets add up to `total`. */
export interface CallCost {
  basis: CostBasis;
  input: Money;
  cacheRead: Money;
  cacheWrite: Money;
  output: Money;
  fees: Money;
  /** Advisor and compaction iterations billed beside the call under their own models. */
  extra: Money;
  total: Money;
  /** The price used, for people: "anthropic claude-opus-4-6, from 2026-03-13". Absent unless computed. */
  price?: string;
  /** Tokens without a price (all buckets), when the basis is "unpriced". */
  unpricedTokens: number;
}

/** What a segment of the prompt belongs to. */
export type SegmentOwner =
  /** System prompt, tools, instruction files, resumed history: what stood before the first message. */
  | { kind: 'prefix' }
  | { kind: 'user'; entry: UserEntry }
  | { kind: 'llm'; entry: LlmCall }
  | { kind: 'tool'; entry: ToolStep }
  | { kind: 'compaction'; entry: CompactionEntry };

/** The dollars of one owner. `entry` + `carry` + `output` + `fees` is its whole cost; `rewrite` is contained in carry and told apart. */
export interface OwnerCost {
  owner: SegmentOwner;
  /** Tokens it occupies in the prompt, as measured or allocated; for an LLM call those of its answer text and thinking. */
  tokens: number;
  /** Of `tokens`: those of a tool call's arguments; the rest is its result. 0 for all other owners. */
  argumentTokens: number;
  /** What the first call that saw it paid for it. */
  entry: Money;
  /** What all later calls paid for it again, until it left the context. */
  carry: Money;
  /** How many later calls carried it. */
  carriedBy: number;
  /** Entry indices of the first and the last call whose prompt held it; absent where no call did. */
  firstCall?: number;
  lastCall?: number;
  /** Its share of the output of the call that wrote it: the answer's text and thinking, or the arguments of a tool call. */
  output: Money;
  /**
   * Of entry and carry: what the arguments of a tool call cost when they stood in later prompts. They are the model's output,
   * so totals count them under "output", not under tool results.
   */
  argumentCarry: Money;
  /** The part of `argumentCarry` that is contained in `entry`; the rest of it is contained in `carry`. */
  argumentEntry: Money;
  fees: Money;
  /** The part of `carry` that was paid because a cached segment had to be written or sent again. */
  rewrite: Money;
}

/** A call that paid again for tokens that had been in the cache. */
export interface Rewrite {
  call: LlmCall;
  tokens: number;
  /** Paid above the price of reading the same tokens from the cache. */
  premium: Money;
  reason: 'idle' | 'model-switch' | 'compaction' | 'prefix-changed' | 'unknown';
  /** Time since the call before, in milliseconds. */
  idleMs?: number;
}

/** Of what a call cost that which its bill says. */
export type BilledCall = Pick<CallCost, 'basis' | 'total' | 'unpricedTokens'>;

/** The bill of one thread. */
export interface BilledThread {
  /** What each LLM call cost, by its entry index. */
  calls: ReadonlyMap<number, BilledCall>;
  total: Money;
  /** The same split once; none of it is under `agents`. */
  buckets: Buckets;
  /** Σ premiums of what was written to the cache again. */
  rewrite: Money;
}

/** One thread with every dollar of its calls on an owner. Σ(entry+carry+output+fees) over owners = Σ total over calls. */
export interface AttributedThread extends BilledThread {
  /** In order of the context; the prefix first, one for the whole thread. */
  owners: OwnerCost[];
  /** Cost of each LLM call by its entry index. */
  calls: Map<number, CallCost>;
  /** Price of a token by bucket at each call with usage, by its entry index: all zero where the call has no price. */
  rates: Map<number, Rates>;
  rewrites: Rewrite[];
  /** Tokens of the whole prompt at each priced or unpriced call with usage, in order: the context's growth. */
  context: { callIndex: number; tokens: number }[];
}

/** The bill split once. The parts add up to the session's total exactly. */
export interface Buckets {
  prefix: Money;
  user: Money;
  /** Answers, thinking, tool arguments and summaries: when written and in every later prompt. */
  output: Money;
  toolEntry: Money;
  toolCarry: Money;
  /** All calls of sub-agents whose records belong to the session. */
  agents: Money;
  fees: Money;
}

export type AttributedSession = BilledSession<AttributedThread>;

/** The bill of a session, with as much of each thread as was asked for. */
export interface BilledSession<T extends BilledThread = BilledThread> {
  session: Session;
  main: T;
  /** Threads of sub-agents by the tool step that started them, then the stray ones by their run id. */
  agents: BilledAgent<T>[];
  total: Money;
  buckets: Buckets;
  /** Σ premiums, sub-agents included. */
  rewrite: Money;
  /** Undefined where the source logs no dollars at all. */
  logged?: Money;
  tokens: Usage;
  unpricedTokens: number;
  /** Calls whose cost is unknown because the source states no usage. */
  callsWithoutUsage: number;
  /** "genai-prices 0.1.8 + clawtrace 2026-11" */
  priceTable: string;
}

interface BilledAgent<T extends BilledThread> {
  runId: string;
  /** Index path: the tool step in its own thread; absent for stray ones. */
  startedBy?: ToolStep;
  depth: number;
  thread: T;
  /** This thread's calls and those of the agents below it. */
  subtreeTotal: Money;
}
