import { isScalar, isSeq } from 'yaml';
import { nearestWord } from '../card/nearestWord.ts';
import { applyEdits, type TextEdit } from '../session/textEdit.ts';
import type { TextFix } from '../session/textFix.ts';
import type { TextProblem } from '../session/textProblem.ts';
import { addKeys, closeFrontMatter, describeBody, moveToMetadata, replaceValue } from './frontMatterEdits.ts';
import { lineAt, type PlacedKey, placedKey, readFrontMatter } from './frontMatterMap.ts';
import { toSkillName } from './newSkill.ts';
import { readSkill, type SkillDocument } from './skillDocument.ts';
import { COMPATIBILITY_LIMIT, DESCRIPTION_LIMIT, KNOWN_KEYS, NAME_LIMIT, NAME_PATTERN } from './skillLimits.ts';
import { shortenValue } from './shortenValue.ts';
import { afterLine } from './textLines.ts';
import { validateSkill } from './validateSkill.ts';
import { yamlText } from './yamlText.ts';

export type SkillFixKind =
  | 'add-front-matter'
  | 'move-to-top' // what stands before the front matter goes
  | 'close-front-matter'
  | 'add-key'
  | 'set-value'
  | 'shorten'
  | 'quote'
  | 'join-list'
  | 'rename-key'
  | 'move-key' // under `metadata`
  | 'remove-key'
  | 'remove-rule';

export type SkillFix = TextFix<SkillFixKind>;

/**
 * Every way to mend the problems that begin on lines `from` to `to` (1-based, both included) of a SKILL.md. They edit the few characters
 * that are wrong; each one that is given has been tried and takes its problem away.
 */
export function fixSkill(text: string, path: string, from: number, to: number): SkillFix[] {
  const document = readSkill(text);
  const problems = validateSkill(text, path);
  const folder = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.').at(-2); // prettier-ignore
  const count = (list: readonly TextProblem[], code: string): number => list.filter((problem) => problem.code === code).length;
  return problems
    .filter(({ start }) => start.line >= from && start.line <= to)
    .flatMap((problem) => fixesOf(document, folder, problem))
    .filter(({ code, edits }) => edits.length > 0 && count(validateSkill(applyEdits(text, edits), path), code) < count(problems, code));
}

function fixesOf(document: SkillDocument, folder: string | undefined, { code, start }: TextProblem): SkillFix[] {
  const offset = (document.lines[start.line - 1]?.start ?? 0) + start.column - 1;
  const keys = readFrontMatter(document) ?? [];
  const named = (key: string): PlacedKey | undefined => keys.find((placed) => placed.key === key);
  const fix = (kind: SkillFixKind, edits: TextEdit[], key = '', value = '', isPreferred = true): SkillFix[] => [
    { kind, code, start, key, value, isPreferred, edits },
  ];
  const name = folder !== undefined && NAME_PATTERN.test(folder) && folder.length <= NAME_LIMIT ? folder : toSkillName(folder ?? '');
  const both = { name, description: describeBody(document) };
  const [subject, what] = [code.slice(0, code.lastIndexOf('-')), code.slice(code.lastIndexOf('-') + 1)];
  switch (code) {
    case 'front-matter-missing':
      return [...moveToTop(document).flatMap((edit) => fix('move-to-top', [edit])), ...fix('add-front-matter', addKeys(document, both))];
    case 'front-matter-unclosed':
      return fix('close-front-matter', closeFrontMatter(document));
    case 'front-matter-yaml':
      return isEmptyFrontMatter(document)
        ? fix('add-front-matter', addKeys(document, both))
        : fix('quote', quoteLine(document, offset), /^[\w-]*/.exec(document.text.slice(lineAt(document, offset).start))?.[0]);
    case 'name-missing':
    case 'description-missing':
      return fix('add-key', addKeys(document, { [subject]: subject === 'name' ? name : both.description }), subject);
    case 'name-folder':
    case 'name-form':
    case 'name-length':
    case 'name-type': {
      const placed = named('name');
      // A folder that cannot be a skill's name cannot be followed.
      const wanted = name === folder ? name : toSkillName(placed?.text ?? name);
      return placed ? fix('set-value', replaceValue(placed, yamlText(wanted)), 'name', wanted) : [];
    }
    case 'unknown-key':
      return keys.filter(({ keyStart }) => keyStart === offset).flatMap((placed) => fixUnknownKey(document, keys, placed, fix));
    case 'metadata-value':
      return fix('quote', quoteMetadata(document, named('metadata'), offset), 'metadata');
    case 'rule-twice': {
      const line = lineAt(document, offset);
      return fix('remove-rule', [{ start: line.start, end: afterLine(line), newText: '' }]);
    }
  }
  const placed = named(subject);
  if (!placed) return [];
  if (what === 'length') return fix('shorten', shortenValue(document.text, placed, limitOf(subject)), subject, String(limitOf(subject)));
  if (what === 'empty' && subject === 'compatibility') return fix('remove-key', removeKey(placed), subject);
  if (what === 'empty' || (what === 'type' && subject === 'description' && placed.valueStart === placed.valueEnd))
    return fix('set-value', replaceValue(placed, yamlText(both.description)), subject, both.description);
  if (what !== 'type') return [];
  const { value } = placed.pair;
  if (isSeq(value) && value.items.every((item) => isScalar(item))) {
    return fix('join-list', replaceValue(placed, yamlText(value.items.map((item) => String(item.value)).join(' '))), subject);
  }
  return isScalar(value) && placed.valueEnd > placed.valueStart ? fix('quote', quote(document, placed), subject) : [];
}

