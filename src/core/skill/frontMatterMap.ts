import { isMap, isScalar, parseDocument, type Pair } from 'yaml';
import { readSkill, type SkillDocument } from './skillDocument.ts';
import { afterLine } from './textLines.ts';

/** Where a key of the front matter stands; offsets into the skill's text. */
export interface PlacedKey {
  key: string;
  pair: Pair;
  keyStart: number;
  keyEnd: number;
  /** Behind the colon. */
  colonEnd: number;
  /** Of the value as it is written, quotes included; empty and behind the colon where there is none. */
  valueStart: number;
  valueEnd: number;
  /** The value, where it is a text. */
  text: string | undefined;
  /** The whole lines from the key to the end of its value. */
  lineStart: number;
  lineEnd: number;
}

/** The front matter's keys in order; undefined where it is no list of `key: value` lines. */
export function readFrontMatter(document: SkillDocument): PlacedKey[] | undefined {
  const { frontMatter, text } = document;
  if (!frontMatter) return undefined;
  const at = frontMatter.start;
  const yaml = parseDocument(text.slice(at, frontMatter.end), { prettyErrors: false });
  if (!isMap(yaml.contents) || yaml.contents.flow === true) return undefined;
  return yaml.contents.items.flatMap((pair) => placedKey(document, at, pair));
}

/** The text of one key, read anew; undefined where it has none or the front matter has become unreadable. */
export function textOfKey(text: string, key: string): string | undefined {
  const document = readSkill(text);
  const { frontMatter } = document;
  if (!frontMatter || parseDocument(text.slice(frontMatter.start, frontMatter.end), { prettyErrors: false }).errors.length > 0)
    return undefined;
  return readFrontMatter(document)?.find((placed) => placed.key === key)?.text;
}

export function placedKey(document: SkillDocument, at: number, pair: Pair): PlacedKey[] {
  const key = rangeOf(pair.key);
  if (!key) return [];
  const [keyStart, keyEnd] = [at + key[0], at + key[1]];
  const colon = document.text.indexOf(':', keyEnd) + 1;
  const value = rangeOf(pair.value);
  const [valueStart, valueEnd] = value && value[1] > value[0] ? [at + value[0], at + value[1]] : [colon, colon];
  const last = document.text.slice(valueStart, valueEnd).trimEnd().length;
  return [
    {
      key: String(isScalar(pair.key) ? pair.key.value : pair.key),
      pair,
      keyStart,
      keyEnd,
      colonEnd: colon,
      valueStart,
      valueEnd: valueStart + last,
      text: isScalar(pair.value) && typeof pair.value.value === 'string' ? pair.value.value : undefined,
      lineStart: lineAt(document, keyStart).start,
      lineEnd: afterLine(lineAt(document, valueStart + last)),
    },
  ];
}

export function lineAt(document: SkillDocument, offset: number): SkillDocument['lines'][number] {
  const line = document.lines.find((candidate) => offset < afterLine(candidate)) ?? document.lines.at(-1);
  if (!line) throw new RangeError('the text has no line');
  return line;
}

function rangeOf(node: unknown): [number, number] | undefined {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return range ? [range[0], range[1]] : undefined;
}
