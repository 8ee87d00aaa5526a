import * as vscode from 'vscode';
import { type Disposable, Disposables } from '../shared/disposables.ts';
import type { Ledger } from './ledger.ts';
import { PATCH_SCHEME, PatchFiles } from './patchFiles.ts';
import { PatchThreads } from './patchThreads.ts';
import { type PatchNode, PatchTree } from './patchTree.ts';
import type { ApplyPatches } from './review.ts';
import type { OpenReview } from './openReview.ts';
import { Reviews } from './reviews.ts';
import { ReviewStore } from './reviewStore.ts';
import { ruleLines } from './ruleLines.ts';
import { type FindStep, showRecord, showStep } from './showEvidence.ts';

interface ReviewDependencies {
  memento: vscode.Memento;
  apply: ApplyPatches;
  ledger: Ledger;
  /** Opens the report of the run behind a proposal. */
  showReport: (entry: OpenReview) => void;
  findStep: FindStep;
}

/** Puts the review together: proposed texts, threads, view and commands. */
export function registerReview({ memento, apply, ledger, showReport, findStep }: ReviewDependencies): {
  reviews: Reviews;
  disposable: Disposable;
} {
  const all = new Disposables();
  const files = new PatchFiles();
  all.add(vscode.workspace.registerFileSystemProvider(PATCH_SCHEME, files, { isCaseSensitive: true }));
  const threads = all.add(new PatchThreads());
  const reviews = all.add(
    new Reviews({ apply, record: (entry, decisions) => ledger.record(entry, decisions), store: new ReviewStore(memento), files, threads }),
  );
  all.add(new PatchTree(reviews));

  const command = (name: string, action: (argument: unknown) => unknown): void => {
    all.add(vscode.commands.registerCommand(`clawtrace.review.${name}`, action));
  };
  const onPatch = (action: (skill: vscode.Uri, id: string) => Promise<void>) => async (argument: unknown) => {
    const found = findPatch(reviews, threads, argument);
    if (found) await action(found.skill, found.id);
  };
  const onSkill = (action: (skill: vscode.Uri) => unknown) => async (argument: unknown) => {
    const skill = findSkill(reviews, argument);
    if (skill) await action(skill);
  };
  command(
    'accept',
    onPatch((skill, id) => reviews.accept(skill, id)),
  );
  command(
    'reject',
    onPatch((skill, id) => reviews.reject(skill, id)),
  );
  command(
    'acceptAll',
    onSkill((skill) => reviews.acceptAll(skill)),
  );
  command(
    'rejectAll',
    onSkill((skill) => reviews.rejectAll(skill)),
  );
  command('show', async (argument) => {
    const skill = findSkill(reviews, argument);
    if (skill) await reviews.show(skill, isNode(argument) && argument.kind === 'patch' ? argument.patch.id : undefined);
  });
  command(
    'report',
    onSkill((skill) => {
      const entry = reviews.get(skill);
      if (entry) showReport(entry);
    }),
  );
  command('showStep', (place) => showStep(reviews, findStep, place));
  command('showRecord', (place) => showRecord(reviews, place));
  return { reviews, disposable: all };
}

/** The patch meant by a row of the view, a thread, an id, or the cursor in a proposed text. */
function findPatch(reviews: Reviews, threads: PatchThreads, argument: unknown): { skill: vscode.Uri; id: string } | undefined {
  if (isNode(argument)) return argument.kind === 'patch' ? { skill: argument.entry.skill, id: argument.patch.id } : undefined;
  const threaded = threads.patchOf(argument);
  if (threaded) {
    const entry = reviews.get(threaded.uri);
    return entry && { skill: entry.skill, id: threaded.id };
  }
  if (typeof argument === 'string') {
    const entry = reviews.all().find(({ review }) => review.pending.some(({ id }) => id === argument));
    return entry && { skill: entry.skill, id: argument };
  }
  return patchAtCursor(reviews);
}

/** The rule on the cursor's line, else the nearest one. */
function patchAtCursor(reviews: Reviews): { skill: vscode.Uri; id: string } | undefined {
  const editor = vscode.window.activeTextEditor;
  const entry = editor?.document.uri.scheme === PATCH_SCHEME ? reviews.get(editor.document.uri) : undefined;
  if (!editor || !entry) return undefined;
  const ids = entry.review.pending.map(({ id }) => id);
  const away = (line: number): number => Math.abs(line - editor.selection.active.line);
  const [nearest] = [...ruleLines(editor.document.getText(), ids)].sort(([, a], [, b]) => away(a.line) - away(b.line));
  return nearest && { skill: entry.skill, id: nearest[0] };
}

/** The skill meant by a row of the view, an address, or the active diff; the only one under review when nothing says more. */
function findSkill(reviews: Reviews, argument: unknown): vscode.Uri | undefined {
  if (isNode(argument)) return argument.entry.skill;
  if (argument instanceof vscode.Uri) return reviews.get(argument)?.skill;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const active = input instanceof vscode.TabInputTextDiff ? reviews.get(input.modified) : undefined;
  if (active) return active.skill;
  const all = reviews.all();
  return all.length === 1 ? all[0]?.skill : undefined;
}

function isNode(value: unknown): value is PatchNode {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'skill' || value.kind === 'patch') && 'entry' in value
  );
}