function fixUnknownKey(
  document: SkillDocument,
  keys: readonly PlacedKey[],
  placed: PlacedKey,
  fix: (kind: SkillFixKind, edits: TextEdit[], key: string, value: string, isPreferred: boolean) => SkillFix[],
): SkillFix[] {
  const free = KNOWN_KEYS.filter((key) => !keys.some((other) => other.key === key));
  const near = nearestWord(placed.key.replaceAll('_', '-'), free);
  const renamed = near === undefined ? [] : [{ start: placed.keyStart, end: placed.keyEnd, newText: near }];
  return [
    ...fix('rename-key', renamed, placed.key, near ?? '', true),
    ...fix('move-key', moveToMetadata(document, keys, placed), placed.key, '', near === undefined),
    ...fix('remove-key', removeKey(placed), placed.key, '', false),
  ];
}

/** Blank lines before the front matter hide it. */
function moveToTop(document: SkillDocument): TextEdit[] {
  const blank = /^\s+(?=---[ \t]*[\r\n])/.exec(document.text.slice(document.bom))?.[0].length ?? 0;
  return blank > 0 ? [{ start: document.bom, end: document.bom + blank, newText: '' }] : [];
}

function isEmptyFrontMatter({ text, frontMatter }: SkillDocument): boolean {
  return frontMatter !== undefined && text.slice(frontMatter.start, frontMatter.end).trim() === '';
}

/** `description: Tests: how to run them` is no YAML; in quotes it is. */
function quoteLine(document: SkillDocument, offset: number): TextEdit[] {
  const line = lineAt(document, offset);
  const [, head, value] = /^([\w-]+:[ \t]+)(\S.*?)[ \t]*$/.exec(document.text.slice(line.start, line.end)) ?? [];
  if (head === undefined || value === undefined) return [];
  const start = line.start + head.length;
  return [{ start, end: start + value.length, newText: JSON.stringify(value) }];
}

function quote(document: SkillDocument, { valueStart, valueEnd }: PlacedKey): TextEdit[] {
  return [{ start: valueStart, end: valueEnd, newText: JSON.stringify(document.text.slice(valueStart, valueEnd)) }];
}

function quoteMetadata(document: SkillDocument, metadata: PlacedKey | undefined, offset: number): TextEdit[] {
  const items = (metadata?.pair.value as { items?: PlacedKey['pair'][] } | undefined)?.items ?? [];
  const at = document.frontMatter?.start ?? 0;
  const found = items
    .filter(({ value }) => isScalar(value))
    .flatMap((pair) => placedKey(document, at, pair))
    .find(({ valueStart, valueEnd }) => valueStart === offset && valueEnd > valueStart);
  return found ? quote(document, found) : [];
}

function removeKey({ lineStart, lineEnd }: PlacedKey): TextEdit[] {
  return [{ start: lineStart, end: lineEnd, newText: '' }];
}

function limitOf(key: string): number {
  return key === 'compatibility' ? COMPATIBILITY_LIMIT : DESCRIPTION_LIMIT;
}
