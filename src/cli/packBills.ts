import { TotalBill } from '../core/cost/totalBill.ts';
import type { SessionBills, Total } from '../core/cost/totalBill.ts';
import type { FileBill } from './totalOfFiles.ts';

/** The calls of one session as they are billed, as JSON and column by column: of thousands of calls, names of fields would be most of it. */
export interface PackedBills {
  startedAt: number;
  ids: string[];
  /** In units of Money. */
  usd: string[];
  /** COUNTS numbers a call: tokens without a price, then the usage. */
  counts: number[];
  /** The bill of this session alone. */
  alone: { usd: string; repeatedUsd: string; unpricedTokens: number; tokens: Total['tokens'] };
}

const COUNTS = 8;

export function packBills(bills: SessionBills): PackedBills {
  const [ids, usd, counts]: [string[], string[], number[]] = [[], [], []];
  for (const call of bills.calls) {
    const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, webSearches } = call.usage;
    ids.push(call.billId);
    usd.push(`${call.usd}`);
    counts.push(call.unpricedTokens, input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, webSearches);
  }
  const bill = new TotalBill();
  bill.addBills(bills);
  const { usd: sum, repeatedUsd, ...rest } = bill.total();
  return { startedAt: bills.startedAt, ids, usd, counts, alone: { ...rest, usd: `${sum}`, repeatedUsd: `${repeatedUsd}` } };
}

/** What was packed, for the path that the file has in this run. */
export function unpackBills(packed: PackedBills, path: string): FileBill {
  const { ids, alone } = packed;
  const total = { ...alone, usd: BigInt(alone.usd), repeatedUsd: BigInt(alone.repeatedUsd) };
  return { alone: { ids, total }, calls: () => ({ path, startedAt: packed.startedAt, calls: ids.map((_, i) => unpackCall(packed, i)) }) };
}

function unpackCall({ ids, usd, counts }: PackedBills, i: number): SessionBills['calls'][number] {
  const numbers = counts.slice(i * COUNTS, (i + 1) * COUNTS) as [number, number, number, number, number, number, number, number];
  const [unpricedTokens, input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, webSearches] = numbers;
  const usage = { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, webSearches };
  return { billId: ids[i] as string, usd: BigInt(usd[i] as string), unpricedTokens, usage };
}
