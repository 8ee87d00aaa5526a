import * as vscode from 'vscode';
import { updateSetting } from './updateSetting.ts';

/** Asks for one of a setting's values and writes it. */
export async function chooseSetting(
  section: string,
  name: string,
  title: string,
  choices: [value: string, label: string][],
): Promise<void> {
  const current = vscode.workspace.getConfiguration(section).get<string>(name);
  const items = choices.map(([value, label]) => ({ value, label, description: value === current ? vscode.l10n.t('current') : '' }));
  const chosen = await vscode.window.showQuickPick(items, { title });
  if (chosen && chosen.value !== current) await updateSetting(section, name, chosen.value);
}
