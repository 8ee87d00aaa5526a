import * as path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { cardUri } from '../card/cardUri.ts';
import { sourceUri } from '../card/sourceUri.ts';
import { plainText } from '../shared/plainText.ts';
import { stepName } from './patchText.ts';
import type { Reviews } from './reviews.ts';

/** What a link of a patch's evidence points at. */
interface Place {
  sessionId: string;
  source: string;
  line: number;
  step: number;
  /** What stands before the step's number where it is a sub-agent's. */
  thread?: string;
  /** True: the focus stays where it is, in the list of evidence. */
  keepFocus?: boolean;
}

/** Finds the row of a step in a card: its 0-based line. */
export type FindStep = (card: vscode.TextDocument, step: number) => Promise<number | undefined>;

/** Opens the session's card at the step. */
export async function showStep(reviews: Reviews, findStep: FindStep, place: unknown): Promise<void> {
  if (!isPlace(place)) return;
  const session = sessionPath(reviews, place) ?? place.source;
  await show(cardUri({ path: session, allSteps: true }), place, (document) => findStep(document, rowOf(place)));
}

/** Opens the session file at the record. */
export async function showRecord(reviews: Reviews, place: unknown): Promise<void> {
  if (!isPlace(place)) return;
  // A source may be named relative to the session's main file.
  const beside = path.dirname(sessionPath(reviews, place) ?? '');
  const file = path.isAbsolute(place.source) ? place.source : path.join(beside, place.source);
  await show(sourceUri(file), place, async () => place.line - 1);
}

async function show(uri: vscode.Uri, place: Place, lineIn: (document: vscode.TextDocument) => Promise<number | undefined>): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const line = Math.max(0, (await lineIn(document)) ?? 0);
    await vscode.window.showTextDocument(document, {
      preview: true,
      preserveFocus: place.keepFocus === true,
      selection: new vscode.Range(line, 0, line, 0),
    });
  } catch (error) {
    // Session files grow beyond what the editor opens, and agents delete old ones.
    const reason = messageOf(error);
    void vscode.window.showErrorMessage(
      plainText(vscode.l10n.t('Step {0} of {1} cannot be shown: {2}', stepName(place), place.source, reason)),
    );
  }
}

/** A sub-agent's step stands in the row of the step that started it. */
function rowOf({ thread, step }: Place): number {
  return thread === undefined ? step : Number.parseInt(thread, 10);
}

function sessionPath(reviews: Reviews, { sessionId }: Place): string | undefined {
  return reviews.book
    .runs()
    .flatMap(({ set }) => set.sessions)
    .find(({ id }) => id === sessionId)?.path;
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { sessionId, source, line, step } = value as Partial<Place>;
  return typeof sessionId === 'string' && typeof source === 'string' && typeof line === 'number' && typeof step === 'number';
}
