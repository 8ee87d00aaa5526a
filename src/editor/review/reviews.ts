import * as vscode from 'vscode';
import type { Patch, PatchSet } from '../../core/costcraft/patch.ts';
import { Debounce } from '../shared/debounce.ts';
import { type Disposable, Disposables } from '../shared/disposables.ts';
import { Turns } from '../shared/turns.ts';
import type { OpenReview } from './openReview.ts';
import { type PatchFiles, proposedUri } from './patchFiles.ts';
import type { PatchThreads } from './patchThreads.ts';
import { ProposedTexts } from './proposedTexts.ts';
import {
  acceptAll,
  type Accepted,
  acceptOne,
  type ApplyPatches,
  type Decision,
  isOver,
  isStale,
  isStruckOut,
  keepTyped,
  reanchor,
  rejectAll,
  rejectOne,
  replaceProposal,
  type Review,
  startReview,
} from './review.ts';
import type { ReviewStore } from './reviewStore.ts';
import { ruleLines } from './ruleLines.ts';
import { sayAccepted, sayFailed, sayFollowed, sayStale } from './reviewMessages.ts';
import { openSkill, writeSkill } from './skillFile.ts';

export interface ReviewPorts {
  apply: ApplyPatches;
  /** Remembers decisions on this review; called once the file holds what was accepted. */
  record: (entry: OpenReview, decisions: Decision[]) => Promise<void>;
  store: ReviewStore;
  files: PatchFiles;
  threads: PatchThreads;
}

/** SKILL.md may be typed in beside its proposal: not at every keystroke. */
const FOLLOW_MS = 400;

/**
 * Shows proposals as diffs and carries out what a person decides on them. All knowledge of what a decision means is in review.ts; here
 * is the order of things: the file first, then the state, so that whatever fails leaves the patch pending.
 */
export class Reviews implements vscode.Disposable {
  readonly #ports: ReviewPorts;
  readonly #texts: ProposedTexts;
  readonly #open = new Map<string, OpenReview>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #followLeft = new Debounce(() => void this.#follow(), FOLLOW_MS);
  readonly #all = new Disposables();
  /** Decisions wait for each other: none may begin with a state that another is about to change. */
  readonly #turns = new Turns();

  readonly onDidChange = this.#changed.event;

