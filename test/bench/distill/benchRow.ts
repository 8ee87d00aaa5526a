/** One line of the table: what was asked, what came out beside other rules, and whether the mark was met. */
export interface BenchRow {
  test: string;
  /** On which data: "made", "real, development", "real, held out". */
  data: string;
  figure: string;
  /** How many cases stand behind it. */
  cases: number;
  ours: string;
  upstream?: string;
  identical?: string;
  mark: string;
  passed: boolean;
}

/** A share as "0.973", or "-" where nothing could be divided. */
export function formatShare(share: number | undefined): string {
  return share === undefined ? '-' : share.toFixed(3);
}

/** True for a share that is known and large enough. */
export function reaches(share: number | undefined, mark: number): boolean {
  return share !== undefined && share >= mark;
}
