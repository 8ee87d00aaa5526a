import { TotalBill } from '../core/cost/totalBill.ts';
import type { SessionBills, Total } from '../core/cost/totalBill.ts';

/** What one file adds to the bill of all. */
export interface FileBill {
  /** Its calls, each time they are asked for: to bring back those of thousands of kept files takes longer than all the rest. */
  calls: () => SessionBills;
  /** Of a file that was kept: the identities of its bills, and the bill of the file alone. */
  alone?: { ids: readonly string[]; total: Total };
}

/**
 * The bill of many files with each call once. Where no other file repeats a call of a kept file, its own bill is what it adds, and its calls
 * stay packed.
 */
export function totalOfFiles(files: readonly FileBill[]): Total {
  const shared = filesThatShare(files);
  const bill = new TotalBill();
  for (const file of shared) bill.addBills(file.calls());
  return files.reduce((sum, file) => (file.alone && !shared.has(file) ? addTotals(sum, file.alone.total) : sum), bill.total());
}

/** Those of which a call may stand in another too: every one that was not kept, and kept ones with an identity that is seen twice. */
function filesThatShare(files: readonly FileBill[]): ReadonlySet<FileBill> {
  const shared = new Set(files.filter(({ alone }) => !alone));
  if (shared.size === files.length) return shared;
  const owners = new Map<string, FileBill>();
  for (const file of files) {
    for (const id of file.alone?.ids ?? file.calls().calls.map(({ billId }) => billId)) {
      const owner = owners.get(id);
      if (!owner) owners.set(id, file);
      else if (owner !== file) shared.add(owner).add(file);
    }
  }
  return shared;
}

function addTotals(a: Total, b: Total): Total {
  const tokens = { ...a.tokens };
  for (const key of Object.keys(tokens) as (keyof typeof tokens)[]) tokens[key] += b.tokens[key];
  return {
    usd: a.usd + b.usd,
    unpricedTokens: a.unpricedTokens + b.unpricedTokens,
    tokens,
    repeatedUsd: a.repeatedUsd + b.repeatedUsd,
  };
}