  constructor(ports: ReviewPorts) {
    this.#ports = ports;
    this.#texts = new ProposedTexts(ports.files);
    for (const entry of ports.store.load()) {
      this.#open.set(entry.skill.toString(), entry);
      ports.files.set(proposedUri(entry.skill), entry.review.right);
    }
    const own = (part: Disposable): void => void this.#all.add(part);
    own(this.#changed);
    own(this.#followLeft);
    own(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#open.has(document.uri.toString())) this.#followLeft.trigger();
        else this.#refreshOf(document.uri);
      }),
    );
    // After "Don't Save" the right side is again what memory holds.
    own(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#refreshOf(uri)));
    own(
      vscode.window.tabGroups.onDidChangeTabs(() => {
        for (const entry of this.#open.values()) this.#refresh(entry);
      }),
    );
    own(
      ports.files.onDidSave((uri) => {
        const entry = this.get(uri);
        if (entry) this.#remember({ ...entry, review: { ...entry.review, right: ports.files.text(uri) ?? entry.review.right } });
      }),
    );
    for (const entry of this.#open.values()) this.#refresh(entry);
  }

  /** In order of the skills' addresses. */
  all(): OpenReview[] {
    return [...this.#open.values()].sort((a, b) => (a.skill.toString() < b.skill.toString() ? -1 : 1));
  }

  /** By the skill's address or that of its proposed text. */
  get(uri: vscode.Uri): OpenReview | undefined {
    const key = uri.toString();
    return this.#open.get(key) ?? this.all().find(({ skill }) => proposedUri(skill).toString() === key);
  }

  /** True when "Accept all" would reject the patch, because its line is gone from the right side. */
  isStruckOut(entry: OpenReview, patch: Patch): boolean {
    return isStruckOut(entry.review, patch, this.#right(entry));
  }

  /**
   * Takes in what a run of Distill Skill proposes and shows it without taking the focus. `base` is the text that the run looked at. A
   * proposal for the same skill that still waits is replaced; what the user edited in it stays.
   */
  propose(skill: vscode.Uri, set: PatchSet, base: string): Promise<void> {
    return this.#turns.take(async () => {
      const before = this.#open.get(skill.toString());
      const { isNew } = set.skill;
      const review = before
        ? { ...(await replaceProposal(before.review, base, set.patches, this.#right(before), this.#ports.apply)), isNew }
        : await startReview(base, isNew, set.patches, this.#ports.apply);
      const entry = { skill, review, set };
      await this.#texts.set(skill, review.right);
      this.#remember(entry);
      await this.#show(entry);
    });
  }

  /** Opens the diff, or brings its tab to the front, at the patch's rule. */
  show(skill: vscode.Uri, id?: string): Promise<void> {
    return this.#decide(skill, async (entry) => {
      const document = await openSkill(entry.skill);
      if (isStale(entry.review, document?.getText())) await this.#reanchor(entry, document?.getText());
      const current = this.#open.get(skill.toString());
      if (current) await this.#show(current, id);
    });
  }

  accept(skill: vscode.Uri, id: string): Promise<void> {
    return this.#accept(skill, (entry, right) =>
      isPending(entry, id) ? acceptOne(entry.review, id, right, this.#ports.apply) : undefined,
    );
  }

  acceptAll(skill: vscode.Uri): Promise<void> {
    return this.#accept(skill, (entry, right) => acceptAll(entry.review, right));
  }

  reject(skill: vscode.Uri, id: string): Promise<void> {
    return this.#decide(skill, async (entry) => {
      if (!isPending(entry, id)) return;
      const { decision, next } = await this.#onSteadyRight(entry, (right) => rejectOne(entry.review, id, right, this.#ports.apply));
      await this.#commit(entry, next, [decision]);
    });
  }

  rejectAll(skill: vscode.Uri): Promise<void> {
    return this.#decide(skill, async (entry) => {
      const { decisions, next } = rejectAll(entry.review, this.#right(entry));
      await this.#commit(entry, next, decisions);
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
        const current = this.#open.get(skill.toString());
        if (current) await this.#show(current);
        return;
      }
      const { right, outcome } = await this.#onSteadyRight(entry, async (seen) => ({ right: seen, outcome: await outcomeOf(entry, seen) }));
      if (!outcome) return;
      const failure = await writeSkill(entry.skill, document && { document, base: entry.review.base }, outcome.write);
      if (failure !== undefined) throw new Error(failure);
      // Format on save may have its own word on the text.
      const written = document?.getText() ?? outcome.write;
      const { decisions } = outcome;
      const next = keepTyped(outcome.next, right, this.#right(entry));
      await this.#commit(entry, written === next.base ? next : await reanchor(next, written, next.right, this.#ports.apply), decisions);
      sayAccepted(skill, decisions, { unsaved: document?.isDirty ?? false, over: !this.#open.has(skill.toString()) });
    });
  }

  /** Runs a decision on a skill that is under review; a failure is told with the name of the file, and leaves the review as it is. */
  #decide(skill: vscode.Uri, action: (entry: OpenReview) => Promise<void>): Promise<void> {
    return this.#turns.take(async () => {
      const entry = this.#open.get(skill.toString());
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
      const right = this.#right(entry);
      const result = await work(right);
      if (this.#right(entry) === right) return result;
    }
  }

  /** Carries open proposals over to a SKILL.md that changes beside them (an undo, for one), so that the diff never shows two changes as one. */
  async #follow(): Promise<void> {
    for (const { skill } of this.all()) {
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
    const current = { ...entry, review: next };
    if (isOver(next, next.right)) {
      await this.#close(current);
    } else {
      await this.#texts.set(entry.skill, next.right);
      this.#remember(current);
      // The left side of a skill that was just created is another document now.
      if (entry.review.isNew !== next.isNew && this.#texts.isShown(entry.skill)) {
        await this.#texts.close(entry.skill);
        await this.#show(current);
      }
    }
    if (decisions.length > 0) await this.#ports.record(entry, decisions);
  }

  async #close({ skill }: OpenReview): Promise<void> {
    await this.#texts.close(skill);
    this.#open.delete(skill.toString());
    this.#ports.threads.hide(proposedUri(skill));
    this.#texts.remove(skill);
    this.#ports.store.save(this.all());
    this.#changed.fire();
  }

  async #show(entry: OpenReview, id?: string): Promise<void> {
    const line = id === undefined ? undefined : ruleLines(this.#right(entry), [id]).get(id)?.line;
    await this.#texts.show(entry.skill, entry.review.isNew, line);
    this.#refresh(entry);
  }

  #remember(entry: OpenReview): void {
    this.#open.set(entry.skill.toString(), entry);
    this.#ports.store.save(this.all());
    this.#refresh(entry);
  }

  #refreshOf(proposed: vscode.Uri): void {
    const entry = this.get(proposed);
    if (entry) this.#refresh(entry);
  }

  /** Threads stand where the rules are now, and only beside a proposal that is on the screen. */
  #refresh(entry: OpenReview): void {
    const uri = proposedUri(entry.skill);
    if (this.#texts.isShown(entry.skill)) this.#ports.threads.show(uri, this.#right(entry), entry.review.pending);
    else this.#ports.threads.hide(uri);
    this.#changed.fire();
  }

  #right({ skill, review }: OpenReview): string {
    return this.#texts.get(skill) ?? review.right;
  }
}

/** A second click may come before the first one's work is shown. */
function isPending({ review }: OpenReview, id: string): boolean {
  return review.pending.some((patch) => patch.id === id);
}
