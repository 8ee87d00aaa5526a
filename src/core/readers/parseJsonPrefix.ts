/** As much of a damaged or unfinished JSON text as is sound. */
export interface JsonPrefix {
  /** The value with everything that was whole before the damage; undefined where not even its beginning is JSON. */
  value: unknown;
  /** Index of the first character that was not understood; the text's length where it just ends. */
  end: number;
  /** True where the text ends inside a string: pretty-printers never break a line there. */
  inString: boolean;
}

/** Deeper nesting is not followed: no session has it, and a hostile file must not exhaust the stack. */
const DEPTH_LIMIT = 400;

/**
 * Reads JSON text up to where it ends or stops being JSON, and gives what was whole until then. The item of the innermost list in which
 * the text breaks off is left out as a whole: half a message may have its prompt's tokens and not yet those of them that were cached, and
 * would show a wrong figure as right. Where no list is open, it is the member of the document. Lists and objects around it are closed.
 * For files that are cut or still being written; whole ones belong to JSON.parse, which is much faster.
 */
export function parseJsonPrefix(text: string): JsonPrefix {
  const parser = new PrefixParser(text);
  const value = parser.value(0);
  return { value: value === NOTHING ? undefined : value, end: parser.at, inString: parser.inString };
}

const NOTHING = Symbol('nothing');
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS: readonly [string, unknown][] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class PrefixParser {
  readonly #text: string;
  at = 0;
  broken = false;
  inString = false;
  /** What broke off has been left out with all that it was part of. */
  #isSettled = false;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    this.#space();
    const first = this.#text[this.at];
    if (first === '{') return this.#container(depth, true);
    if (first === '[') return this.#container(depth, false);
    if (first === '"') return this.#string();
    for (const [word, value] of LITERALS) {
      if (!this.#text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.#text);
    // A number at the very end may lack digits that were still to come.
    if (!number || NUMBER.lastIndex === this.#text.length) return this.#stop();
    this.at = NUMBER.lastIndex;
    return Number(number[0]);
  }

  #container(depth: number, isObject: boolean): unknown {
    const members: [string, unknown][] = [];
    const items: unknown[] = [];
    const close = isObject ? '}' : ']';
    this.at++;
    for (let first = true; depth < DEPTH_LIMIT; first = false) {
      this.#space();
      if (this.#text[this.at] === close && first) {
        this.at++;
        break;
      }
      const key = isObject ? this.#key() : '';
      const value = key === NOTHING ? NOTHING : this.value(depth + 1);
      if (value !== NOTHING && !this.#isLeftOut(depth, isObject, value)) {
        if (isObject) members.push([key as string, value]);
        else items.push(value);
      }
      if (this.broken) break;
      this.#space();
      const next = this.#text[this.at];
      if (next === close || next === ',') this.at++;
      else this.#stop();
      if (next !== ',') break;
    }
    if (depth >= DEPTH_LIMIT) this.#stop();
    if (this.broken && !isObject && !items.some(isAttribute)) this.#isSettled = true;
    // Not by assignment: a member called __proto__ must stay a member.
    return isObject ? Object.fromEntries(members) : items;
  }

  /** True for a member or item that is the place of the break, or around it, and has to go. */
  #isLeftOut(depth: number, isObject: boolean, value: unknown): boolean {
    if (!this.broken || this.#isSettled) return false;
    if (isObject) return depth === 0;
    this.#isSettled = !isAttribute(value);
    return true;
  }

  #key(): unknown {
    const key = this.#text[this.at] === '"' ? this.#string() : this.#stop();
    if (key === NOTHING) return NOTHING;
    this.#space();
    if (this.#text[this.at] !== ':') return this.#stop();
    this.at++;
    return key;
  }

  #string(): unknown {
    const from = this.at;
    for (let i = from + 1; i < this.#text.length; i++) {
      const unit = this.#text[i];
      if (unit === '\\') i++;
      else if (unit === '"') {
        try {
          const value = JSON.parse(this.#text.slice(from, i + 1)) as unknown;
          this.at = i + 1;
          return value;
        } catch {
          return this.#stop();
        }
      }
    }
    this.inString = true;
    this.at = this.#text.length;
    return this.#stop();
  }

  #space(): void {
    while (this.at < this.#text.length && ' \t\n\r'.includes(this.#text[this.at] as string)) this.at++;
  }

  #stop(): typeof NOTHING {
    this.broken = true;
    return NOTHING;
  }
}

/** An item of a list that stands for an object's members, as OpenTelemetry writes them: what breaks off in it breaks its owner. */
function isAttribute(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'key' in value;
}
