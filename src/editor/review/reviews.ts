import * as vscode from 'vscode';
import type { RejectReason } from '../../core/costcraft/ledger.ts';
import type { Patch, PatchSet } from '../../core/costcraft/patch.ts';
import { Debounce } from '../shared/debounce.ts';
import { type Disposable, Disposables } from '../shared/disposables.ts';
import { Turns } from '../shared/turns.ts';
import type { OpenReview } from './openReview.ts';
import {
  acceptAll,
  type Accepted,
  acceptSome,
  type ApplyPatches,
  type Decision,
  forget,
  isOver,
  isStale,
  isStruckOut,
  keepTyped,
  reanchor,
  rejectAll,
  rejectSome,
  replaceProposal,
  type Review,
  startReview,
} from './review.ts';
import type { ReviewBook } from './reviewBook.ts';
import { sayAccepted, sayFailed, sayFollowed, sayStale } from './reviewMessages.ts';
import { openSkill, writeSkill } from './skillFile.ts';

interface ReviewPorts {
  apply: ApplyPatches;
  /** Remembers decisions on this review; called once the file holds what was accepted. */
  record: (entry: OpenReview, decisions: Decision[]) => Promise<void>;
  book: ReviewBook;
}

/** SKILL.md may be typed in beside its proposal: not at every keystroke. */
const FOLLOW_MS = 400;

/**
 * Carries out what a person decides on proposals. All knowledge of what a decision means is in review.ts; here is the order of things:
 * the file first, then the state, so that whatever fails leaves the patch pending.
 */
export class Reviews implements Disposable {
  readonly book: ReviewBook;
  readonly #ports: ReviewPorts;
  readonly #followLeft = new Debounce(() => void this.#follow(), FOLLOW_MS);
  readonly #all = new Disposables();
  /** Decisions wait for each other: none may begin with a state that another is about to change. */
  readonly #turns = new Turns();

