import type { Thread } from '../session/session.ts';
import type { AttributedThread, BilledThread } from './attributedSession.ts';
import { bucketsOf } from './bucketsOf.ts';
import type { PriceOptions } from './priceCall.ts';
import { ThreadAttribution } from './threadAttribution.ts';
import { BillRecord, WholeRecord } from './threadRecord.ts';

/**
 * Puts every dollar of a thread's calls on what it was paid for, by position in the prompt (see Segment), and keeps the sum to the last
 * unit: entry + carry + output + fees over all owners is the sum over all calls. Calls without usage are passed over; what they and their
 * neighbours added waits for the next call that was measured.
 */
export function attributeThread(thread: Thread, options: PriceOptions): AttributedThread {
  const record = new WholeRecord();
  const owners = [...new ThreadAttribution(options, record).attributeAll(thread.entries)];
  return record.withOwners(owners);
}

/** The same bill without what each owner paid of it. */
export function billThread(thread: Thread, options: PriceOptions): BilledThread {
  const record = new BillRecord();
  const buckets = bucketsOf(new ThreadAttribution(options, record).attributeAll(thread.entries));
  const { calls, total, rewrite } = record;
  return { calls, total, buckets, rewrite };
}
