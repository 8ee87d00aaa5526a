import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import { plainText } from '../shared/plainText.ts';
import { updateSetting } from '../shared/updateSetting.ts';
import { byDate, sessionPickItem } from '../sessions/sessionPickItem.ts';
import { activeSessionPath, sessionPathsOf } from '../sessions/sessionArgument.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import type { CardInspections } from './cardInspections.ts';
import type { CompileCard } from './cardDocuments.ts';
import { cardAddress, cardUri } from './cardUri.ts';
import type { CardAddress } from './cardUri.ts';
import { CARD_SUFFIX, cardNameOf } from '../../platform/cardNameOf.ts';
import { findSource, findSourceOrSay } from './findSource.ts';
import { cardsLocation, keptCard } from './keptCards.ts';
import { recompileCard } from './recompileCard.ts';
import { showSource } from './showSource.ts';
import { parsePointer } from './sourcePointer.ts';
import { sourceUri } from './sourceUri.ts';

const t = vscode.l10n.t;

/** The commands about cards. */
export function registerCardCommands(catalog: SessionCatalog, inspections: CardInspections, compile: CompileCard): vscode.Disposable {
  const open = async (args: readonly unknown[], allSteps: boolean): Promise<void> => {
    const path =
      sessionPathsOf(args)[0] ?? activeSessionPath(catalog) ?? (await pickSession(catalog, t('Open the TraceCard of a session')));
    if (path !== undefined) await openCard({ path, allSteps }, inspections, compile);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('clawtrace.openCard', (...args: unknown[]) => open(args, false)),
    vscode.commands.registerCommand('clawtrace.showAllSteps', (...args: unknown[]) => open(args, true)),
    vscode.commands.registerCommand('clawtrace.showFewerSteps', (...args: unknown[]) => open(args, false)),
    vscode.commands.registerCommand('clawtrace.saveCard', async (...args: unknown[]) => {
      const uri = args[0] instanceof vscode.Uri ? args[0] : vscode.window.activeTextEditor?.document.uri;
      const address = uri && cardAddress(uri);
      const path = address?.path ?? sessionPathsOf(args)[0] ?? (await pickSession(catalog, t('Save the TraceCard of a session')));
      if (path !== undefined) await saveCard({ path, allSteps: address?.allSteps ?? false }, inspections, compile);
    }),
    vscode.commands.registerCommand('clawtrace.copyBriefCard', async (...args: unknown[]) => {
      const path =
        sessionPathsOf(args)[0] ?? activeSessionPath(catalog) ?? (await pickSession(catalog, t('Copy the brief TraceCard of a session')));
      if (path !== undefined) await copyBrief(await compile({ path, allSteps: false, brief: true }));
    }),
    vscode.commands.registerCommand('clawtrace.recompileCard', (...args: unknown[]) => recompileCard(inspections, compile, args)),
    vscode.commands.registerCommand('clawtrace.openSource', (...args: unknown[]) => openSource(inspections, args)),
    vscode.commands.registerCommand('clawtrace.toggleInlineCost', async () => {
      const isOn = vscode.workspace.getConfiguration('clawtrace.inlineCost').get('enabled', true);
      await updateSetting('clawtrace.inlineCost', 'enabled', !isOn);
    }),
  );
}

/** Lets the user choose one session; undefined when there is none or nothing was chosen. */
export async function pickSession(catalog: SessionCatalog, title: string): Promise<string | undefined> {
  const now = Date.now();
  const sessions = catalog.sessions().sort(byDate);
  if (sessions.length === 0) {
    await vscode.commands.executeCommand('clawtrace.showSessions');
    return undefined;
  }
  const items = sessions.map((summary) => sessionPickItem(summary, now));
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.summary.path;
}

async function openCard(address: CardAddress, inspections: CardInspections, compile: CompileCard): Promise<void> {
  const { path } = address;
  const uri = cardUri(address);
  const name = path.split(/[\\/]/).at(-1) ?? path;
  try {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: t('Compiling the TraceCard of {0}…', name) },
      async () => {
        const kept = await keptCard(address, cardsLocation(path), (file) => isOtherCard(file, path, inspections));
        if (kept && !(await exists(kept))) await writeCard(kept, await compile(address));
        const document = await vscode.workspace.openTextDocument(kept ?? uri);
        await vscode.window.showTextDocument(document, { preview: true });
      },
    );
  } catch (error) {
    const reason = await vscode.workspace.fs.stat(uri).then(
      () => messageOf(error),
      (cause: unknown) => messageOf(cause),
    );
    void vscode.window.showErrorMessage(
      plainText(t('No TraceCard of {0}: {1}', vscode.workspace.asRelativePath(path), reason.replaceAll(`${path}: `, ''))),
    );
  }
}

/** Where the setting keeps cards in files, into that file; else wherever the user says. */
async function saveCard(address: CardAddress, inspections: CardInspections, compile: CompileCard): Promise<void> {
  const { path } = address;
  const kept = await keptCard(address, cardsLocation(path), (file) => isOtherCard(file, path, inspections));
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showSaveDialog({
    title: t('Save TraceCard'),
    filters: { TraceCard: ['tracecard.yaml', 'yaml'] },
    ...(kept ? { defaultUri: kept } : folder ? { defaultUri: vscode.Uri.joinPath(folder, cardNameOf(path)) } : {}),
  });
  if (!chosen) return;
  await writeCard(chosen, await compile(address));
  await vscode.window.showTextDocument(chosen);
}

async function copyBrief(yaml: string): Promise<void> {
  await vscode.env.clipboard.writeText(yaml);
  void vscode.window.setStatusBarMessage(t('Brief TraceCard copied'), 3_000);
}

async function writeCard(file: vscode.Uri, yaml: string): Promise<void> {
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(yaml));
}

function exists(file: vscode.Uri): Promise<boolean> {
  return Promise.resolve(
    vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    ),
  );
}

/** True for a card that is there and was made from another session. One that names no session that exists is not touched, either. */
async function isOtherCard(file: vscode.Uri, session: string, inspections: CardInspections): Promise<boolean> {
  if (!(await exists(file))) return false;
  const document = await vscode.workspace.openTextDocument(file);
  return (await findSource(document, await inspections.of(document)))?.fsPath !== session;
}

/** From a hover: the card's address and the row's line (1-based); from the view: the session; from a keybinding or menu: the cursor. */
async function openSource(inspections: CardInspections, args: readonly unknown[]): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const fromHover = typeof args[0] === 'string' && typeof args[1] === 'number';
  const document = fromHover ? await vscode.workspace.openTextDocument(vscode.Uri.parse(args[0] as string)) : editor?.document;
  const line = fromHover ? (args[1] as number) : (editor?.selection.active.line ?? 0) + 1;
  const isNode = typeof args[0] === 'object' && args[0] !== null && 'kind' in args[0];
  if (isNode || !document?.uri.path.endsWith(CARD_SUFFIX)) {
    const path = sessionPathsOf(args)[0];
    if (path !== undefined) await showSource(sourceUri(path), 1);
    return;
  }
  const inspection = await inspections.of(document);
  const source = await findSourceOrSay(document, inspection);
  if (!source) return;
  const at = inspection.rows.find((row) => row.line === line)?.at;
  const pointer = at === undefined ? undefined : parsePointer(at);
  await showSource(source, pointer?.source === 0 ? pointer.line : 1);
}
