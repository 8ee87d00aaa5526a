/**
 * The token arithmetic of a made-up but consistent session: a growing prompt, a cache with a life time, and usage per call as a
 * provider would report it. The writers (claudeWriter, openclawWriter) put it into an agent's own format.
 */
export interface ToolUse {
  tool: string;
  input: Record<string, unknown>;
  result: string;
  /** The format's error flag. */
  isError?: boolean;
  exitCode?: number;
  /** Structured result of an OpenClaw tool, beside its text. */
  details?: Record<string, unknown>;
  seconds?: number;
  /** Records of a sub-agent that this tool started. */
  agent?: Conversation;
}

export interface Turn {
  text: string;
  thinking?: string;
  uses: ToolUse[];
  /** Minutes of silence before the call. */
  idleMinutes: number;
  model: string;
  failure?: string;
}

export interface Usage {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

export interface CallRecord {
  turn: Turn;
  at: number;
  usage: Usage;
}

export type ConversationItem = { kind: 'user'; text: string; at: number } | { kind: 'call'; call: CallRecord };

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Close to what tokenizers give for English and code. */
const CHARS_PER_TOKEN = 3.7;

export function countTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

export interface ConversationOptions {
  id: string;
  start: string;
  model: string;
  /** Tokens of the system prompt, tools and instruction files. */
  prefixTokens: number;
  /** How long the provider keeps the prompt, in minutes; 0: no cache. */
  cacheMinutes: number;
}

export class Conversation {
  readonly items: ConversationItem[] = [];
  readonly options: ConversationOptions;
  #now: number;
  #prompt: number;
  #cached = 0;
  #lastCallAt: number;
  #lastModel: string;

  constructor(options: ConversationOptions) {
    this.options = options;
    this.#now = Date.parse(options.start);
    this.#lastCallAt = this.#now;
    this.#lastModel = options.model;
    this.#prompt = options.prefixTokens;
  }

  user(text: string): this {
    this.items.push({ kind: 'user', text, at: this.#now });
    this.#prompt += countTokens(text);
    return this;
  }

  /** One model call and the tool uses it asks for. */
  turn(text: string, uses: ToolUse[] = [], extra: Partial<Pick<Turn, 'thinking' | 'idleMinutes' | 'model' | 'failure'>> = {}): this {
    const turn: Turn = { text, uses, idleMinutes: 0, model: this.#lastModel, ...extra };
    this.#now += turn.idleMinutes * MINUTE + 4 * SECOND;
    const expired = this.#now - this.#lastCallAt > this.options.cacheMinutes * MINUTE || turn.model !== this.#lastModel;
    const cacheRead = expired ? 0 : this.#cached;
    const usage: Usage = this.options.cacheMinutes
      ? { input: 4, cacheRead, cacheWrite: this.#prompt - cacheRead, output: 0 }
      : { input: this.#prompt, cacheRead: 0, cacheWrite: 0, output: 0 };
    const answer =
      countTokens(text + (turn.thinking ?? '')) + uses.reduce((sum, use) => sum + countTokens(JSON.stringify(use.input)) + 20, 0);
    usage.output = turn.failure ? 0 : answer;
    this.items.push({ kind: 'call', call: { turn, at: this.#now, usage } });
    this.#lastCallAt = this.#now;
    this.#lastModel = turn.model;
    if (turn.failure) return this;
    this.#cached = this.#prompt;
    this.#prompt += usage.output + uses.reduce((sum, use) => sum + countTokens(use.result) + 12, 0);
    this.#now += Math.max(2, ...uses.map((use) => use.seconds ?? 1)) * SECOND;
    return this;
  }
}
