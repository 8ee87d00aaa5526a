/**
 * The one model of an agent's session. A reader fills it from one source format; everything after the readers (cost, card,
 * CostCraft, views) knows only this. All times are milliseconds since the epoch (UTC), all sizes are UTF-16 characters unless
 * a name says bytes or tokens, and `undefined` always means "the source does not say".
 */
import type { Money } from './money.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where a record stands in its source, so that any figure can be traced down to it. */
export interface SourcePointer {
  /** Index into Session.sources. */
  source: number;
  /** 1-based line of the record. */
  line: number;
  /** Byte offset of the record's first byte, and its length without the line end. */
  offset: number;
  length: number;
}

export interface Source {
  path: string;
  /** The registry's id of the format, for example "claude-code". */
  format: string;
  bytes: number;
  lines: number;
  /** Hex digest over all bytes read. */
  sha256: string;
}

/** Something the reader met and survived: a damaged line, a missing link, a figure that is only a lower bound. */
export interface Warning {
  /** Stable kebab-case code, for example "bad-line", "cut-line", "output-lower-bound". */
  code: string;
  message: string;
  at?: SourcePointer;
}

/**
 * Tokens of one LLM call in exclusive buckets: the whole prompt is input + cacheRead + cacheWrite5m + cacheWrite1h.
 * `reasoning` is the part of `output` spent on thinking where the source tells it, and 0 else. All are integers >= 0.
 */
export interface Usage {
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  output: number;
  reasoning: number;
  /** Billed web searches. */
  webSearches: number;
}

/** What the provider said about how the call was served; each can change the price. */
export interface Serving {
  /** "fast" is billed at a premium by Anthropic. */
  speed?: string;
  /** "standard", "batch", "priority", "flex". */
  tier?: string;
  /** Anthropic's inference_geo: "us" carries a premium. */
  geo?: string;
}

/** Usage billed beside a call's own, under a model of its own (advisor and compaction iterations). */
export interface ExtraUsage {
  model: string;
  reason: 'advisor' | 'compaction';
  usage: Usage;
}

export type StopReason = 'end' | 'tool' | 'length' | 'error' | 'aborted' | 'unknown';

/** What a piece of the prompt or of an answer is made of: the unit to which dollars are attributed. */
export interface Content {
  kind: 'text' | 'thinking' | 'tool-call' | 'image';
  chars: number;
  /** For kind "tool-call": the ToolStep it starts. */
  toolCallId?: string;
}

interface EntryBase {
  /** Position in Thread.entries. */
  index: number;
  /**
   * The entry before this one in the context the model saw. Absent: the entry at index - 1. -1: the context starts here.
   * Differs only where a session was rewound or branched.
   */
  parent?: number;
  at?: number;
  source: SourcePointer;
}

/** Text that the user, or the harness in the user's place, put into the context. */
export interface UserEntry extends EntryBase {
  kind: 'user';
  chars: number;
  images: number;
  /** Cut to TEXT_LIMIT characters. */
  text: string;
  /** False for what the harness injected (reminders, attachments, hooks). */
  byPerson: boolean;
}

/** One request to a model. Exists once per bill, however many records repeat it. */
export interface LlmCall extends EntryBase {
  kind: 'llm';
  /** Identity of the bill: equal in two files means it was paid once. Never empty. */
  billId: string;
  provider?: string;
  /** The model as the source names it; '' when unknown. */
  model: string;
  /** Absent: the source states no usage for this call (then it costs an unknown amount unless `free`). */
  usage?: Usage;
  extraUsage: ExtraUsage[];
  serving: Serving;
  /** True where the record is known not to be billed: pseudo-models, API errors without usage. */
  free: boolean;
  /** The usage object as it stood in the source. */
  rawUsage?: Json;
  /** The dollars the source itself recorded for this call; absent where it recorded none, or zero for a call with tokens. */
  loggedUsd?: Money;
  durationMs?: number;
  stop: StopReason;
  /** First line of the error, when the call failed. */
  error?: string;
  /** The answer in order. */
  content: Content[];
  /** Answer text for people, cut to TEXT_LIMIT characters. */
  text: string;
}

