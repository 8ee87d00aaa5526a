import { diffArrays } from 'diff';

/** What one side did to the ancestor: which of its lines stay, and what stands new before each of them (and after the last). */
interface Change {
  keeps: boolean[];
  before: string[][];
}

/**
 * Joins two changes of one text, line by line, without conflicts: a line stays when both sides kept it, and what either side put in
 * stands in the result. A line that both rewrote differently therefore appears twice: in a review that is shown before anything is
 * written, a line too many is seen and struck out, a lost one is not.
 * Line ends are those of `theirs`. With one side unchanged the result is the other side.
 */
export function mergeLines(ancestor: string, mine: string, theirs: string): string {
  if (mine === ancestor) return theirs;
  if (theirs === ancestor) return mine;
  const lines = split(ancestor);
  const my = changeOf(lines, split(mine));
  const their = changeOf(lines, split(theirs));
  const merged: string[] = [];
  for (let i = 0; i <= lines.length; i++) {
    merged.push(...join(their.before[i] ?? [], my.before[i] ?? []));
    if (i < lines.length && my.keeps[i] && their.keeps[i]) merged.push(lines[i] as string);
  }
  return merged.join(theirs.includes('\r\n') ? '\r\n' : '\n');
}

function split(text: string): string[] {
  return text.split(/\r?\n/);
}

function changeOf(ancestor: string[], side: string[]): Change {
  const keeps = ancestor.map(() => true);
  const before: string[][] = Array.from({ length: ancestor.length + 1 }, () => []);
  let at = 0;
  // Where the present run of removals began: its replacement belongs there, in front of what the other side may have kept of it.
  let gap = 0;
  for (const part of diffArrays(ancestor, side)) {
    if (part.added) {
      before[gap]?.push(...part.value);
    } else if (part.removed) {
      gap = at;
      for (const end = at + part.value.length; at < end; at++) keeps[at] = false;
    } else {
      at += part.value.length;
      gap = at;
    }
  }
  return { keeps, before };
}

/** All lines of both in order, common ones once. */
function join(first: string[], second: string[]): string[] {
  if (first.length === 0) return second;
  if (second.length === 0) return first;
  return diffArrays(first, second).flatMap((part) => part.value);
}
