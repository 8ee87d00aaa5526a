import type { Step } from '../card/findings.ts';
import { resolvePath, type Place } from '../card/places.ts';
import type { ToolUse } from '../card/toolUse.ts';
import { stringsOf } from '../card/wordTimes.ts';
import type { Json, LlmCall, ToolStep } from '../session/session.ts';
import { wordsIn } from './readSaid.ts';

/** A tool use that only looks at files. */
export interface Look {
  step: Step & { entry: ToolStep };
  use: ToolUse;
  /** What it asks for, in words: its arguments without the folder in which the session works. */
  asked: ReadonlySet<string>;
  /** Last part of the path it is about. */
  name: string | undefined;
}

/** A turn whose calls only look. */
export interface LookingTurn {
  call: LlmCall;
  looks: readonly Look[];
}

/** The step as a look, or undefined where it does anything else, where it asks the world outside, or where its effect is not known. */
export function lookOf(step: Step & { entry: ToolStep }, use: ToolUse | undefined, cwd: string | undefined): Look | undefined {
  if (!use || use.effect === 'unknown' || use.effect.writes.length > 0 || use.effect.reads.length === 0) return undefined;
  if (use.check || use.asksState || use.leavesRunning) return undefined;
  if (use.action !== 'read' && use.action !== 'search' && use.action !== 'shell') return undefined;
  const text = use.command ?? [...stringsOf(withoutWords(step.entry.args))].join('\n');
  const asked = new Set(wordsIn(cwd === undefined ? text : text.replaceAll(cwd, '')));
  return { step, use, asked, name: use.path?.slice(use.path.lastIndexOf('/') + 1).toLowerCase() };
}

/** Arguments that are said to people. */
function withoutWords(args: Json): Json {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return args;
  return Object.fromEntries(Object.entries(args).filter(([name]) => !/^(?:description|explanation|reason|justification)$/.test(name)));
}

/** What tools say when there is nothing: then the next look may be the second attempt. */
const NOTHING =
  /^\s*(?:\W*(?:no (?:files?|match\w*|results?|output)|found 0|0 (?:files|matches|results)|none|not found|nothing)\b.*)?\s*$/i;

export function findsNothing({ step }: Look): boolean {
  const { result } = step.entry;
  return !result || (result.images === 0 && NOTHING.test(result.text.slice(0, 300)));
}

/**
 * True where the turn asks for nothing that a turn of the group had to tell first:
 * - no word of its arguments, and of what it says, came up first in one of their results;
 * - the file it opens stands in none of them;
 * - it is about no file or folder that they are about, nor about one inside or around it, and asks no question again in other words.
 */
export function isIndependent(group: readonly LookingTurn[], turn: LookingTurn, said: ReadonlyMap<string, number>): boolean {
  const spoken = wordsIn(turn.call.text);
  return group.every((before) => {
    const shown = new Set(before.looks.flatMap(({ step }) => wordsIn(step.entry.result?.text ?? '')));
    const isNews = (word: string): boolean => shown.has(word) && !((said.get(word) ?? Infinity) <= before.call.index);
    if (spoken.some(isNews)) return false;
    return turn.looks.every((look) => {
      if ([...look.asked].some(isNews)) return false;
      if (isShown(look, before)) return false;
      return before.looks.every((other) => !isSameMatter(other, look));
    });
  });
}

/** True where the results show the name of the file that the look is about: it may have been picked from them. */
function isShown({ name }: Look, before: LookingTurn): boolean {
  if (name === undefined || name.length < 3) return false;
  return before.looks.some(({ step }) => step.entry.result?.text.toLowerCase().includes(name));
}

/** True where both are about one file, or one folder and a thing in it, or ask the same question. */
function isSameMatter(first: Look, second: Look): boolean {
  const [a, b] = [first.use, second.use];
  if (a.path !== undefined && b.path !== undefined && (a.path === b.path || (listsFolder(a) && isIn(b.path, a.path)))) return true;
  if (a.query === undefined || b.query === undefined)
    return a.family === b.family && a.action === 'shell' && a.path === undefined && sharesWord(first, second);
  const words = new Set(wordsIn(a.query));
  return wordsIn(b.query).some((word) => words.has(word));
}

function listsFolder(use: ToolUse): boolean {
  return use.action === 'search';
}

function isIn(inner: Place, outer: Place): boolean {
  return resolvePath(inner, undefined).startsWith(`${resolvePath(outer, undefined)}/`);
}

/** The same program asked again with a word in common, beside its own name: most likely a finer question. */
function sharesWord(first: Look, second: Look): boolean {
  const own = new Set(wordsIn(first.use.family));
  return [...second.asked].some((word) => !own.has(word) && first.asked.has(word));
}