  constructor(ports: ReviewPorts) {
    this.#ports = ports;
    this.book = ports.book;
    this.#all.add(this.#followLeft);
    this.#all.add(
      vscode.workspace.onDidChangeTextDocument(({ document: { uri } }) => {
        if (this.book.run(uri)?.review) this.#followLeft.trigger();
      }),
    );
  }

  /** True when "Accept all" would reject the patch, because its line is gone from the right side. */
  isStruckOut(entry: OpenReview, patch: Patch): boolean {
    return isStruckOut(entry.review, patch, this.book.right(entry));
  }

  /**
   * Takes in what a run of Distill Skill proposes and shows it without taking the focus. `base` is the text that the run looked at. A
   * proposal for the same skill that still waits is replaced; what the user edited in it stays.
   */
  propose(skill: vscode.Uri, set: PatchSet, base: string): Promise<void> {
    return this.#turns.take(async () => {
      const before = this.book.get(skill);
      const { isNew } = set.skill;
      const review = before
        ? { ...(await replaceProposal(before.review, base, set.patches, this.book.right(before), this.#ports.apply)), isNew }
        : await startReview(base, isNew, set.patches, this.#ports.apply);
      const entry = { skill, review, set };
      await this.book.put(entry);
      await this.book.show(entry);
    });
  }

  /** Opens the diff, or brings its tab to the front, at the patch's rule. */
  show(skill: vscode.Uri, id?: string): Promise<void> {
    return this.#decide(skill, async (entry) => {
      const document = await openSkill(entry.skill);
      if (isStale(entry.review, document?.getText())) await this.#reanchor(entry, document?.getText());
      const current = this.book.get(skill);
      if (current) await this.book.show(current, id);
    });
  }

  accept(skill: vscode.Uri, ids: readonly string[]): Promise<void> {
    return this.#accept(skill, (entry, right) => {
      const waiting = stillPending(entry, ids);
      return waiting.length > 0 ? acceptSome(entry.review, waiting, right, this.#ports.apply) : undefined;
    });
  }

  acceptAll(skill: vscode.Uri): Promise<void> {
    return this.#accept(skill, (entry, right) => acceptAll(entry.review, right));
  }

  reject(skill: vscode.Uri, ids: readonly string[], reason: RejectReason): Promise<void> {
    return this.#decide(skill, async (entry) => {
      const waiting = stillPending(entry, ids);
      if (waiting.length === 0) return;
      const { decisions, next } = await this.#onSteadyRight(entry, (right) =>
        rejectSome(entry.review, waiting, reason, right, this.#ports.apply),
      );
      await this.#commit(entry, next, decisions);
    });
  }

  rejectAll(skill: vscode.Uri, reason: RejectReason): Promise<void> {
    return this.#decide(skill, async (entry) => {
      const { decisions, next } = rejectAll(entry.review, reason, this.book.right(entry));
      await this.#commit(entry, next, decisions);
    });
  }

  /** Tells that rules which this review wrote are about to be retired, so that they are not taken for an undone accept. */
  forget(skill: vscode.Uri, ids: readonly string[]): Promise<void> {
    return this.#decide(skill, async (entry) => {
      await this.book.put({ ...entry, review: { ...forget(entry.review, ids), right: this.book.right(entry) } });
    });
  }

  dispose(): void {
    this.#all.dispose();
  }

  #accept(skill: vscode.Uri, outcomeOf: (entry: OpenReview, right: string) => Promise<Accepted> | Accepted | undefined): Promise<void> {
    return this.#decide(skill, async (entry) => {
      const document = await openSkill(entry.skill);
      if (isStale(entry.review, document?.getText())) {
        await this.#reanchor(entry, document?.getText());
        const current = this.book.get(skill);
        if (current) await this.book.show(current);
        return;
      }
      const { right, outcome } = await this.#onSteadyRight(entry, async (seen) => ({ right: seen, outcome: await outcomeOf(entry, seen) }));
      if (!outcome) return;
      const failure = await writeSkill(entry.skill, document && { document, base: entry.review.base }, outcome.write);
      if (failure !== undefined) throw new Error(failure);
      // Format on save may have its own word on the text.
      const written = document?.getText() ?? outcome.write;
      const { decisions } = outcome;
      const next = keepTyped(outcome.next, right, this.book.right(entry));
      await this.#commit(entry, written === next.base ? next : await reanchor(next, written, next.right, this.#ports.apply), decisions);
      sayAccepted(skill, decisions, { unsaved: document?.isDirty ?? false, over: !this.book.get(skill) });
    });
  }

  /** Runs a decision on a skill that is under review; a failure is told with the name of the file, and leaves the review as it is. */
  #decide(skill: vscode.Uri, action: (entry: OpenReview) => Promise<void>): Promise<void> {
    return this.#turns.take(async () => {
      const entry = this.book.get(skill);
      if (!entry) return;
      try {
        await action(entry);
      } catch (error) {
        sayFailed(error);
      }
    });
  }

  /** Repeats the work when the person typed on the right side meanwhile, so that no keystroke is lost. */
  async #onSteadyRight<T>(entry: OpenReview, work: (right: string) => Promise<T>): Promise<T> {
    for (;;) {
      const right = this.book.right(entry);
      const result = await work(right);
      if (this.book.right(entry) === right) return result;
    }
  }

  /** Carries open proposals over to a SKILL.md that changes beside them (an undo, for one), so that the diff never shows two changes as one. */
  async #follow(): Promise<void> {
    for (const { skill } of this.book.all()) {
      await this.#decide(skill, async (entry) => {
        const key = skill.toString();
        const document = vscode.workspace.textDocuments.find(({ uri, isClosed }) => uri.toString() === key && !isClosed);
        if (!document || !isStale(entry.review, document.getText())) return;
        await this.#carryOver(entry, document.getText());
        sayFollowed(skill);
      });
    }
  }

  async #carryOver(entry: OpenReview, fresh: string | undefined): Promise<Review> {
    const next = await this.#onSteadyRight(entry, (right) => reanchor(entry.review, fresh, right, this.#ports.apply));
    await this.#commit(entry, next, []);
    return next;
  }

  async #reanchor(entry: OpenReview, fresh: string | undefined): Promise<void> {
    const { pending } = await this.#carryOver(entry, fresh);
    sayStale(entry.skill, fresh !== undefined, pending.length);
  }

  async #commit(entry: OpenReview, next: Review, decisions: Decision[]): Promise<void> {
    if (isOver(next, next.right)) await this.book.close(entry);
    else await this.book.put({ ...entry, review: next });
    if (decisions.length > 0) await this.#ports.record(entry, decisions);
  }
}

/** A second click may come before the first one's work is shown. */
function stillPending({ review }: OpenReview, ids: readonly string[]): string[] {
  return ids.filter((id) => review.pending.some((patch) => patch.id === id));
}
