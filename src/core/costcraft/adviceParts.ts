import type { Usd } from '../card/traceCard.ts';

/** What one session shows of session hygiene. JSON-safe, kept in the session's notes. */
export type AdvicePart = AdviceSession &
  (
    | { kind: 'idle-cache'; rewrites: IdleRewrite[] }
    | { kind: 'model-switch'; rewrites: SwitchRewrite[] }
    | { kind: 'unused-tools'; tools: OfferedTool[] }
    | { kind: 'large-instructions'; files: InstructionFile[] }
  );

interface AdviceSession {
  session: { id: string; path: string };
}

/** A call that paid again for what had been in the cache. */
export interface RewritePart {
  /** Identity of the bill: equal in two sessions where the one holds a copy of the other's past. */
  bill: string;
  tokens: number;
  /** Paid above the price of reading them from the cache. */
  usd: Usd;
}

export interface IdleRewrite extends RewritePart {
  idleMs: number;
  /** A person spoke in between: it was not a tool, or somebody's consent, that was waited for. */
  byUser: boolean;
}

export interface SwitchRewrite extends RewritePart {
  from: string;
  to: string;
}

export interface OfferedTool {
  name: string;
  used: boolean;
  /** Its share of what the prefix cost, by characters. */
  usd: Usd;
}

export interface InstructionFile {
  name: string;
  chars: number;
  /** As of OfferedTool. */
  usd: Usd;
}
