import * as vscode from 'vscode';
import type { RejectReason } from '../../core/costcraft/ledger.ts';
import { Disposables } from '../shared/disposables.ts';
import { chooseSetting } from '../shared/chooseSetting.ts';
import type { OpenReview, SkillRun } from './openReview.ts';
import { laneName } from './patchNames.ts';
import { lanesOf, type PatchNode, waitingOf } from './patchNodes.ts';
import type { PatchThreads } from './patchThreads.ts';
import { isReason, pickReason } from './pickReason.ts';
import { shortName } from './proposedTexts.ts';
import type { Reviews } from './reviews.ts';
import { isKeyInView, isPatchNode, type MeantPatches, patchesMeant, reviewsMeant } from './reviewTargets.ts';
import { type FindStep, showRecord, showStep } from './showEvidence.ts';
import { showLine } from './showLine.ts';

const { t } = vscode.l10n;

export interface CommandParts {
  reviews: Reviews;
  threads: PatchThreads;
  /** The rows that a key in the view means. */
  rowsAtFocus: () => Promise<readonly PatchNode[]>;
  /** Opens the report of the run behind a proposal. */
  showReport: (run: SkillRun) => void;
  findStep: FindStep;
}

/**
 * Registers what can be done in a review. Commands that reject ask for the reason; other extensions and keybindings may give it as the
 * second argument, behind the patch or the skill.
 */
export function registerReviewCommands(parts: CommandParts): Disposables {
  const { reviews, showReport, findStep } = parts;
  const all = new Disposables();
  const command = (name: string, action: (...args: unknown[]) => unknown): void => {
    all.add(vscode.commands.registerCommand(`clawtrace.review.${name}`, action));
  };
  command('accept', async (...args) => accept(reviews, await patchesMeant(parts, args)));
  command('reject', async (...args) => reject(reviews, await patchesMeant(parts, args), args[1]));
  command('acceptLane', async (...args) => accept(reviews, await laneMeant(parts, args)));
  command('rejectLane', async (...args) => reject(reviews, await laneMeant(parts, args), args[1]));
  command('acceptAll', async (...args) => {
    for (const { skill } of await whichReviews(parts, args)) await reviews.acceptAll(skill);
  });
  command('rejectAll', async (...args) => {
    const entries = await whichReviews(parts, args);
    const reason = await reasonFor(
      entries.flatMap(({ review }) => review.pending.map(({ rule }) => rule)),
      args[1],
      entries.length > 0,
    );
    if (reason) for (const { skill } of entries) await reviews.rejectAll(skill, reason);
  });
  command('show', async (...args) => {
    const [node] = args;
    const id = isPatchNode(node) && node.kind === 'patch' ? node.patch.id : undefined;
    for (const { skill } of await whichReviews(parts, args.slice(0, 1))) await reviews.show(skill, id);
  });
  command('report', async (...args) => {
    const [node] = args;
    const runs = isPatchNode(node) && 'run' in node && node.run ? [node.run] : await whichReviews(parts, args.slice(0, 1));
    runs.slice(0, 1).forEach(showReport);
  });
  command('clear', (node) => {
    if (isPatchNode(node) && node.kind === 'skill') reviews.book.clear(node.run.skill);
  });
  command('showStep', async (place) => showStep(reviews, findStep, await evidenceOf(parts, place)));
  command('showRecord', async (place) => showRecord(reviews, await evidenceOf(parts, place)));
  command('showLine', showLine);
  command('group', () =>
    chooseSetting('clawtrace.patches', 'groupBy', t('Group patches by'), [
      ['skill', t('Skill, then lane')],
      ['lane', t('Lane')],
      ['none', t('No groups')],
    ]),
  );
  command('sort', () =>
    chooseSetting('clawtrace.patches', 'sortBy', t('Sort patches by'), [
      ['net', t('Net saving, highest first')],
      ['support', t('Support, most sessions first')],
      ['proof', t('Proof, proven ones first')],
    ]),
  );
  return all;
}

async function accept(reviews: Reviews, meant: readonly MeantPatches[]): Promise<void> {
  for (const { entry, ids } of meant) await reviews.accept(entry.skill, ids);
}

async function reject(reviews: Reviews, meant: readonly MeantPatches[], given: unknown): Promise<void> {
  const rules = meant.flatMap(({ entry, ids }) => entry.review.pending.filter(({ id }) => ids.includes(id)).map(({ rule }) => rule));
  const reason = await reasonFor(rules, given, meant.length > 0);
  if (reason) for (const { entry, ids } of meant) await reviews.reject(entry.skill, ids, reason);
}

async function reasonFor(rules: readonly string[], given: unknown, isMeant: boolean): Promise<RejectReason | undefined> {
  if (!isMeant) return undefined;
  if (isReason(given)) return given;
  // Edits of the user's own alone are dropped without a reason: there is no patch to remember one for.
  return rules.length > 0 ? pickReason(rules) : 'other';
}

/** The lane of what the command is about; asked for where several could be meant. */
async function laneMeant(parts: CommandParts, args: readonly unknown[]): Promise<MeantPatches[]> {
  if (isPatchNode(args[0]) && args[0].kind === 'lane') return patchesMeant(parts, args);
  const items = parts.reviews.book.all().flatMap((entry) => {
    const rows = waitingOf(entry, { sortBy: 'net' });
    return lanesOf(rows).map((lane) => {
      const ids = rows.filter(({ patch }) => patch.lane === lane).map(({ patch }) => patch.id);
      return { label: laneName(lane, t), description: `${shortName(entry.skill)} · ${ids.length}`, entry, ids };
    });
  });
  const picked = items.length > 1 ? await vscode.window.showQuickPick(items, { title: t('Which lane?') }) : items[0];
  return picked ? [picked] : [];
}

/** Asked for where several could be meant. */
async function whichReviews(parts: CommandParts, args: readonly unknown[]): Promise<OpenReview[]> {
  const meant = await reviewsMeant(parts, args);
  if (meant) return meant;
  const all = parts.reviews.book.all();
  const one = all.map((entry) => ({ label: `$(book) ${shortName(entry.skill)}`, entries: [entry] }));
  const items = [{ label: t('All skills'), entries: all }, ...one];
  return (await vscode.window.showQuickPick(items, { title: t('Which skill?') }))?.entries ?? [];
}

/** A menu of the view hands over the row, a key in it the wish alone, a click and a link the place. */
async function evidenceOf({ rowsAtFocus }: CommandParts, argument: unknown): Promise<unknown> {
  const nodes = isPatchNode(argument) ? [argument] : isKeyInView(argument) ? await rowsAtFocus() : [];
  const row = nodes.find((node) => node.kind === 'evidence');
  return row ? { ...row.evidence, keepFocus: true } : argument;
}
