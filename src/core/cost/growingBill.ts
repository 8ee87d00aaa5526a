import type { Session } from '../session/session.ts';
import { attributeSession } from './attributeSession.ts';
import type { AttributedSession } from './attributedSession.ts';
import { GrowingAttribution } from './growingAttribution.ts';
import type { PriceBook } from './priceBook.ts';
import type { PriceOptions } from './priceCall.ts';

/** The bill of a session that grows: the same as attributeSession's, for little more than the work that the new entries take. */
export class GrowingBill {
  #options: PriceOptions | undefined;
  #threads = new Map<string, GrowingAttribution>();

  attribute(session: Session, book: PriceBook): AttributedSession {
    const before = this.#threads;
    const kept = new Map<string, GrowingAttribution>();
    const attributed = attributeSession(session, book, (thread, options, key) => {
      if (this.#options?.book !== options.book || this.#options.fallbackAt !== options.fallbackAt) before.clear();
      this.#options = options;
      const growing = before.get(key) ?? new GrowingAttribution(options);
      kept.set(key, growing);
      return growing.attribute(thread);
    });
    this.#threads = kept;
    return attributed;
  }
}