export interface ToolResult {
  at?: number;
  chars: number;
  images: number;
  /** Cut to RESULT_LIMIT characters; `chars` tells the true size. */
  text: string;
  /** Hash of the whole text, after normalizeResult, where `text` is not all of it; '' where no text was read. `resultHash` gives it for any result. */
  hash?: string;
  /** The format's own flag on the message: isError, is_error. */
  isError: boolean;
  /** The format's own status word: "completed", "error", "forbidden", "accepted". */
  status?: string;
  exitCode?: number;
  /** The format's own error text. */
  error?: string;
  /** The user or a policy refused the call, or it was cancelled with others: not the agent's failure. */
  refused?: 'rejected' | 'cancelled';
  durationMs?: number;
  source: SourcePointer;
}

/** One tool use: the call that a model made and, once it came, the result. Stands in the thread where its result does. */
export interface ToolStep extends EntryBase {
  kind: 'tool';
  toolCallId: string;
  /** The tool as the source names it: "Bash", "exec", "read". */
  name: string;
  args: Json;
  argsChars: number;
  /** Index of the LLM call that asked for it, or -1 where the source does not tell. */
  callIndex: number;
  calledAt?: number;
  /** Absent: no result was recorded (session cut, or still running). */
  result?: ToolResult;
  /** Present where the tool started a sub-agent. */
  agent?: AgentRun;
}

/** A sub-agent's run as its parent knows it. */
export interface AgentRun {
  /** The identity by which the parent's source names the child (agent id, session key). */
  id: string;
  /** Ids under which the child's own source may name itself: session ids, transcript names. */
  aliases: string[];
  type?: string;
  task: string;
  /** The child's own thread, when its records are part of this session's sources: its calls are then in this session's bill. */
  thread?: Thread;
  /** Id of the child's own session, when it is a session of its own with a bill of its own. */
  sessionId?: string;
}

/** The context was replaced by a summary. */
export interface CompactionEntry extends EntryBase {
  kind: 'compaction';
  summaryChars: number;
  /** First entry that was kept beside the summary, if any. */
  keptFrom?: number;
  tokensBefore?: number;
  trigger?: string;
}

export type Entry = UserEntry | LlmCall | ToolStep | CompactionEntry;

/** One context: what one agent saw and did, in the order of the prompt. */
export interface Thread {
  entries: Entry[];
}

/** A part of the fixed prefix (what stands before the first message of every prompt), where the source tells of what it is made. */
export interface PrefixPart {
  /** "system": what is left of the system prompt without the parts that are named. */
  kind: 'system' | 'file' | 'skill' | 'tool';
  name: string;
  chars: number;
}

export type OutcomeResult = 'success' | 'failure' | 'partial' | 'unknown';

export interface Outcome {
  result: OutcomeResult;
  /** What was said of it and where, for example "grading.json: 12 of 12 passed", and who disagreed. Empty where nothing was. */
  evidence: string[];
  /** Tests and graded expectations by name, where a report lists them. */
  items?: { passed: string[]; failed: string[] };
}

export interface Session {
  /** The registry's id of the format. */
  format: string;
  id: string;
  agent: { name: string; version?: string };
  cwd?: string;
  /** First request, cut to TEXT_LIMIT characters. */
  task: string;
  /** The session this one was started by, when its source says so. */
  parentId?: string;
  /** This session's own name among its parent's sub-agents. */
  agentId?: string;
  startedAt?: number;
  endedAt?: number;
  sources: Source[];
  main: Thread;
  /** What the main thread's prefix is made of. Absent where the source does not tell. */
  prefix?: PrefixPart[];
  /** Threads of sub-agents that no tool step of the session claims; still billed. */
  strayAgents: AgentRun[];
  outcome: Outcome;
  warnings: Warning[];
}

/** Longest user or answer text kept in the model, in characters. */
export const TEXT_LIMIT = 4_000;

/** Longest tool result kept in the model, in characters. Whatever is longer is known by size, hash and source. */
export const RESULT_LIMIT = 200_000;

/** Most characters of tool results kept of one thread. What comes then is kept up to SHORT_RESULT, and known by size, hash and source. */
export const RESULTS_LIMIT = 48_000_000;
export const SHORT_RESULT = 2_000;
