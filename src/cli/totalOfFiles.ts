import { TotalBill } from '../core/cost/totalBill.ts';
import type { SessionBills, Total } from '../core/cost/totalBill.ts';

/** What one file adds to the bill of all. */
export interface FileBill {
  /** Identities of its bills. */
  ids: readonly string[];
  /** The bill of the file alone. */
  total: Total;
  /** Its calls, made each time they are asked for. */
  calls: () => SessionBills;
}

/**
 * The bill of many files with each call once. Where no other file repeats a call of a file, its own bill is what it adds; only where one
 * does, calls are looked at.
 */
export function totalOfFiles(files: readonly FileBill[]): Total {
  const shared = filesThatShare(files);
  const bill = new TotalBill();
  for (const file of shared) bill.addBills(file.calls());
  return files.reduce((sum, file) => (shared.has(file) ? sum : addTotals(sum, file.total)), bill.total());
}

/** Those with an identity that stands in another, too. */
function filesThatShare(files: readonly FileBill[]): ReadonlySet<FileBill> {
  const shared = new Set<FileBill>();
  const owners = new Map<string, FileBill>();
  for (const file of files) {
    for (const id of file.ids) {
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
