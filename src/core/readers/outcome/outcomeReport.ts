import type { OutcomeResult } from '../../session/session.ts';

/** Who says how a session ended. The earlier one in this list counts where they disagree. */
export const AUTHORITIES = ['user', 'grader', 'tests', 'exit'] as const;
export type Authority = (typeof AUTHORITIES)[number];

/** What one file, or the session's own source, says about how the session ended. */
export interface OutcomeReport {
  authority: Authority;
  /** Undefined where it says nothing that decides: a report without a single item, a hand-in that nobody judged. */
  result: OutcomeResult | undefined;
  /** For people, without the file's name: "10 of 12 passed, 1 skipped; failed: a, b". */
  evidence: string;
  /** Names of the tests or graded expectations. Never more than ITEM_LIMIT of either. */
  items: { passed: string[]; failed: string[] };
}

/** More items than this tell nobody more; the counts are of all. */
export const ITEM_LIMIT = 2_000;

/** Longest name of an item that is kept, in characters. */
const NAME_LIMIT = 300;

/** Failed items that the evidence names. */
const NAMED = 2;

export type ItemState = 'passed' | 'failed' | 'skipped';

/** Counts the items of one report. Whatever is neither passed nor skipped has failed: an unknown word is never a success. */
export class ItemTally {
  readonly items: OutcomeReport['items'] = { passed: [], failed: [] };
  readonly #counts: Record<ItemState, number> = { passed: 0, failed: 0, skipped: 0 };

  add(name: string, state: ItemState): void {
    this.#counts[state]++;
    if (state === 'skipped') return;
    const list = this.items[state];
    if (list.length < ITEM_LIMIT) list.push(name.slice(0, NAME_LIMIT));
  }

  /**
   * The report of all items. `stated` are the counts of the file's own summary: where it knows of more failures than the items show, a
   * suite that could not even start for example, they count; they stand in for items that are not listed.
   */
  report(authority: Authority, stated: Partial<Record<ItemState, number>> = {}): OutcomeReport {
    const listed = this.#counts.passed + this.#counts.failed + this.#counts.skipped > 0;
    const failed = Math.max(this.#counts.failed, stated.failed ?? 0);
    const passed = listed ? this.#counts.passed : (stated.passed ?? 0);
    const skipped = listed ? this.#counts.skipped : (stated.skipped ?? 0);
    return { authority, result: resultOf(passed, failed), evidence: this.#evidence(passed, failed, skipped), items: this.items };
  }

  #evidence(passed: number, failed: number, skipped: number): string {
    const judged = passed + failed;
    const left = skipped > 0 ? `, ${skipped} skipped` : '';
    if (judged === 0) return `nothing was judged${left}`;
    const names = this.items.failed.slice(0, NAMED);
    const more = failed > names.length && names.length > 0 ? ` and ${failed - names.length} more` : '';
    return `${passed} of ${judged} passed${left}${names.length > 0 ? `; failed: ${names.join(', ')}${more}` : ''}`;
  }
}

/** Success only where something passed and nothing failed; partial where both happened; undefined where nothing was judged. */
function resultOf(passed: number, failed: number): OutcomeResult | undefined {
  if (failed > 0) return passed > 0 ? 'partial' : 'failure';
  return passed > 0 ? 'success' : undefined;
}
