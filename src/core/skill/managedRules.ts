import { eolAround, insertBlock, wholeBlock } from './blockForm.ts';
import { lineText, MANAGED_HEADING, readSkill, type SkillDocument, type SkillHeading } from './skillDocument.ts';
import { afterLine } from './textLines.ts';

/** A rule as it stands in the managed block: one list item that begins with its id in brackets. */
export interface ManagedRule {
  id: string;
  text: string;
}

export interface PlacedRule extends ManagedRule {
  /** 0-based index of its line. */
  line: number;
}

export interface ManagedBlock {
  heading: SkillHeading;
  /** Index of the first line that is no longer in the block's section. */
  endLine: number;
  rules: PlacedRule[];
}

/** Begins with a lane, so that no list of the author's that has brackets of its own is taken for rules. */
export const RULE_ID = /^(?:prune|repair|preserve)(?:-[a-z0-9]+)+$/;
const RULE_LINE = /^- \[((?:prune|repair|preserve)(?:-[a-z0-9]+)+)\] (\S(?:.*\S)?)[ \t]*$/;

/** One line of the managed block, without its line end. Throws RangeError when the parts would not be found again as they were. */
export function formatRule(rule: ManagedRule): string {
  const line = `- [${rule.id}] ${rule.text}`;
  const read = RULE_LINE.exec(line);
  if (!RULE_ID.test(rule.id) || /[\r\n]/.test(rule.text) || read?.[1] !== rule.id || read[2] !== rule.text) {
    throw new RangeError(`not a rule of one line with an id: ${JSON.stringify(line.slice(0, 80))}`);
  }
  return line;
}

/** The first managed block outside fenced code, if the text has one. */
export function findManagedBlock(document: SkillDocument): ManagedBlock | undefined {
  const heading = document.headings.find((h) => isManagedHeading(document, h));
  if (!heading) return undefined;
  // Of any level: where the author's first heading is a smaller one, the block stands before it, and what follows is the author's.
  const next = document.headings.find((h) => h.line > heading.line);
  const endLine = next ? next.line : document.lines.length;
  const rules: PlacedRule[] = [];
  for (let line = heading.line + 1; line < endLine; line++) {
    if (document.inert.has(line)) continue;
    const match = RULE_LINE.exec(lineText(document, line));
    if (match?.[1] && match[2]) rules.push({ id: match[1], text: match[2], line });
  }
  return { heading, endLine, rules };
}

export function isManagedHeading(document: SkillDocument, heading: SkillHeading): boolean {
  return heading.level === 2 && lineText(document, heading.line).trim() === MANAGED_HEADING;
}

/** The rules in the managed block, in order; empty when there is no block. */
export function readRules(text: string): PlacedRule[] {
  return findManagedBlock(readSkill(text))?.rules ?? [];
}

/**
 * Makes the managed block hold `rules`, and changes no other byte. What stands there keeps its place, new rules follow it, and when the
 * last rule goes, the block goes with every byte that came with it.
 *
 * `written` is what CostCraft wrote earlier, as the caller knows it. A line of the block that is not in it, or whose text differs, is the
 * user's and is kept as it is, even when `rules` has the same id. By default all that has the form of a rule counts as written.
 */
export function setRules(text: string, rules: readonly ManagedRule[], written: readonly ManagedRule[] = readRules(text)): string {
  const wanted = new Map(rules.map((rule) => [rule.id, rule]));
  const document = readSkill(text);
  const block = findManagedBlock(document);
  if (!block) return wanted.size > 0 ? insertBlock(document, [...wanted.values()].map(formatRule)) : text;

  const ours = block.rules.filter((rule) => written.some((w) => w.id === rule.id && w.text === rule.text));
  const keptByUser = new Set(block.rules.filter((rule) => !ours.includes(rule)).map((rule) => rule.id));
  const gone = ours.filter((rule) => !wanted.has(rule.id));
  const present = new Set(block.rules.map((rule) => rule.id));
  const added = [...wanted.values()].filter((rule) => !present.has(rule.id)).map(formatRule);
  if (added.length === 0 && gone.length === block.rules.length && gone.length > 0) {
    const lines = block.rules.map((rule) => rule.line);
    const whole = wholeBlock(document, block.heading.line, lines);
    if (whole) return text.slice(0, whole.start) + text.slice(whole.end);
  }

  const splices: Splice[] = removalsOf(
    document,
    gone.map((rule) => rule.line),
  );
  for (const rule of ours) {
    const want = wanted.get(rule.id);
    const line = document.lines[rule.line];
    if (line && want && want.text !== rule.text && !keptByUser.has(rule.id)) {
      splices.push({
        start: line.start,
        end: line.end,
        text: formatRule(want),
      });
    }
  }
  if (added.length > 0) splices.push(insertionAfter(document, block.rules.at(-1)?.line ?? block.heading.line, added));
  return applySplices(text, splices);
}

interface Splice {
  start: number;
  end: number;
  text: string;
}

function applySplices(text: string, splices: Splice[]): string {
  let result = text;
  for (const splice of [...splices].sort((a, b) => b.start - a.start || b.end - a.end)) {
    result = result.slice(0, splice.start) + splice.text + result.slice(splice.end);
  }
  return result;
}

/** One splice a run of lines. A run that ends the text without a line end takes the one before it along: that is how it came. */
function removalsOf(document: SkillDocument, indexes: number[]): Splice[] {
  const splices: Splice[] = [];
  for (let i = 0; i < indexes.length; i++) {
    const first = indexes[i] ?? 0;
    while (indexes[i + 1] === (indexes[i] ?? 0) + 1) i++;
    const [start, last, before] = [document.lines[first], document.lines[indexes[i] ?? 0], document.lines[first - 1]];
    if (!start || !last) continue;
    const from = last.eol === '' && before ? before.end : start.start;
    splices.push({ start: from, end: afterLine(last), text: '' });
  }
  return splices;
}

function insertionAfter(document: SkillDocument, index: number, items: string[]): Splice {
  const line = document.lines[index];
  if (!line) throw new RangeError('no such line');
  const eol = eolAround(document, index);
  if (line.eol === '')
    return {
      start: line.end,
      end: line.end,
      text: items.map((item) => eol + item).join(''),
    };
  const at = afterLine(line);
  return { start: at, end: at, text: items.map((item) => item + eol).join('') };
}
