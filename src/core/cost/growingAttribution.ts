import type { Entry, Thread } from '../session/session.ts';
import type { AttributedThread } from './attributedSession.ts';
import type { PriceOptions } from './priceCall.ts';
import { startsWith, ThreadAttribution } from './threadAttribution.ts';
import { WholeRecord } from './threadRecord.ts';

/** So many entries at the end of a thread may still change: an answer goes on, a result comes. */
const UNSETTLED = 16;

/**
 * A thread that grows. What was made of its beginning is kept, as long as that consists of the same entries, so that only the end is
 * attributed anew; the figures are those that attributeThread gives.
 */
export class GrowingAttribution {
  readonly #options: PriceOptions;
  #attribution: ThreadAttribution<WholeRecord>;
  #last: { entries: readonly Entry[]; attributed: AttributedThread } | undefined;

  constructor(options: PriceOptions) {
    this.#options = options;
    this.#attribution = new ThreadAttribution(options, new WholeRecord());
  }

  attribute({ entries }: Thread): AttributedThread {
    const last = this.#last;
    if (last?.entries.length === entries.length && startsWith(entries, last.entries, entries.length)) return last.attributed;
    if (!this.#attribution.goesOnWith(entries)) this.#attribution = new ThreadAttribution(this.#options, new WholeRecord());
    const ahead = this.#attribution.attribute(entries, settledUpTo(entries, this.#attribution.done), (record) => new WholeRecord(record));
    const attributed = ahead.record.withOwners(ahead.owners);
    this.#last = { entries, attributed };
    return attributed;
  }
}

/** Up to where a thread may be taken for settled; at least `done`. A call and the tools that it asked for stay together. */
function settledUpTo(entries: readonly Entry[], done: number): number {
  let end = Math.max(done, entries.length - UNSETTLED);
  for (let i = entries.length - 1; i >= end; i--) {
    const entry = entries[i];
    if (entry?.kind !== 'tool') continue;
    // It may be any call's.
    if (entry.callIndex < 0) return done;
    end = Math.max(done, Math.min(end, entry.callIndex));
  }
  return end;
}
