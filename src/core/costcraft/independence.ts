import type { Step } from '../card/findings.ts';
import { namesOf } from '../card/namesOf.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { LlmCall, ToolStep } from '../session/session.ts';
import { type Mentions, wordsIn } from './readMentions.ts';

/** A tool use that only looks. */
export interface Look {
  step: Step & { entry: ToolStep };
  /** Looks of one kind are asked for side by side; one of another kind mostly follows from what was seen. */
  kind: 'file' | 'search' | 'git';
  /** For a file its path, for a search its pattern, for git its sub-command. */
  target: string;
}

/** A turn whose calls only look. */
export interface LookingTurn {
  call: LlmCall;
  looks: readonly Look[];
}

/** Questions for the state of a repository as a whole. */
const GIT = new Set(['status', 'log', 'diff', 'branch', 'remote']);

/** The sub-command of such a question: with options, or a range of commits, but without a path that had to be known. */
function askedOfGit(command: string): string | undefined {
  const [git, sub = '', ...words] = command.trim().split(/\s+/);
  const isOpen = words.every((word) => word.startsWith('-') || word.includes('..') || /^\d+$/.test(word));
  return git === 'git' && GIT.has(sub) && isOpen ? sub : undefined;
}

/** The step as a look, or undefined where it does anything else, or where its effect is not known. */
export function lookOf(step: Step & { entry: ToolStep }, use: ToolUse | undefined): Look | undefined {
  if (!use || use.effect === 'unknown' || use.effect.writes.length > 0 || use.leavesRunning) return undefined;
  if (use.path !== undefined && (use.action === 'read' || use.action === 'shell')) return { step, kind: 'file', target: use.path };
  if (use.action === 'search' && use.query !== undefined) return { step, kind: 'search', target: use.query };
  const git = use.action === 'shell' ? askedOfGit(use.command ?? '') : undefined;
  return git === undefined ? undefined : { step, kind: 'git', target: git };
}

/** What tools say when there is nothing, or not what was looked for: then the next look may be the second attempt. */
const NOTHING =
  /^\W*(?:no (?:files?|match\w*|results?|output)|found 0|0 (?:files|matches|results)|none|not found|nothing|error|fatal)\b|\bNo such file|\bnot found\b|\bdoes not exist\b|\bis a directory\b/i;

export function findsNothing({ step, kind }: Look): boolean {
  const { result } = step.entry;
  if (!result) return true;
  // A file may speak of errors at its beginning; a short answer that does is one.
  const maySay = kind !== 'file' || result.chars < 200;
  return result.images === 0 && (result.text.trim() === '' || (maySay && NOTHING.test(result.text.slice(0, 200))));
}

/** Names that many files have: the folder above tells which one it is. */
const COMMON = /^(?:index|main|mod|lib|types?|utils?|init|__init__|page|route|readme|package|config|test|tests|cargo|setup)$/;

/** The words that tell the target from others: of a path the last part without its extension, and the one above where many files are called so. */
function tellingWords({ kind, target }: Look): string[] {
  if (kind === 'git') return [];
  if (kind === 'search') return wordsIn(target);
  const parts = target.toLowerCase().split('/').filter(Boolean);
  const stem = (parts.at(-1) ?? '').replace(/\.[a-z]\w{0,5}$/, '');
  return wordsIn(COMMON.test(stem) ? `${parts.at(-2) ?? ''} ${stem}` : stem);
}

/**
 * True where the turn could have been asked for together with those of the group: all looks are of one kind, and each of the turn
 * - has a target of its own, that is not one that the group looked at;
 * - was known before the group began to look, so that nobody had to find it out;
 * - came up in no result of the group, unless somebody had said it before.
 */
export function isIndependent(group: readonly LookingTurn[], turn: LookingTurn, { said, known }: Mentions): boolean {
  const [first] = group;
  if (!first) return false;
  const before = group.flatMap(({ looks }) => looks);
  const shown = new Set(before.flatMap(({ step }) => wordsIn(step.entry.result?.text ?? '')));
  const wasBefore = (when: ReadonlyMap<string, number>, word: string): boolean => (when.get(word) ?? Infinity) <= first.call.index;
  const spoken = wordsIn(turn.call.text);
  if (spoken.some((word) => shown.has(word) && !wasBefore(known, word))) return false;
  // Who speaks of a name that the results show has most likely just met it there.
  if (namesOf(turn.call.text).some((name) => shown.has(name.toLowerCase()))) return false;
  return turn.looks.every((look) => {
    const words = tellingWords(look);
    if (look.kind !== 'git' && words.length === 0) return false;
    return (
      before.every((other) => other.kind === look.kind && !isSameMatter(other, look)) &&
      words.every((word) => wasBefore(known, word) && (wasBefore(said, word) || !shown.has(word)))
    );
  });
}

/** True where both are about one target, or a question is asked again in other words. */
function isSameMatter(first: Look, second: Look): boolean {
  if (first.target === second.target) return true;
  if (first.kind !== 'search') return false;
  const [a, b] = [first, second].map(({ target }) => wordsIn(target).map((word) => word.replaceAll('_', '')));
  // ACTIVE_STATE and PhaseActiveState are one thing in two spellings.
  const isPart = (inner: string, outer: string): boolean => inner.length >= ROOT && outer.includes(inner);
  return (a ?? []).some((x) => (b ?? []).some((y) => x === y || isPart(x, y) || isPart(y, x)));
}

/** Shorter words stand in others by chance. */
const ROOT = 6;
