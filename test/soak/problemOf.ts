import { analyzeSession } from '../../src/core/card/analyzeSession.ts';
import { writeCard } from '../../src/core/card/cardYaml.ts';
import { compileCard } from '../../src/core/card/compileCard.ts';
import { validateCard } from '../../src/core/card/validateCard.ts';
import { attributeSession } from '../../src/core/cost/attributeSession.ts';
import type { AttributedSession } from '../../src/core/cost/attributedSession.ts';
import { createPriceBook } from '../../src/core/cost/priceBook.ts';
import type { Session, Thread } from '../../src/core/session/session.ts';
import { threadsOf } from '../../src/core/session/walk.ts';

const book = createPriceBook();

/** The bill of a session whose figures hold, or what does not hold in it that must hold in every one, whatever it was read from. */
export function checkSession(session: Session): { problem: string } | { problem?: undefined; bill: AttributedSession } {
  const bills = new Set<string>();
  for (const { thread } of threadsOf(session)) {
    const problem = problemOfThread(thread, session, bills);
    if (problem !== undefined) return { problem };
  }
  const bill = attributeSession(session, book);
  const problem = problemOfBill(bill);
  return problem === undefined ? { bill } : { problem };
}

/** What is wrong with the card of a bill: it must be whole by its own rules. */
export function problemOfCard(bill: AttributedSession): string | undefined {
  const problems = validateCard(writeCard(compileCard(analyzeSession(bill))));
  return problems[0] && `the card: ${problems[0].message}`;
}

function problemOfThread({ entries }: Thread, { sources }: Session, bills: Set<string>): string | undefined {
  for (const [index, entry] of entries.entries()) {
    if (entry.index !== index) return `entry ${index} has the index ${entry.index}`;
    if (entry.parent !== undefined && (entry.parent < -1 || entry.parent >= index - 1)) return `entry ${index} hangs below ${entry.parent}`;
    const source = sources[entry.source.source];
    if (!source) return `entry ${index} has no source`;
    if (entry.source.line < 1 || entry.source.offset + entry.source.length > source.bytes)
      return `entry ${index} stands outside its source`;
    if (entry.kind === 'llm') {
      if (entry.billId === '' || bills.has(entry.billId)) return `the bill "${entry.billId}" stands twice or has no name`;
      bills.add(entry.billId);
      for (const usage of [entry.usage, ...entry.extraUsage.map((extra) => extra.usage)])
        for (const count of Object.values(usage ?? {}) as number[])
          if (!Number.isSafeInteger(count) || count < 0) return `entry ${index} has ${count} tokens`;
    }
    if (entry.kind === 'tool' && (entry.callIndex >= index || (entry.callIndex >= 0 && entries[entry.callIndex]?.kind !== 'llm')))
      return `entry ${index} was not called by ${entry.callIndex}`;
  }
  return undefined;
}

/** Every dollar has one owner, in every thread and in the session, and none is below nothing. */
function problemOfBill(bill: AttributedSession): string | undefined {
  for (const { owners, calls, total } of [bill.main, ...bill.agents.map(({ thread }) => thread)]) {
    const parts = owners.flatMap(({ entry, carry, output, fees }) => [entry, carry, output, fees]);
    if (parts.some((part) => part < 0n)) return 'an owner pays less than nothing';
    if (sum(parts) !== total) return 'the owners do not pay what the thread costs';
    if (sum([...calls.values()].map((call) => call.total)) !== total) return 'the calls do not add up to the thread';
    if (owners.some(({ rewrite, carry }) => rewrite > carry)) return 'more was written again than was carried';
  }
  if (sum(Object.values(bill.buckets as unknown as Record<string, bigint>)) !== bill.total) return 'the buckets do not add up to the bill';
  return undefined;
}

function sum(parts: readonly bigint[]): bigint {
  return parts.reduce((total, part) => total + part, 0n);
}
