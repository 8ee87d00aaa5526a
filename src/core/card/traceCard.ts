/**
 * The TraceCard: one session as a compact, open, versioned document. These are the shapes as they stand in YAML, so names are
 * snake_case, money is an exact decimal in US dollars (kept as text in memory: YAML numbers would round), and absent means unknown.
 */

export const CARD_FORMAT = 'clawtrace/tracecard';
export const CARD_VERSION = 1;

/** Exact decimal in US dollars, written as a plain YAML number: 0.59293225 */
export type Usd = string;

export interface TraceCard {
  format: typeof CARD_FORMAT;
  version: typeof CARD_VERSION;
  session: CardIdentity;
  outcome: {
    result: 'success' | 'failure' | 'partial' | 'unknown';
    evidence: string[];
  };
  cost: CardCost;
  steps: CardRow[];
  redundancy: CardCluster[];
  failures: CardFailure[];
  agents: CardAgent[];
  context: CardContext;
  warnings: string[];
  /** What the lists above leave out to stay short. Absent when they are complete. */
  more?: CardMore;
}

/**
 * The short form for prompts: texts are cut, lists that are left out or shortened are counted under `more`, and what only a program
 * compares is not there.
 */
export interface BriefCard
  extends
    Pick<TraceCard, 'format' | 'version' | 'outcome' | 'steps' | 'more'>,
    Partial<Pick<TraceCard, 'redundancy' | 'failures' | 'agents'>> {
  brief: true;
  session: Omit<CardIdentity, 'prices' | 'source'> & { source: Pick<CardIdentity['source'], 'path' | 'format'> };
  cost: Omit<CardCost, 'tokens'>;
  context?: Omit<CardContext, 'compactions' | 'rewrites'>;
}

/** How many entries a list of the card leaves out, and what they cost; the dearest are always listed. */
export interface CardMore {
  redundancy?: { count: number; proven_usd: Usd; likely_usd: Usd };
  failures?: { count: number };
  agents?: { count: number; usd: Usd };
  compactions?: { count: number };
  rewrites?: { count: number; usd: Usd };
}

export interface CardIdentity {
  id: string;
  agent: string;
  agent_version?: string;
  task: string;
  started?: string;
  duration_s?: number;
  models: Record<string, number>;
  source: { path: string; format: string; sha256: string; bytes: number };
  parent?: string;
  prices: string;
}

export interface CardCost {
  usd: Usd;
  /** "exact": every call is priced; "at least": some calls are unpriced, without usage, or known to be missing from the source. */
  bound: 'exact' | 'at least';
  logged_usd?: Usd;
  unpriced_tokens?: number;
  tokens: {
    input: number;
    cache_read: number;
    cache_write_5m: number;
    cache_write_1h: number;
    output: number;
    reasoning: number;
  };
  /** These seven add up to usd. */
  split: {
    prefix: Usd;
    user: Usd;
    output: Usd;
    tool_entry: Usd;
    tool_carry: Usd;
    agents: Usd;
    fees: Usd;
  };
  /** What split.prefix went to, divided by characters; adds up to it. Absent where the source does not tell. */
  prefix?: CardPrefixPart[];
  /** Cuts across the split. */
  rewrite_usd: Usd;
  /** Σ over clusters of the class "proven", each dollar once; likely ones apart. */
  avoidable_usd: Usd;
  likely_avoidable_usd: Usd;
}

export interface CardPrefixPart {
  /** "system prompt", "file AGENTS.md", "skill weather", "tool exec", "31 other tools". */
  what: string;
  usd: Usd;
}

export type RowKind = 'prefix' | 'user' | 'compaction' | 'llm' | 'tool' | 'agent' | 'group';

/** One line of the step list. The usd of all rows add up to cost.usd. */
export interface CardRow {
  /**
   * Step number (1, 2, …), or a range "14-27" for a group; 0 for the prefix. What is no step is counted apart: "u1" the first message of
   * the user, "c1" the first summary of a compaction, "a1" the first sub-agent that no step claims.
   */
  step: number | string;
  kind: RowKind;
  name: string;
  target?: string;
  /** Own output + entry + carry + fees; for an agent also the calls of its own thread. */
  usd: Usd;
  /** The carry within usd. */
  carry?: Usd;
  tokens?: number;
  ms?: number;
  /** "ok" is left out. */
  status?: 'error' | 'aborted' | 'rejected' | 'cancelled' | 'expected' | 'running' | 'unknown';
  flags?: string[];
  /** For a group: how many steps. */
  count?: number;
  /** Record in the source: "L123", or "<source index>:L123" where the session has several sources. */
  at?: string;
}

/** The last is the upstream project's rule, which looks at arguments alone; only there on request, and then alone. */
export type RedundancyKind =
  'duplicate' | 'overlap' | 're-run' | 'near-duplicate' | 'poll' | 'thinking-only' | 'unused' | 'oversize' | 'similar-arguments';

/** The number of a step; for the steps of sub-agents a path: "12.3" is the third step of the agent that step 12 started, "a1.3" that of one no step claims. */
export type StepLabel = number | string;

export interface CardCluster {
  /** "r1", "r2": referred to by flags of the rows. */
  id: string;
  kind: RedundancyKind;
  class: 'proven' | 'likely';
  /** The step that was needed, then the ones that were not; for thinking-only, unused and oversize the latter alone. */
  steps: StepLabel[];
  usd: Usd;
  proof: string;
}

export interface CardFailure {
  step: StepLabel;
  error: string;
  /** The step that did the same with success; absent when nothing did. */
  repaired_by?: StepLabel;
  /** Spent from the failure to its repair, both included. */
  usd?: Usd;
}

export interface CardAgent {
  /** Step that started it; absent when no step claims it. */
  step?: number;
  id: string;
  type?: string;
  task: string;
  calls?: number;
  /** Its calls, those of agents below it included. Absent when its records were not found. */
  usd?: Usd;
  /** True when usd is part of this card's total; false when the child is a session with a bill of its own. */
  in_total?: boolean;
  /** Whether its work was used: its answer came back in what the parent wrote, or it changed files itself. Absent where no step started it. */
  used?: 'yes' | 'no' | 'unknown';
  /** How that is known. */
  evidence?: string;
  card?: string;
}

export interface CardContext {
  start?: number;
  peak?: number;
  end?: number;
  compactions: { step: number; tokens_before?: number }[];
  rewrites: { step: number; tokens: number; usd: Usd; reason: string }[];
}
