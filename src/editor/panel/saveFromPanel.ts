import * as vscode from 'vscode';
import { messageOf } from '../../core/session/messageOf.ts';
import type { FromPanel } from '../../protocol/panelMessages.ts';
import { plainText } from '../shared/plainText.ts';

const NAMES = { csv: 'CSV', md: 'Markdown', svg: 'SVG', png: 'PNG' } as const;

/** Writes what the page made to where the person says. PNG comes as base64, all else as text. */
export async function saveFromPanel({ name, format, data }: Extract<FromPanel, { type: 'save' }>): Promise<void> {
  const { l10n, window, workspace } = vscode;
  const file = `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 80) || 'clawtrace'}.${format}`;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showSaveDialog({
    title: l10n.t('Save as {0}', NAMES[format]),
    filters: { [NAMES[format]]: [format] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, file) }),
  });
  if (!chosen) return;
  try {
    await workspace.fs.writeFile(chosen, Buffer.from(data, format === 'png' ? 'base64' : 'utf8'));
    window.setStatusBarMessage(`$(check) ${plainText(l10n.t('{0} saved', chosen.path))}`, 4000);
  } catch (error) {
    const reason = messageOf(error);
    void window.showErrorMessage(plainText(l10n.t('{0} could not be saved: {1}', chosen.fsPath, reason)));
  }
}
