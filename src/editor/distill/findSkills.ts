import * as os from 'node:os';
import * as vscode from 'vscode';
import { SKILL_FILE, SKILL_PLACES } from '../../core/skill/skillPlaces.ts';

export interface FoundSkill {
  uri: vscode.Uri;
  /** Name of the skill's folder. */
  name: string;
  /** Undefined for one below the home folder. */
  folder: vscode.WorkspaceFolder | undefined;
  readBy: string;
}

/** Every SKILL.md in the places where agents look: in each workspace folder, then below the home folder. Sorted by place and name. */
export async function findSkills(): Promise<FoundSkill[]> {
  const found: FoundSkill[] = [];
  for (const folder of vscode.workspace.workspaceFolders ?? []) found.push(...(await skillsBelow(folder.uri, folder)));
  const home = vscode.Uri.file(os.homedir());
  // A home folder that is itself the workspace has been read already.
  if (!vscode.workspace.getWorkspaceFolder(home)) found.push(...(await skillsBelow(home, undefined)));
  return found;
}

async function skillsBelow(root: vscode.Uri, folder: vscode.WorkspaceFolder | undefined): Promise<FoundSkill[]> {
  const found: FoundSkill[] = [];
  for (const place of SKILL_PLACES) {
    const at = vscode.Uri.joinPath(root, place.folder);
    for (const name of await foldersIn(at)) {
      const uri = vscode.Uri.joinPath(at, name, SKILL_FILE);
      if (await exists(uri)) found.push({ uri, name, folder, readBy: place.readBy });
    }
  }
  return found;
}

async function foldersIn(uri: vscode.Uri): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    // Skills are often symbolic links to one shared folder.
    return entries.flatMap(([name, type]) => ((type & vscode.FileType.Directory) !== 0 ? [name] : [])).sort();
  } catch {
    // Most places do not exist in most projects.
    return [];
  }
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
