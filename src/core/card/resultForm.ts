import type { Json, ToolStep } from '../session/session.ts';
import type { ToolUse } from './toolUse.ts';

/** A file of about 400 lines of code, and a command's output of about 150, in tokens: what is smaller is no matter. */
export const FILE_TOKENS = 4_000;
export const OUTPUT_TOKENS = 2_000;

/** Nobody reads less than this many tokens of a thing that matters. */
export const FLOOR_TOKENS = 600;

/**
 * Lines kept on each side of a used one: as expected, and the widest and the tightest reading of it. Code is read by the function, the output of
 * a command by the message, and a hit of a search stands for itself.
 */
export interface Reach {
  low: number;
  mid: number;
  high: number;
}
export const CODE: Reach = { low: 60, mid: 25, high: 10 };
export const OUTPUT: Reach = { low: 25, mid: 10, high: 4 };
export const HITS: Reach = { low: 8, mid: 3, high: 1 };

/**
 * Prose is read for its sense, and instructions are meant to be read whole by an agent: which lines were of use, no name that comes back
 * could tell.
 */
export const PROSE = /\.(?:md|mdx|mdc|rst|txt|adoc)$/i;

/** Commands that give names of files and not what stands in them. */
export const LISTING_COMMANDS = /^(?:find|fd|ls|tree|git ls-files)$/;

/** Tools that do. */
export const LISTING_TOOLS = /^(?:glob|ls|find|list_directory)$/i;

/** From this many lines of context on, a search is a way to read one function. */
const READING_CONTEXT = 15;

/** From this many on, nobody can tell which of the lines around a hit were wanted. */
const SOME_CONTEXT = 3;

/** True for a command whose output was cut on the way: how much to keep was a choice. */
export function isCutOutput(command: string): boolean {
  return /\|\s*(?:head|tail|grep|rg|wc|jq|cut|awk|sed)\b/.test(command);
}

/** `git show <commit>:<path>` prints a file, not a change. */
export function showsFileOfCommit({ family, command = '' }: ToolUse): boolean {
  return family === 'git show' && /\bshow\b[^|;&]*\s[^\s|;&-][^\s|;&]*:[^\s|;&]/.test(command);
}

/** A look through uncommitted changes is a check of the work, and is read whole; a comparison of commits is not. */
export function reviewsChanges({ family, command = '' }: ToolUse): boolean {
  return family === 'git diff' && !/\bgit\b[^|;&]*\bdiff\b[^|;&]*\s[\w/@^~.-]*(?:\.\.|@|\^|~|\bmain\b|\bmaster\b|\borigin\/)/.test(command);
}

/** A search that was limited, that looks into one file, shows whole functions, or goes through prose: it took what it wanted to read. */
export function isNarrowSearch(args: Json, use: ToolUse, readingContext = READING_CONTEXT): boolean {
  if (use.action !== 'search' || typeof args !== 'object' || args === null || Array.isArray(args)) return false;
  const limits = [args['head_limit'], args['limit'], args['max_results'], args['maxResults']];
  const context = [args['-A'], args['-B'], args['-C'], args['context']].map((lines) => Number(lines ?? 0));
  const looksInto = [use.path, args['glob']].filter((place) => typeof place === 'string');
  return (
    limits.some((limit) => limit !== undefined) ||
    context.some((lines) => lines >= readingContext) ||
    /\.\w{1,5}$/.test(use.path ?? '') ||
    looksInto.some((place) => PROSE.test(place))
  );
}

/** How a result that may be too large is judged. */
export interface ResultForm {
  reach: Reach;
  /** In tokens; smaller results are never too large. */
  limit: number;
  /** It lists names of files: whoever picked one of them had to see the others. */
  isListing: boolean;
}

/** The form of what a step gave, or undefined where it was asked for as it is, or where what it does is not known. */
export function resultForm({ entry: { name, args } }: { entry: ToolStep }, use: ToolUse): ResultForm | undefined {
  if (use.effect === 'unknown' || use.effect.writes.length > 0) return undefined;
  if (use.action === 'read' || (use.action === 'shell' && use.path !== undefined))
    return use.path === undefined || use.range?.to !== undefined || PROSE.test(use.path)
      ? undefined
      : { reach: CODE, limit: FILE_TOKENS, isListing: false };
  if (use.action === 'shell') {
    // The output of a check is the check; that it was long does not make it waste.
    // Several files, or parts of one, in one command: what is shown is text to read, as it was asked for.
    if (/(?:^|[|;&\s])(?:cat|sed|nl|head|tail|bat)\s/.test(use.command ?? '')) return undefined;
    if (use.check || use.asksState || isCutOutput(use.command ?? '') || showsFileOfCommit(use) || reviewsChanges(use)) return undefined;
    const isListing = LISTING_COMMANDS.test(use.family);
    return { reach: isListing || /grep|^rg$/.test(use.family) ? HITS : OUTPUT, limit: OUTPUT_TOKENS, isListing };
  }
  if ((use.action === 'search' || use.action === 'web') && !isNarrowSearch(args, use, SOME_CONTEXT))
    return { reach: use.action === 'web' ? OUTPUT : HITS, limit: OUTPUT_TOKENS, isListing: LISTING_TOOLS.test(name) };
  return undefined;
}
