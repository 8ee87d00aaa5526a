import { isMap, isScalar } from 'yaml';
import type { TextEdit } from '../session/textEdit.ts';
import { lineAt, type PlacedKey, placedKey, readFrontMatter } from './frontMatterMap.ts';
import { isBlank, lineText, type SkillDocument } from './skillDocument.ts';
import { afterLine } from './textLines.ts';
import { yamlText } from './yamlText.ts';

/** As long as a description that is taken from the body may be: a sentence or two. */
const DESCRIPTION_CHARS = 200;
const PLACEHOLDER = 'What this skill does and when to use it.';

/** Adds lines to the front matter, which is made where there is none. `name` goes first, others behind it. */
export function addKeys(document: SkillDocument, values: Record<string, string>): TextEdit[] {
  const eol = document.lines[0]?.eol || '\n';
  const lines = Object.entries(values).map(([key, value]) => `${key}: ${yamlText(value)}${eol}`);
  const { frontMatter, bom, text } = document;
  if (!frontMatter) {
    const gap = text.length > bom && !isBlank(document, 0) ? eol : '';
    return [{ start: bom, end: bom, newText: `---${eol}${lines.join('')}---${eol}${gap}` }];
  }
  const name = 'name' in values ? undefined : readFrontMatter(document)?.find(({ key }) => key === 'name');
  const at = name?.lineEnd ?? frontMatter.start;
  return [{ start: at, end: at, newText: lines.join('') }];
}

/** Ends the front matter behind the last line that belongs to it. A line with `#` is taken for the body's title. */
export function closeFrontMatter(document: SkillDocument): TextEdit[] {
  let last = 0;
  for (let i = 1; i < document.lines.length; i++) {
    const isPart = /^(?:[\w-]+[ \t]*:(?:[ \t]|$)|[ \t]+\S|- )/.test(lineText(document, i));
    if (isPart) last = i;
    else if (!isBlank(document, i)) break;
  }
  const line = document.lines[last];
  if (!line) return [];
  const eol = document.lines[0]?.eol || '\n';
  const at = afterLine(line);
  return [{ start: at, end: at, newText: `${line.eol === '' ? eol : ''}---${eol}` }];
}

/** Writes another value. Where there was none, or a list below, it stands behind the key's colon. */
export function replaceValue({ colonEnd, valueStart, valueEnd, pair }: PlacedKey, source: string): TextEdit[] {
  const isBeside = valueEnd > valueStart && isScalar(pair.value);
  return [{ start: isBeside ? valueStart : colonEnd, end: valueEnd, newText: isBeside ? source : ` ${source}` }];
}

/** Takes a key with a single value to the end of `metadata`, as a text. Nothing where the value is a list or a map. */
export function moveToMetadata(document: SkillDocument, keys: readonly PlacedKey[], placed: PlacedKey): TextEdit[] {
  const { frontMatter, text } = document;
  const { value } = placed.pair;
  // A key of several lines is text that lacks its key: written into one line it would be another.
  if (!frontMatter || /[\r\n]/.test(placed.key) || (value !== null && !isScalar(value))) return [];
  const eol = document.lines[0]?.eol || '\n';
  const source = text.slice(placed.valueStart, placed.valueEnd);
  const written = placed.text === undefined ? JSON.stringify(source) : /[\r\n]/.test(source) ? JSON.stringify(placed.text) : source;
  const removal = { start: placed.lineStart, end: placed.lineEnd, newText: '' };
  const metadata = keys.find(({ key }) => key === 'metadata');
  if (!metadata) {
    const at = frontMatter.end;
    return [removal, { start: at, end: at, newText: `metadata:${eol}  ${placed.key}: ${written}${eol}` }];
  }
  const map = metadata.pair.value;
  const [first] = isMap(map) && map.flow !== true ? map.items : [];
  const [item] = first ? placedKey(document, frontMatter.start, first) : [];
  if (!item) return [];
  const indent = text.slice(lineAt(document, item.keyStart).start, item.keyStart);
  return [removal, { start: metadata.lineEnd, end: metadata.lineEnd, newText: `${indent}${placed.key}: ${written}${eol}` }];
}

/** The body's first sentence of its own words, else words that say what belongs here. */
export function describeBody(document: SkillDocument): string {
  for (let i = document.bodyLine; i < document.lines.length; i++) {
    const line = lineText(document, i).trim();
    if (document.inert.has(i) || !/^[\p{L}\p{N}]/u.test(line) || /^(?:[\w-]+:|\d+[.)] )/.test(line)) continue;
    const sentence = /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
    if (sentence.length <= DESCRIPTION_CHARS) return sentence;
  }
  return PLACEHOLDER;
}
