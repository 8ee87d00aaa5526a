import { afterLine, splitLines, type TextLine } from './textLines.ts';

/** The heading of the managed block. Everything that CostCraft writes into a skill stands below this line. */
export const MANAGED_HEADING = '## Learned rules (CostCraft)';

export interface SkillHeading {
  /** Index into SkillDocument.lines. */
  line: number;
  level: number;
  text: string;
}

/** Where the parts of a SKILL.md stand. Holds offsets only: the text itself stays the single truth and is never written anew. */
export interface SkillDocument {
  text: string;
  lines: TextLine[];
  /** Length of the byte order mark: 0 or 1. */
  bom: number;
  /** Offsets of the YAML between the two `---` lines. Absent when there is none. */
  frontMatter?: {
    start: number;
    end: number;
    openLine: number;
    closeLine: number;
  };
  /** The first line is `---` and no second one follows. */
  frontMatterUnclosed: boolean;
  /** Index of the first line behind the front matter; equals lines.length when nothing follows. */
  bodyLine: number;
  /** Offset of the body's first character. */
  bodyStart: number;
  /** Headings of the body, those in fenced code and HTML comments left out. */
  headings: SkillHeading[];
  /** Lines inside fenced code or an HTML comment, the opening line not counted. */
  inert: Set<number>;
  /** True when the text ends inside a fence or an HTML comment: what is appended there would not be read as Markdown. */
  endsInside: boolean;
}

/** Finds front matter and headings. Takes any text, also a broken one, and never throws. */
export function readSkill(text: string): SkillDocument {
  const lines = splitLines(text);
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const document: SkillDocument = {
    text,
    lines,
    bom,
    frontMatterUnclosed: false,
    bodyLine: 0,
    bodyStart: bom,
    headings: [],
    inert: new Set(),
    endsInside: false,
  };
  findFrontMatter(document);
  findHeadings(document);
  return document;
}

/** The characters of a line without its end. */
export function lineText(document: SkillDocument, index: number): string {
  const line = document.lines[index];
  if (!line) return '';
  return document.text.slice(index === 0 ? Math.max(line.start, document.bom) : line.start, line.end);
}

/** True for a line of spaces and tabs only; false behind the last line. */
export function isBlank(document: SkillDocument, index: number): boolean {
  return index < document.lines.length && /^[ \t]*$/.test(lineText(document, index));
}

function findFrontMatter(document: SkillDocument): void {
  if (!/^---[ \t]*$/.test(lineText(document, 0))) return;
  for (let i = 1; i < document.lines.length; i++) {
    if (!/^---[ \t]*$/.test(lineText(document, i))) continue;
    const [open, close] = [document.lines[0], document.lines[i]];
    if (!open || !close) return;
    document.frontMatter = {
      start: afterLine(open),
      end: close.start,
      openLine: 0,
      closeLine: i,
    };
    document.bodyLine = i + 1;
    document.bodyStart = afterLine(close);
    return;
  }
  document.frontMatterUnclosed = true;
}

function findHeadings(document: SkillDocument): void {
  let fence: string | undefined;
  let inComment = false;
  for (let i = document.bodyLine; i < document.lines.length; i++) {
    const text = lineText(document, i);
    if (fence || inComment) document.inert.add(i);
    if (fence) {
      if (closesFence(text, fence)) fence = undefined;
      continue;
    }
    if (inComment) {
      inComment = !text.includes('-->');
      continue;
    }
    // Fences count at any depth: inside a list they are indented further than the three columns of a top-level one.
    const opened = /^[ \t]*(`{3,}|~{3,})([^\r\n]*)$/.exec(text);
    if (opened?.[1] && !(opened[1].startsWith('`') && opened[2]?.includes('`'))) {
      fence = opened[1];
    } else if (/^ {0,3}<!--/.test(text)) {
      inComment = !text.includes('-->');
    } else {
      const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(text);
      if (heading?.[1])
        document.headings.push({
          line: i,
          level: heading[1].length,
          text: (heading[2] ?? '').trim(),
        });
    }
  }
  document.endsInside = fence !== undefined || inComment;
}

function closesFence(text: string, fence: string): boolean {
  const trimmed = text.trim();
  return trimmed.length >= fence.length && trimmed === fence.slice(0, 1).repeat(trimmed.length);
}
