import { isBlank, lineText, MANAGED_HEADING, type SkillDocument } from './skillDocument.ts';
import { afterLine } from './textLines.ts';

/**
 * The block is placed early because agents may truncate a long skill: not behind this many characters of the body. (The design's limit is
 * 5,000 tokens for the whole block; at four characters a token this leaves room for the block's own 600.)
 */
const LATEST_OFFSET = 16_000;

/**
 * The forms of a new block, each told from the others by what stands around it, so that removing it gives back the bytes that were there:
 * - before a line of the author's: heading, empty line, rules, empty line;
 * - at the end of a text with a final line end: an empty line before it, and it ends with a line end too;
 * - at the end of a text without one: an empty line before it, and it ends without one too;
 * - in an empty text: nothing around it.
 */
export function insertBlock(document: SkillDocument, items: string[]): string {
  const { text } = document;
  const at = placeOfBlock(document);
  const eol = eolAt(document, at);
  const block = [MANAGED_HEADING, '', ...items].join(eol);
  if (at < text.length) return text.slice(0, at) + block + eol + eol + text.slice(at);
  if (at <= document.bom) return text + block + eol;
  return /[\r\n]$/.test(text) ? text + eol + block + eol : text + eol + eol + block;
}

/** The span of a block that has the form that insertBlock gives; undefined when the user has made something else of it. */
export function wholeBlock(
  document: SkillDocument,
  headingLine: number,
  ruleLines: readonly number[],
): { start: number; end: number } | undefined {
  const first = headingLine;
  const heading = document.lines[first];
  if (!heading || lineText(document, first) !== MANAGED_HEADING || lineText(document, first + 1) !== '') return undefined;
  if (ruleLines.some((line, i) => line !== first + 2 + i)) return undefined;
  const last = first + 1 + ruleLines.length;
  const lastLine = document.lines[last];
  if (!lastLine) return undefined;
  const start = first === 0 ? document.bom : heading.start;
  if (last + 1 < document.lines.length) {
    const behind = document.lines[last + 1];
    return behind && behind.start === behind.end && behind.eol !== '' && last + 2 < document.lines.length
      ? { start, end: afterLine(behind) }
      : undefined;
  }
  if (first === 0) return lastLine.eol === '' ? undefined : { start, end: afterLine(lastLine) };
  const blank = document.lines[first - 1];
  if (!blank || blank.start !== blank.end) return undefined;
  if (lastLine.eol !== '') return { start: blank.start, end: afterLine(lastLine) };
  const before = document.lines[first - 2];
  return before ? { start: before.end, end: lastLine.end } : undefined;
}

/**
 * Offset at which a new block goes: before the first heading that is not the title, else at the end; but at the start of the body when that
 * would be too late to be read, or inside a fence that the author never closed.
 */
function placeOfBlock(document: SkillDocument): number {
  const { text, bodyStart } = document;
  let first = document.bodyLine;
  while (isBlank(document, first)) first++;
  const heading = document.headings.find((h) => !(h.line === first && h.level === 1));
  const start = heading ? document.lines[heading.line]?.start : undefined;
  // Before an unclosed front matter nothing may stand: the first line decides whether it is one.
  if (document.frontMatterUnclosed) {
    return document.endsInside && document.lines[0] ? afterLine(document.lines[0]) : text.length;
  }
  const place = start !== undefined ? Math.max(start, document.bom) : document.endsInside ? undefined : text.length;
  if (place !== undefined && place - bodyStart <= LATEST_OFFSET) return place;
  return bodyStart;
}

/** The line end in use at an offset: the one of the line before it, else of the text's first line, else LF. */
function eolAt(document: SkillDocument, at: number): string {
  let index = document.lines.findIndex((line) => afterLine(line) >= at && line.start < at);
  if (index < 0) index = 0;
  return eolAround(document, index);
}

/** The line end of a line, else of the nearest one before it, else of the text's first line, else LF. */
export function eolAround(document: SkillDocument, index: number): string {
  for (let i = index; i >= 0; i--) {
    const eol = document.lines[i]?.eol;
    if (eol) return eol;
  }
  return document.lines[0]?.eol || '\n';
}
