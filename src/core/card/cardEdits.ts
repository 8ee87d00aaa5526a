import { isMap, isScalar, isSeq, parseDocument, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { TextEdit } from '../session/textEdit.ts';
import { stepRange } from './cardSteps.ts';
import type { CardPath } from './readCardText.ts';

/** Edits of a card's text that leave everything else as it stands: a person's comments, spaces and order included. */
export class CardEdits {
  readonly #text: string;
  readonly #root: unknown;

  constructor(text: string) {
    this.#text = text;
    this.#root = parseDocument(text, { prettyErrors: false }).contents;
  }

  /** Writes another plain value. */
  setValue(path: CardPath, value: string): TextEdit[] {
    const range = rangeOf(this.#at(path));
    return range ? [{ start: range[0], end: range[1], newText: value }] : [];
  }

  renameKey(path: CardPath, name: string): TextEdit[] {
    const range = rangeOf(this.#pair(path)?.pair.key);
    return range ? [{ start: range[0], end: range[1], newText: name }] : [];
  }

  removeKey(path: CardPath): TextEdit[] {
    const found = this.#pair(path);
    if (!found) return [];
    const { map, pair } = found;
    const at = map.items.indexOf(pair);
    if (!map.flow) return this.#removeLines(startOf(pair), this.#lastOf(pair), startOf(map.items[at + 1]));
    return this.#removeBetween(
      map.items.map((item) => [startOf(item) ?? 0, this.#lastOf(item)]),
      at,
    );
  }

  /** Adds a key with a value on one line, as the last of its map. */
  addKey(path: CardPath, value: string): TextEdit[] {
    const map = this.#at(path.slice(0, -1));
    const range = rangeOf(map);
    if (!isMap(map) || !range) return [];
    const text = `${String(path.at(-1))}: ${value}`;
    const last = map.items.at(-1);
    const [first] = map.items;
    if (!last || !first) return map.flow ? [{ start: range[0], end: range[1], newText: `{ ${text} }` }] : [];
    const end = this.#lastOf(last);
    if (map.flow) return [{ start: end, end, newText: `, ${text}` }];
    const start = startOf(first) ?? range[0];
    return [{ start: end, end, newText: `\n${' '.repeat(start - this.#lineStart(start))}${text}` }];
  }

  removeItem(path: CardPath): TextEdit[] {
    const list = this.#at(path.slice(0, -1));
    const index = path.at(-1);
    if (!isSeq(list) || typeof index !== 'number') return [];
    const ranges = list.items.map(rangeOf);
    const range = ranges[index];
    if (!range) return [];
    if (!list.flow) return this.#removeLines(range[0], range[1], ranges[index + 1]?.[0]);
    if (list.items.length === 1) return this.removeKey(path.slice(0, -1));
    return this.#removeBetween(
      ranges.map((item) => item ?? range),
      index,
    );
  }

  /** Puts the rows into the order of their steps; rows without a number stay behind the row before them. */
  sortRows(): TextEdit[] {
    const list = this.#at(['steps']);
    if (!isSeq(list) || list.flow) return [];
    const chunks = this.#chunksOf(list);
    if (!chunks) return [];
    let last = -1;
    const keyed = chunks.map((chunk, i) => {
      const step = stepRange(valueOf(list.items[i], 'step'));
      last = step?.from ?? last;
      return { ...chunk, key: last };
    });
    const sorted = [...keyed].sort((a, b) => a.key - b.key).map(({ start, end }) => this.#text.slice(start, end));
    const whole = { start: chunks[0]?.start ?? 0, end: chunks.at(-1)?.end ?? 0 };
    // Only the last chunk of a text may lack a line end.
    const newText = sorted.map((chunk) => (chunk.endsWith('\n') ? chunk : `${chunk}\n`)).join('');
    return [{ ...whole, newText: this.#text[whole.end - 1] === '\n' ? newText : newText.slice(0, -1) }];
  }

  /** The lines of each item of a block list; undefined where two share a line. */
  #chunksOf(list: YAMLSeq): { start: number; end: number }[] | undefined {
    const starts = list.items.map((item) => this.#lineStart(rangeOf(item)?.[0] ?? 0));
    if (starts.some((start, i) => i > 0 && start <= (starts[i - 1] ?? 0))) return undefined;
    return starts.map((start, i) => ({ start, end: starts[i + 1] ?? this.#lineEnd(rangeOf(list.items[i])?.[1] ?? start) }));
  }

  #at(path: CardPath): unknown {
    let node = this.#root;
    for (const name of path) {
      if (isMap(node)) node = node.items.find(({ key }) => nameOf(key) === String(name))?.value;
      else node = isSeq(node) && typeof name === 'number' ? node.items[name] : undefined;
    }
    return node;
  }

  #pair(path: CardPath): { map: YAMLMap; pair: Pair } | undefined {
    const map = this.#at(path.slice(0, -1));
    if (!isMap(map)) return undefined;
    const pair = map.items.find(({ key }) => nameOf(key) === String(path.at(-1)));
    return pair && { map, pair };
  }

  /** Where a pair ends, without the spaces and line ends that a block value takes along. */
  #lastOf(pair: Pair): number {
    const end = rangeOf(pair.value)?.[1] ?? rangeOf(pair.key)?.[1] ?? 0;
    const written = this.#text.slice(0, Math.max(end, rangeOf(pair.key)?.[1] ?? 0)).trimEnd().length;
    return written;
  }

  #removeLines(start: number | undefined, end: number, next: number | undefined): TextEdit[] {
    if (start === undefined) return [];
    return [{ start: this.#lineStart(start), end: next === undefined ? this.#lineEnd(end) : this.#lineStart(next), newText: '' }];
  }

  /** Takes one of several parts between commas out, with the comma before it, or after it where it is the first. */
  #removeBetween(parts: readonly (readonly [number, number])[], at: number): TextEdit[] {
    const [part, before, after] = [parts[at], parts[at - 1], parts[at + 1]];
    if (!part) return [];
    const [start, end] = before ? [before[1], part[1]] : [part[0], after?.[0] ?? part[1]];
    return [{ start, end, newText: '' }];
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Behind the line end of the line of an offset. */
  #lineEnd(offset: number): number {
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? this.#text.length : end + 1;
  }
}

function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(pair: Pair | undefined): number | undefined {
  return rangeOf(pair?.key)?.[0];
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0] === undefined || range[1] === undefined ? undefined : [range[0], range[1]];
}

function valueOf(row: unknown, name: string): unknown {
  const value = isMap(row) ? row.items.find(({ key }) => nameOf(key) === name)?.value : undefined;
  return isScalar(value) ? value.value : undefined;
}
