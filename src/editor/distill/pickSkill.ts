import * as vscode from 'vscode';
import { newSkill } from '../../core/skill/newSkill.ts';
import { SKILL_FILE, SKILL_PLACES } from '../../core/skill/skillPlaces.ts';
import { pathOf } from '../review/skillFile.ts';
import { exists, type FoundSkill } from './findSkills.ts';
import { skillNameProblem } from './skillNameProblem.ts';

/** The skill that rules go into. `newText` is the text of one that does not exist yet. */
export interface SkillTarget {
  uri: vscode.Uri;
  newText?: string;
}

type SkillItem = vscode.QuickPickItem & { skill?: FoundSkill };

/**
 * Asks which of these skills, or which new one, shall learn; none when the user gave up. Enter takes the row at the cursor, as where only one can be chosen;
 * ticks take several.
 */
export async function pickSkills(skills: readonly FoundSkill[]): Promise<SkillTarget[]> {
  const { l10n } = vscode;
  const items: SkillItem[] = [];
  const group = (label: string, members: FoundSkill[]): void => {
    if (members.length > 0) items.push({ label, kind: vscode.QuickPickItemKind.Separator }, ...members.map(skillItem));
  };
  group(
    l10n.t('In this workspace'),
    skills.filter(({ folder }) => folder !== undefined),
  );
  group(
    l10n.t('In your home folder: for every project'),
    skills.filter(({ folder }) => folder === undefined),
  );
  const create: SkillItem = { label: `$(add) ${l10n.t('New Skill...')}`, detail: l10n.t('Created when you accept the first rule.') };
  items.push({ label: '', kind: vscode.QuickPickItemKind.Separator }, create);
  const picked = await showPick(items, skills.length > 1);
  const targets: SkillTarget[] = [];
  for (const { skill } of picked) {
    const target = skill ? { uri: skill.uri } : await askForNewSkill();
    // Who gives up at one of the questions does not want half of it.
    if (!target) return [];
    targets.push(target);
  }
  return targets;
}

async function showPick(items: SkillItem[], several: boolean): Promise<readonly SkillItem[]> {
  const { l10n } = vscode;
  const pick = vscode.window.createQuickPick<SkillItem>();
  pick.title = l10n.t('Distill Skill (2 of 2)');
  pick.placeholder = several
    ? l10n.t('Which skill? Enter takes one, ticks take several. Nothing is written yet.')
    : l10n.t('Which skill shall learn? Nothing is written before you accept it.');
  pick.canSelectMany = several;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = items;
  // Where several can be ticked the editor puts the cursor on no row.
  pick.activeItems = firstMatch(items, '');
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const chosen = [pick.selectedItems, pick.activeItems, firstMatch(items, pick.value)].find((some) => some.length > 0);
      if (!chosen) return;
      resolve(chosen);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve([]);
      pick.dispose();
    });
    pick.show();
  });
}

function firstMatch(items: readonly SkillItem[], value: string): SkillItem[] {
  const rows = items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
  return rows.filter(({ label, description = '' }) => `${label} ${description}`.toLowerCase().includes(value.toLowerCase())).slice(0, 1);
}

function skillItem(skill: FoundSkill): SkillItem {
  return { label: `$(book) ${skill.name}`, description: pathOf(skill.uri), detail: vscode.l10n.t('Read by: {0}', skill.readBy), skill };
}

async function askForNewSkill(): Promise<SkillTarget | undefined> {
  const { l10n } = vscode;
  const folder = await pickFolder();
  if (!folder) return undefined;
  const name = await vscode.window.showInputBox({
    title: l10n.t('Name of the New Skill'),
    value: 'learned-rules',
    prompt: l10n.t('Also the name of its folder. Agents load the skill by it.'),
    validateInput: (value) => skillNameProblem(value, l10n.t),
    ignoreFocusOut: true,
  });
  if (name === undefined) return undefined;
  const places = await Promise.all(
    SKILL_PLACES.map(async (place) => ({
      label: `${place.folder}/${name}`,
      description: (await exists(vscode.Uri.joinPath(folder, place.folder))) ? l10n.t('this folder is in use here') : '',
      detail: l10n.t('Read by: {0}', place.readBy),
      uri: vscode.Uri.joinPath(folder, place.folder, name, SKILL_FILE),
    })),
  );
  // What the project uses already comes first; the order of the core else.
  places.sort((a, b) => Number(b.description !== '') - Number(a.description !== ''));
  const picked = await vscode.window.showQuickPick(places, { title: l10n.t('Place of the New Skill'), ignoreFocusOut: true });
  if (!picked) return undefined;
  return (await exists(picked.uri)) ? { uri: picked.uri } : { uri: picked.uri, newText: newSkill(name) };
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder first: a new skill needs a project to live in.'));
    return undefined;
  }
  return folders.length === 1 ? folders[0]?.uri : (await vscode.window.showWorkspaceFolderPick())?.uri;
}
