import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Pair } from 'yaml';
import type { TextProblem } from '../session/textProblem.ts';
import { problemAt, problemOnLine } from './problemAt.ts';
import type { SkillDocument } from './skillDocument.ts';
import { COMPATIBILITY_LIMIT, DESCRIPTION_LIMIT, KNOWN_KEYS, NAME_LIMIT, NAME_PATTERN } from './skillLimits.ts';

/** Checks the front matter against the specification. `folder` is the skill's folder name; absent: not compared. */
export function validateFrontMatter(document: SkillDocument, folder: string | undefined): TextProblem[] {
  const { frontMatter } = document;
  if (document.frontMatterUnclosed) {
    return [problemOnLine(document, 0, 'error', 'front-matter-unclosed', 'The front matter has no closing line `---`.')];
  }
  if (!frontMatter) {
    return [
      problemOnLine(document, 0, 'error', 'front-matter-missing', 'A skill begins with front matter: `---`, `name`, `description`, `---`.'),
    ];
  }
  const at = frontMatter.start;
  const lines = new LineCounter();
  const yaml = parseDocument(document.text.slice(at, frontMatter.end), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const problems = yaml.errors.map((error) =>
    problemAt(document, at + error.pos[0], at + error.pos[1], 'error', 'front-matter-yaml', firstLine(error.message)),
  );
  const whole = (code: string, message: string): TextProblem => problemOnLine(document, frontMatter.openLine, 'error', code, message);
  if (!isMap(yaml.contents)) {
    if (problems.length === 0) problems.push(whole('front-matter-yaml', 'The front matter is not a list of `key: value` lines.'));
    return problems;
  }
  const pairs = new Map<string, Pair>();
  for (const pair of yaml.contents.items) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    pairs.set(key, pair);
    if (!(KNOWN_KEYS as readonly string[]).includes(key)) {
      const [start, end] = rangeOf(pair.key);
      problems.push(
        problemAt(
          document,
          at + start,
          at + end,
          'error',
          'unknown-key',
          `\`${key.slice(0, 40)}\` is not a key of the specification; several agents refuse a skill that has it. Known keys: ${KNOWN_KEYS.join(', ')}.`,
        ),
      );
    }
  }

  const check = (key: string, required: boolean, judge: (value: string) => [string, string] | undefined): void => {
    const pair = pairs.get(key);
    if (!pair) {
      if (required) problems.push(whole(`${key}-missing`, `The front matter has no \`${key}\`.`));
      return;
    }
    const value = isScalar(pair.value) ? pair.value.value : undefined;
    const [start, end] = rangeOf(pair.value ?? pair.key);
    const said =
      typeof value !== 'string'
        ? ([`${key}-type`, `\`${key}\` must be a text; put it in quotes if it looks like something else.`] as const)
        : judge(value);
    if (said) problems.push(problemAt(document, at + start, at + end, 'error', said[0], said[1]));
  };
  check('name', true, (name) => judgeName(name, folder));
  check('description', true, (description) => judgeLength('description', description, DESCRIPTION_LIMIT));
  check('license', false, () => undefined);
  check('compatibility', false, (text) => judgeLength('compatibility', text, COMPATIBILITY_LIMIT));
  check('allowed-tools', false, () => undefined);

  const metadata = pairs.get('metadata');
  if (metadata) {
    const [start, end] = rangeOf(metadata.value ?? metadata.key);
    if (!isMap(metadata.value)) {
      problems.push(problemAt(document, at + start, at + end, 'error', 'metadata-type', '`metadata` must be a map of keys to texts.'));
    } else {
      for (const item of metadata.value.items) {
        if (isScalar(item.value) && typeof item.value.value === 'string') continue;
        const [from, to] = rangeOf(isMap(item.value) || isSeq(item.value) ? item.key : (item.value ?? item.key));
        problems.push(
          problemAt(document, at + from, at + to, 'warning', 'metadata-value', 'The specification has texts only as values of `metadata`.'),
        );
      }
    }
  }
  return problems;
}

function judgeName(name: string, folder: string | undefined): [string, string] | undefined {
  if (name.length === 0) return ['name-form', '`name` is empty.'];
  if (name.length > NAME_LIMIT) return ['name-length', `\`name\` has ${name.length} characters; at most ${NAME_LIMIT} are allowed.`];
  if (!NAME_PATTERN.test(name)) {
    return ['name-form', '`name` may hold lower-case letters, digits and single hyphens between them only.'];
  }
  if (folder !== undefined && name !== folder)
    return ['name-folder', `\`name\` must equal the folder's name, \`${folder.slice(0, NAME_LIMIT)}\`.`];
  return undefined;
}

function judgeLength(key: string, value: string, limit: number): [string, string] | undefined {
  if (value.trim().length === 0) return [`${key}-empty`, `\`${key}\` is empty.`];
  if (value.length > limit) return [`${key}-length`, `\`${key}\` has ${value.length} characters; at most ${limit} are allowed.`];
  return undefined;
}

function rangeOf(node: unknown): [number, number] {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
