import * as vscode from 'vscode';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import { type Disposable, Disposables } from '../shared/disposables.ts';
import { isOpen, type OpenReview, type SkillRun } from './openReview.ts';
import { type PatchFiles, proposedUri } from './patchFiles.ts';
import type { PatchThreads } from './patchThreads.ts';
import { ProposedTexts } from './proposedTexts.ts';
import type { ReviewStore } from './reviewStore.ts';
import { ruleLines } from './ruleLines.ts';

export interface ReviewBookPorts {
  store: ReviewStore;
  files: PatchFiles;
  threads: PatchThreads;
}

/**
 * What the last runs found, by skill: kept over a reload, and shown where it is open. It decides nothing: that is the part of Reviews,
 * which hands in the state that is true from now on.
 */
export class ReviewBook implements Disposable {
  readonly #ports: ReviewBookPorts;
  readonly #texts: ProposedTexts;
  /** By address of the skill. */
  readonly #runs = new Map<string, SkillRun>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #all = new Disposables();

  readonly onDidChange = this.#changed.event;

  constructor(ports: ReviewBookPorts) {
    this.#ports = ports;
    this.#texts = new ProposedTexts(ports.files);
    for (const run of ports.store.load()) {
      this.#runs.set(run.skill.toString(), run);
      if (isOpen(run)) ports.files.set(proposedUri(run.skill), run.review.right);
    }
    const own = (part: Disposable): void => void this.#all.add(part);
    own(this.#changed);
    own(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#refreshOf(document.uri)));
    // After "Don't Save" the right side is again what memory holds.
    own(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#refreshOf(uri)));
    own(vscode.window.tabGroups.onDidChangeTabs(() => this.all().forEach((entry) => this.#placeThreads(entry))));
    own(
      ports.files.onDidSave((uri) => {
        const entry = this.get(uri);
        if (entry) this.#set({ ...entry, review: { ...entry.review, right: ports.files.text(uri) ?? entry.review.right } });
      }),
    );
    for (const entry of this.all()) this.#refresh(entry);
  }

  /** What every last run found, in order of the skills' addresses. */
  runs(): SkillRun[] {
    return [...this.#runs.values()].sort((a, b) => (a.skill.toString() < b.skill.toString() ? -1 : 1));
  }

  /** Those that wait for decisions. */
  all(): OpenReview[] {
    return this.runs().filter(isOpen);
  }

  /** The open review of a skill, by its address or that of its proposed text. */
  get(uri: vscode.Uri): OpenReview | undefined {
    const key = uri.toString();
    return this.all().find(({ skill }) => skill.toString() === key || proposedUri(skill).toString() === key);
  }

  run(skill: vscode.Uri): SkillRun | undefined {
    return this.#runs.get(skill.toString());
  }

  /** The right side of the diff as the person sees it now. */
  right({ skill, review }: OpenReview): string {
    return this.#texts.get(skill) ?? review.right;
  }

  /** Takes in a new state and brings the right side to it; an open diff changes its left side where SKILL.md has just been created. */
  async put(entry: OpenReview): Promise<void> {
    const wasNew = this.get(entry.skill)?.review.isNew ?? entry.review.isNew;
    await this.#texts.set(entry.skill, entry.review.right);
    this.#set(entry);
    if (wasNew === entry.review.isNew || !this.#texts.isShown(entry.skill)) return;
    await this.#texts.close(entry.skill);
    await this.show(entry);
  }

  /** Opens the diff, or brings its tab to the front, at the patch's rule. */
  async show(entry: OpenReview, id?: string): Promise<void> {
    const line = id === undefined ? undefined : ruleLines(this.right(entry), [id]).get(id)?.line;
    await this.#texts.show(entry.skill, entry.review.isNew, line);
    this.#refresh(entry);
  }

  /** Ends a review: its diff closes. What the run found beside the proposal stays to be looked at. */
  async close({ skill, set }: SkillRun): Promise<void> {
    await this.#texts.close(skill);
    this.#ports.threads.hide(proposedUri(skill));
    this.#texts.remove(skill);
    this.#keep(skill, set);
  }

  /** Shows what a run found that proposes nothing. A proposal that still waits is not given up for it. */
  note(skill: vscode.Uri, set: PatchSet): void {
    if (!this.get(skill)) this.#keep(skill, set);
  }

  /** Forgets what a run found; of a skill under review, nothing. */
  clear(skill: vscode.Uri): void {
    if (this.get(skill)) return;
    this.#runs.delete(skill.toString());
    this.#save();
  }

  dispose(): void {
    this.#all.dispose();
  }

  #set(entry: OpenReview): void {
    this.#runs.set(entry.skill.toString(), entry);
    this.#ports.store.save(this.runs());
    this.#refresh(entry);
  }

  #keep(skill: vscode.Uri, set: PatchSet): void {
    if (set.notAdmitted.length > 0 || set.advice.length > 0) this.#runs.set(skill.toString(), { skill, set });
    else this.#runs.delete(skill.toString());
    this.#save();
  }

  #save(): void {
    this.#ports.store.save(this.runs());
    this.#changed.fire();
  }

  #refreshOf(proposed: vscode.Uri): void {
    const entry = this.all().find(({ skill }) => proposedUri(skill).toString() === proposed.toString());
    if (entry) this.#refresh(entry);
  }

  #refresh(entry: OpenReview): void {
    this.#placeThreads(entry);
    this.#changed.fire();
  }

  /** Threads stand where the rules are now, and only beside a proposal that is on the screen. */
  #placeThreads(entry: OpenReview): void {
    const uri = proposedUri(entry.skill);
    if (this.#texts.isShown(entry.skill)) this.#ports.threads.show(uri, this.right(entry), entry.review.pending);
    else this.#ports.threads.hide(uri);
  }
}
