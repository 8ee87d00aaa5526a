import * as vscode from 'vscode';
import { newSkill } from '../../core/skill/newSkill.ts';
import { sessionPathsOf } from '../sessions/sessionArgument.ts';
import type { SessionCatalog } from '../sessions/sessionCatalog.ts';
import { type DistillChoice, type DistillPorts, distillSkill } from './distillSkill.ts';
import { exists } from './findSkills.ts';
import type { SkillTarget } from './pickSkill.ts';

/**
 * Registers `clawtrace.distill`. Without an argument it asks for everything. It also takes what the Sessions view, a link or a lens hands
 * over (then those sessions are ticked at first), or `{sessions?: string[], skill: string | string[]}` from other extensions and keybindings,
 * with absolute paths: then it asks nothing. A skill that does not exist is proposed as a new one.
 */
export function registerDistill(catalog: SessionCatalog, ports: Omit<DistillPorts, 'sessions'>): vscode.Disposable {
  const sessions = async () => {
    await catalog.whenReady();
    return catalog.sessions();
  };
  return vscode.commands.registerCommand('clawtrace.distill', async (...args: unknown[]) => {
    await distillSkill({ ...ports, sessions }, await choiceOf(args));
  });
}

async function choiceOf(args: unknown[]): Promise<DistillChoice> {
  const [first] = args;
  if (isRequest(first)) {
    const skills = await Promise.all([first.skill].flat().map((file) => targetOf(vscode.Uri.file(file))));
    return { selected: first.sessions ?? [], sessionsDecided: true, skills };
  }
  const named = sessionPathsOf(args);
  // One session hardly ever makes a rule (the gates want a second), so from a card or a single row all are ticked.
  return { selected: named.length > 1 ? named : [], sessionsDecided: false };
}

async function targetOf(uri: vscode.Uri): Promise<SkillTarget> {
  return (await exists(uri)) ? { uri } : { uri, newText: newSkill(uri.path.split('/').at(-2) ?? '') };
}

function isRequest(value: unknown): value is { sessions?: string[]; skill: string | string[] } {
  if (typeof value !== 'object' || value === null) return false;
  const { sessions, skill } = value as { sessions?: unknown; skill?: unknown };
  return (sessions === undefined || isTexts(sessions)) && (typeof skill === 'string' || isTexts(skill));
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
