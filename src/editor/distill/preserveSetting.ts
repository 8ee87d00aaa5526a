import * as vscode from 'vscode';
import type { DistillOptions } from '../../core/costcraft/distillOptions.ts';

/** The setting `clawtrace.distill.preserve`; whatever is none of its values counts as the default. */
export function preserveSetting(): DistillOptions['preserve'] {
  const value = vscode.workspace.getConfiguration('clawtrace.distill').get<unknown>('preserve');
  return value === 'off' || value === 'all' ? value : 'project';
}
