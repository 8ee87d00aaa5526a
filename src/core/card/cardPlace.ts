/** Where in a card's data a place of its text is. */
export interface CardPlace {
  /** Path of the map that the place is in; 0 stands for any item of a list. */
  path: (string | number)[];
  /** Whether a key is, or would be, there, or a value. */
  at: 'key' | 'value';
  /** The key before a value, or the word that is the key. */
  key: string;
  /** Columns (0-based) of the word at the place. */
  start: number;
  end: number;
  /** True in a list of plain values. */
  inList: boolean;
  /** Keys that the map has already, as far as they stand near. */
  present: string[];
}

/** A text by lines, 0-based; `lineAt` is asked for few of them. */
export interface Lines {
  lineCount: number;
  lineAt(line: number): string;
}

/**
 * Finds the place by the lines alone: indentation for blocks, brackets within the line. So it knows its way in a text that is being typed
 * and no YAML yet, and in one of any length. Cards have maps in brackets on one line only.
 */
export function cardPlace(lines: Lines, line: number, column: number): CardPlace | undefined {
  const text = lines.lineAt(line);
  if (/^\s*#/.test(text)) return undefined;
  const block = /^(\s*)(-\s+)?/.exec(text);
  const isItem = block?.[2] !== undefined;
  const indent = text.trim() === '' ? column : (block?.[1]?.length ?? 0);
  const base = isItem ? indent + (block?.[2]?.length ?? 0) : indent;
  if (column < base) return undefined;
  const path: (string | number)[] = [...pathAbove(lines, line, indent, isItem), ...(isItem ? [0] : [])];
  const flow = scanLine(text, base, column);
  if (!flow) return undefined;
  const { stack, words } = flow;
  let present = stack.length > 0 ? [] : siblings(lines, line, base, isItem);
  let inList = false;
  for (const open of stack) {
    if (open.key !== undefined) path.push(open.key);
    if (open.inList) path.push(0);
    inList = open.sign === '[';
    present = inList ? [] : keysWithin(text, open.start);
  }
  const { key, start, end, at } = words;
  return {
    path,
    at: inList ? 'value' : at,
    key: inList ? '' : key,
    start,
    end,
    inList,
    present: present.filter((name) => name !== key || at === 'value'),
  };
}

interface Open {
  sign: '{' | '[';
  /** The key whose value the bracket begins. */
  key: string | undefined;
  /** True where it is itself an item of a list in brackets. */
  inList: boolean;
  start: number;
}

/** What is open at a column of a line, and the word there; undefined inside a quoted text. */
function scanLine(
  text: string,
  base: number,
  column: number,
): { stack: Open[]; words: Pick<CardPlace, 'at' | 'key' | 'start' | 'end'> } | undefined {
  const stack: Open[] = [];
  let key: string | undefined;
  let word = base;
  for (let i = base; i < column; i++) {
    const sign = text[i];
    if (sign === '"' || sign === "'") {
      const close = closingQuote(text, i);
      if (close >= column) return undefined;
      i = close;
    } else if (sign === '{' || sign === '[') {
      stack.push({ sign, key, inList: key === undefined && stack.at(-1)?.sign === '[', start: i });
      [key, word] = [undefined, i + 1];
    } else if (sign === '}' || sign === ']') {
      stack.pop();
      [key, word] = [undefined, i + 1];
    } else if (sign === ',' && stack.length > 0) {
      [key, word] = [undefined, i + 1];
    } else if (sign === ':' && /[\s]|$/.test(text[i + 1] ?? '') && key === undefined) {
      [key, word] = [text.slice(word, i).trim(), i + 1];
    } else if (sign === '#' && text[i - 1] === ' ') {
      return undefined;
    }
  }
  while (word < column && text[word] === ' ') word++;
  const rest = /^[^,\s:{}[\]#]*/.exec(text.slice(column))?.[0].length ?? 0;
  const end = column + rest;
  return { stack, words: { at: key === undefined ? 'key' : 'value', key: key ?? text.slice(word, end), start: word, end } };
}

function closingQuote(text: string, open: number): number {
  const quote = text[open];
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++;
    else if (text[i] === quote) return i;
  }
  return text.length;
}

const KEY = /^(\s*)(-\s+)?([\w.-]+):(?:\s|$)/;

/** The keys under which a line stands, outermost first. An item of a list may stand as far left as its key. */
function pathAbove(lines: Lines, line: number, indent: number, isItem: boolean): (string | number)[] {
  const path: (string | number)[] = [];
  let [below, item] = [indent, isItem];
  for (let i = line - 1; i >= 0 && (below > 0 || item); i--) {
    const match = KEY.exec(lines.lineAt(i));
    if (!match) continue;
    const dash = match[2]?.length ?? 0;
    const at = (match[1]?.length ?? 0) + dash;
    if (at > below || (at === below && !item && dash === 0)) continue;
    // A neighbour behind a dash begins the item that the line is in.
    if (at < below || item) path.unshift(match[3] ?? '');
    if (dash > 0) path.unshift(0);
    [below, item] = [at - dash, dash > 0];
  }
  return path;
}

/** Keys of the same block map. */
function siblings(lines: Lines, line: number, indent: number, isItem: boolean): string[] {
  const keys: string[] = [];
  for (const step of [-1, 1]) {
    for (let i = step < 0 && isItem ? -1 : line + step; i >= 0 && i < lines.lineCount; i += step) {
      const text = lines.lineAt(i);
      if (text.trim() === '') continue;
      const match = KEY.exec(text);
      const at = match ? (match[1]?.length ?? 0) + (match[2]?.length ?? 0) : text.length - text.trimStart().length;
      if (at < indent) break;
      if (at === indent && match) keys.push(match[3] ?? '');
      if (at === indent && match?.[2]) break;
    }
  }
  const own = KEY.exec(lines.lineAt(line));
  if (own?.[3] !== undefined) keys.push(own[3]);
  return keys;
}

/** Keys of the map in brackets that begins at `open`. */
function keysWithin(text: string, open: number): string[] {
  const keys: string[] = [];
  let [depth, word, isKey] = [0, open + 1, true];
  for (let i = open; i < text.length; i++) {
    const sign = text[i];
    if (sign === '"' || sign === "'") i = closingQuote(text, i);
    else if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') {
      if (--depth === 0) break;
    } else if (depth === 1 && sign === ',') [word, isKey] = [i + 1, true];
    else if (depth === 1 && isKey && sign === ':' && /[\s]|$/.test(text[i + 1] ?? '')) {
      keys.push(text.slice(word, i).trim());
      isKey = false;
    }
  }
  return keys;
}
