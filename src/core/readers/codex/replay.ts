import type { Warning } from '../../session/session.ts';
import { asText, type JsonRecord } from '../json.ts';

/** A copied history is written at once; the first record of the session's own work comes later than this, in milliseconds. */
const PAUSE = 1_000;

/**
 * Tells the records that a fork, a resumed session or a sub-agent copied from its parent from those of its own (trap 24). A copy begins
 * behind the head of another session. It ends with the first record that names this session as its thread, or that was written after a
 * pause; records that kept the parent's times are older than the session and part of the copy however far they are apart.
 */
export class Replay {
  #ownId: string | undefined;
  #ownStart: number | undefined;
  #last: number | undefined;
  #active = false;
  /** Whose history it is. */
  #from: string | undefined;

  start(ownId: string | undefined, ownStart: number | undefined): void {
    this.#ownId = ownId;
    this.#ownStart = ownStart;
  }

  /** The head of another session: what follows is its history. */
  begin(from: string): void {
    this.#from ??= from;
    this.#active = true;
  }

  /** Takes the next record in order; true where it is copied. */
  isCopied(payload: JsonRecord | undefined, at: number | undefined): boolean {
    if (!this.#active) return false;
    const thread = asText(payload?.['thread_id']);
    const isOlder = at !== undefined && this.#ownStart !== undefined && at < this.#ownStart;
    const paused = at !== undefined && this.#last !== undefined && at - this.#last > PAUSE;
    if ((thread !== undefined && thread === this.#ownId) || (paused && !isOlder)) this.#active = false;
    if (at !== undefined) this.#last = at;
    return this.#active;
  }

  /** Says whose history was copied, with how many counted calls. */
  warnings(copiedCalls: number): Warning[] {
    if (this.#from === undefined) return [];
    const message = `the beginning is a copy of session ${this.#from}: ${copiedCalls} counted calls of it were billed there and cost nothing here`;
    return [{ code: 'forked', message }];
  }
}
