import type { RowKind, Usd } from '../core/card/traceCard.ts';
import type { SessionSummary } from './sessionSummary.ts';

/**
 * What the panel shows of one session: a whole snapshot, never a change to an earlier one. Texts are one line each, short, and without
 * secrets; long ones (arguments, results) are asked for step by step. Money is an exact decimal; times are milliseconds.
 */
export interface PanelTrace {
  path: string;
  /** Row of the session lists: head figures and the split, the same as everywhere else. */
  summary: SessionSummary;
  agentVersion?: string;
  outcome: { result: 'success' | 'failure' | 'partial' | 'unknown'; evidence: string[] };
  likelyAvoidableUsd: Usd;
  /** Where the money went; adds up to summary.usd. Unlike the card's split, cache re-writes are a part of their own. */
  split: { part: PanelPart; usd: Usd }[];
  /** The path of execution, parents before their children and in order of time. Σ subtreeUsd of those without parent = summary.usd. */
  nodes: PanelNode[];
  clusters: PanelCluster[];
  /** Size of the prompt at each measured call of any thread, in order within a thread. */
  context: PanelContext[];
}

/** A session that started this one, or that it started. */
export interface LinkedSession {
  relation: 'parent' | 'child';
  path: string;
  task: string;
  usd: Usd;
  lowerBound: boolean;
}

export type PanelPart = keyof SessionSummary['attributed'] | 'rewrites';

export interface PanelContext {
  /** Index into PanelTrace.nodes. */
  node: number;
  tokens: number;
}

export interface PanelNode {
  /** Position in PanelTrace.nodes. */
  id: number;
  /** The node that started it: the call that asked for a tool, the step that started a sub-agent. -1: the session itself. */
  parent: number;
  /** 0 is the main thread; each sub-agent has its own. */
  thread: number;
  kind: Exclude<RowKind, 'group'>;
  /** As in the card: 1, 2, … for steps, "u1" for messages; "12.3" is the third step of the sub-agent that step 12 started. */
  step: string;
  /** Tool, model, or who spoke. */
  name: string;
  target: string;
  /** What the node cost by itself: its own output, entry, carry and fees. */
  usd: Usd;
  /** With everything below it. */
  subtreeUsd: Usd;
  entryUsd: Usd;
  carryUsd: Usd;
  outputUsd: Usd;
  feesUsd: Usd;
  /** Contained in carryUsd: paid because what had been cached was sent again. */
  rewriteUsd: Usd;
  /** Tokens it takes in a prompt; 0 where none was measured. */
  tokens: number;
  /** How many later calls carried it. */
  carriedBy: number;
  start?: number;
  end?: number;
  status?: 'error' | 'aborted' | 'rejected' | 'cancelled' | 'expected' | 'running' | 'unknown';
  error?: string;
  /** Ids of the clusters in which it was not needed. */
  clusters: string[];
  /** Present at a call that paid again for what had been cached. */
  rewrite?: { tokens: number; premiumUsd: Usd; reason: string };
  /** 1-based line in the session's first source; absent where it stands elsewhere. */
  line?: number;
}

export interface PanelCluster {
  id: string;
  kind: string;
  class: 'proven' | 'likely';
  /** Index into PanelTrace.nodes of the step that was needed; absent for what is waste by itself. */
  needed?: number;
  /** Indexes into PanelTrace.nodes of the steps that were not. */
  wasted: number[];
  usd: Usd;
  proof: string;
}

/** One step in full, as far as it is kept: cut texts tell their true length. */
export interface PanelDetail {
  node: number;
  texts: { name: 'arguments' | 'result' | 'answer' | 'message' | 'error'; text: string; chars: number }[];
  /** Tokens of the call by bucket, for model calls. */
  tokens?: SessionSummary['tokens'];
  /** The price it was computed with, for model calls. */
  price?: string;
  /** What reading it from the cache cost at each later call that carried it, by that call's node. */
  carry: { node: number; usd: Usd }[];
}

/** A change to the past. All parts are made together on one bill, since savings overlap. */
export interface WhatIf {
  /** Steps that are left out, as indexes into PanelTrace.nodes. */
  nodes: number[];
  /** Ids of clusters whose needless steps are left out. */
  clusters: string[];
  /** Results longer than this many tokens are cut to it. */
  capTokens?: number;
  /** Reads and searches that were asked for one by one, one right after another, are asked for together. */
  batchReads: boolean;
  /** All calls are made with this model instead, at its price and with the same tokens. */
  model?: string;
}

/** The bill as it would have been. `low` and `high` bound it where a round trip may or may not have gone too. */
export interface WhatIfBill {
  before: Usd;
  after: { low: Usd; mid: Usd; high: Usd };
  /** How many steps are left out, cut, and asked for together. */
  removed: number;
  capped: number;
  batched: number;
  /** The other model has no known price for some calls, which then keep their own. */
  unpricedCalls: number;
}

/** One side of a comparison: a session, or several of them taken together. */
export interface ComparedSessions {
  paths: string[];
  /** Of the only session; absent for several. */
  task?: string;
  usd: Usd;
  lowerBound: boolean;
  llmCalls: number;
  toolCalls: number;
}

export interface PanelComparison {
  a: ComparedSessions;
  b: ComparedSessions;
  /** Dollars and counts by actor or kind, dearest difference first. */
  groups: { by: 'tool' | 'kind' | 'bucket'; name: string; a: ComparedSide; b: ComparedSide }[];
  /** Steps of both in order; a side is absent where only the other has the step. Empty where a side is several sessions. */
  steps: { a?: ComparedStep; b?: ComparedStep }[];
}

export interface ComparedSide {
  usd: Usd;
  count: number;
}

export interface ComparedStep {
  step: string;
  name: string;
  target: string;
  usd: Usd;
}
