import type { Step } from '../card/findings.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { ErrorKind } from './classifyError.ts';
import { isMovedPath } from './movedPath.ts';
import { isSameText, wasOpened } from './repairGoal.ts';
import type { RuleDraft, TemplateId } from './ruleTemplates.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

const FILE_FIXES: Partial<Record<ErrorKind, TemplateId>> = {
  unread: 'repair-read-first',
  stale: 'repair-read-again',
  'no-match': 'repair-exact-text',
  'not-unique': 'repair-unique-text',
  'too-large': 'repair-read-in-parts',
  'no-file': 'repair-look-up-path',
  'is-folder': 'repair-list-folder',
};

/** The rule that a tool for files teaches when `fixed` did what `failed` had tried; undefined where the two are about different things. */
export function fileFix(view: SessionView, failed: Step, fixed: Step, kind: ErrorKind): RuleDraft | undefined {
  const template = FILE_FIXES[kind];
  const [use, later] = [view.uses.get(failed.n), view.uses.get(fixed.n)];
  if (!template || !use || !later) return undefined;
  if (kind === 'no-file') return foundByLooking(view, failed, fixed) ? { template, slots: {} } : undefined;
  const { path } = use;
  if (path === undefined || later.path === undefined || use.action !== later.action) return undefined;
  const readBetween = view.steps.slice(failed.n, fixed.n - 1).some((step) => {
    const other = view.uses.get(step.n);
    return other?.path === path && (other.action === 'read' || other.action === 'shell');
  });
  const samePath = path === later.path;
  const goal: Partial<Record<ErrorKind, boolean>> = {
    unread: samePath && readBetween && !wasOpened(view, failed, path),
    stale: samePath && readBetween,
    'no-match': samePath && isSameText(failed, fixed),
    'not-unique': samePath && isSameText(failed, fixed),
    'too-large': samePath && later.range !== undefined,
    'is-folder': later.path.startsWith(`${path}/`),
  };
  return goal[kind] === true ? { template, slots: {} } : undefined;
}

/**
 * True where the path of `failed` was guessed, a look into the folders came between, and `fixed` read what most likely was meant, by the
 * name that the look had shown. Without a look the path was mended from memory, and looking first would have cost as much as the failure.
 */
export function foundByLooking(view: SessionView, failed: Step, fixed: Step): boolean {
  const [guessed, found] = [failed, fixed].map((step) => placesOf(view.uses.get(step.n)));
  const pair = guessed?.flatMap((a) => (found ?? []).filter((b) => isMovedPath(a, b)));
  const [target] = pair ?? [];
  if (target === undefined) return false;
  const name = target.slice(target.lastIndexOf('/') + 1);
  return view.steps.slice(failed.n, fixed.n - 1).some((step) => {
    const use = view.uses.get(step.n);
    const looks = use?.action === 'search' || /^(?:ls|find|fd|tree|rg|git ls-files)\b/.test(use?.family ?? '');
    return looks && isToolStep(step) && (step.entry.result?.text ?? '').includes(name);
  });
}

function placesOf(use: ToolUse | undefined): string[] {
  if (!use) return [];
  if (use.path !== undefined) return [use.path];
  return use.effect === 'unknown' ? [] : use.effect.reads;
}
