import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import type { TextProblem } from '../session/textProblem.ts';
import { isMoneyKey } from './cardYaml.ts';

export type CardPath = readonly (string | number)[];
export type Range = Pick<TextProblem, 'start' | 'end'>;

/** A card's text as far as it can be read, and where its parts stand. */
export interface CardText {
  /** Plain data as YAML gives it, numbers as doubles; undefined where the text is no YAML map. Not checked against the schema. */
  data: unknown;
  /** The same with money as the decimal text that stands there. */
  exact: unknown;
  /** What is wrong with it as YAML. */
  problems: TextProblem[];
  /** Range of the value at a path, or of its nearest known parent; of its key where `key` is true. */
  locate(path: CardPath, key?: boolean): Range;
}

/** Longest text that is read as a card, in characters; with every step of a very long session a card stays far below. */
const TEXT_LIMIT = 20_000_000;

/** Most values a card may hold once aliases are followed: a small text must not grow without end. */
const VALUE_LIMIT = 600_000;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** Reads YAML that a person may have edited. Never throws: what is broken becomes a problem and the rest is still read. */
export function readCardText(text: string): CardText {
  if (text.length > TEXT_LIMIT) return unreadable('The file is too large to be a TraceCard.');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const rangeAt = (start: number, end: number): Range => ({ start: position(lines, start), end: position(lines, Math.max(start, end)) });
  const problem = (severity: 'error' | 'warning') => (e: { message: string; code: string; pos: [number, number] }) => ({
    message: e.message,
    severity,
    code: `yaml-${e.code.toLowerCase().replaceAll('_', '-')}`,
    ...rangeAt(...e.pos),
  });
  const problems: TextProblem[] = [...document.errors.map(problem('error')), ...document.warnings.map(problem('warning'))];
  const budget = { left: VALUE_LIMIT };
  const data = toData(document.contents, { key: '', parent: '', exact: false, depth: 0 }, document, budget);
  const exact = toData(document.contents, { key: '', parent: '', exact: true, depth: 0 }, document, budget);
  if (budget.left <= 0) return unreadable('The YAML expands to more than a TraceCard can hold.');
  const locate: CardText['locate'] = (path, key = false) => rangeAt(...offsetsOf(document, path, key));
  if (!isMap(document.contents)) {
    problems.push({
      message: 'A TraceCard is a YAML map that begins with "format: clawtrace/tracecard".',
      severity: 'error',
      code: 'not-a-card',
      ...locate([]),
    });
    return { data: undefined, exact: undefined, problems, locate };
  }
  return { data, exact, problems, locate };
}

function unreadable(message: string): CardText {
  const start = { line: 1, column: 1 };
  const range = { start, end: { line: 1, column: 2 } };
  return {
    data: undefined,
    exact: undefined,
    problems: [{ message, severity: 'error', code: 'too-large', ...range }],
    locate: () => range,
  };
}

function position(lines: LineCounter, offset: number): TextProblem['start'] {
  const { line, col } = lines.linePos(offset);
  // An empty text has no line at all.
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

interface Reading {
  key: string;
  parent: string;
  exact: boolean;
  depth: number;
}

/** Nodes as plain data. A card is shallow, so what nests deeper, as an alias to its own parent does, is cut off. */
function toData(node: unknown, at: Reading, document: Document, budget: { left: number }): unknown {
  if (--budget.left <= 0 || at.depth > 20) return null;
  const inner = { ...at, depth: at.depth + 1 };
  if (isMap(node)) {
    const record: { [key: string]: unknown } = {};
    for (const { key, value } of node.items) {
      const name = String(isScalar(key) ? key.value : key);
      const item = toData(value, { ...inner, key: name, parent: at.key }, document, budget);
      // Defined, not assigned: a field named __proto__ is a field like any other.
      Object.defineProperty(record, name, { value: item, enumerable: true, configurable: true, writable: true });
    }
    return record;
  }
  if (isSeq(node)) return node.items.map((item) => toData(item, { ...inner, key: '', parent: at.key }, document, budget));
  if (isScalar(node)) {
    const isMoney = at.exact && typeof node.value === 'number' && isMoneyKey(at.key, at.parent) && DECIMAL.test(node.source ?? '');
    return isMoney ? (node.source as string).replace(/^\+/, '') : typeof node.value === 'bigint' ? Number(node.value) : node.value;
  }
  if (typeof node === 'object' && node !== null && 'resolve' in node) {
    const target = (node as { resolve(doc: Document): unknown }).resolve(document);
    return target === undefined ? null : toData(target, inner, document, budget);
  }
  return null;
}

function offsetsOf(document: Document, path: CardPath, key: boolean): [number, number] {
  let node: unknown = document.contents;
  let range = rangeOf(node) ?? [0, 1];
  for (const [depth, name] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(name));
      if (!pair) break;
      const isLast = depth === path.length - 1;
      const next = (isLast && key ? undefined : rangeOf(pair.value)) ?? rangeOf(pair.key);
      if (next) range = next;
      node = pair.value;
    } else if (isSeq(node) && typeof name === 'number' && name < node.items.length) {
      node = node.items[name];
      range = rangeOf(node) ?? range;
    } else {
      break;
    }
  }
  return range;
}

function rangeOf(node: unknown): [number, number] | undefined {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  if (!range || range[0] === undefined || range[1] === undefined) return undefined;
  return [range[0], range[1]];
}
