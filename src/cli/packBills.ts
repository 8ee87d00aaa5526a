import { TotalBill } from '../core/cost/totalBill.ts';
import type { SessionBills, Total } from '../core/cost/totalBill.ts';
import type { FileBill } from './totalOfFiles.ts';

/**
 * The calls of one session as they are billed, as JSON: a few texts, where objects for thousands of calls would be most of what is sent from
 * thread to thread, held and kept.
 */
export interface PackedBills {
  startedAt: number;
  ids: string[];
  /** Figures, a line a call: in units of Money, tokens without a price, the usage. Mostly not asked for. */
  figures: string;
  /** The bill of this session alone. */
  alone: { usd: string; repeatedUsd: string; unpricedTokens: number; tokens: Total['tokens'] };
}

/** Lines that are put together at a time: all those of a long session, each by itself, would take as much memory again as the text. */
const LINES = 512;

export function packBills(bills: SessionBills): PackedBills {
  let figures = '';
  for (let from = 0; from < bills.calls.length; from += LINES) {
    const lines = bills.calls.slice(from, from + LINES).map(figuresOf);
    figures += `${from > 0 ? '\n' : ''}${lines.join('\n')}`;
  }
  const bill = new TotalBill();
  bill.addBills(bills);
  const { usd, repeatedUsd, ...rest } = bill.total();
  const alone = { ...rest, usd: `${usd}`, repeatedUsd: `${repeatedUsd}` };
  return { startedAt: bills.startedAt, ids: bills.calls.map(({ billId }) => billId), figures, alone };
}

function figuresOf({ usd, unpricedTokens, usage }: SessionBills['calls'][number]): string {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, webSearches } = usage;
  return [usd, unpricedTokens, input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, webSearches].join(' ');
}

/** What was packed, for the path that the file has in this run. */
export function unpackBills(packed: PackedBills, path: string): FileBill {
  const { startedAt, ids, alone } = packed;
  const total = { ...alone, usd: BigInt(alone.usd), repeatedUsd: BigInt(alone.repeatedUsd) };
  return { ids, total, calls: () => ({ path, startedAt, calls: unpackCalls(packed) }) };
}

function unpackCalls({ ids, figures }: PackedBills): SessionBills['calls'] {
  const lines = figures.split('\n');
  return ids.map((billId, i) => {
    const [usd = '', ...counts] = lines[i]?.split(' ') ?? [];
    const numbers = counts.map(Number) as [number, number, number, number, number, number, number, number];
    const [unpricedTokens, input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, webSearches] = numbers;
    const usage = { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, webSearches };
    return { billId, usd: BigInt(usd), unpricedTokens, usage };
  });
}
