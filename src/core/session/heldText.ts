import type { ToolResult } from './session.ts';

/** A text as its reader left it: its size and its ends are known, and what it says is decoded by whoever wants to know. */
export interface HeldText {
  /** UTF-16 units. */
  readonly length: number;
  read(): string;
  /** Its first UTF-16 units, so many, or one less where a pair of them would be cut. */
  readStart(units: number): string;
  /** Whether this ASCII word, in whatever case, may stand in its first or its last characters. */
  mayEndIn(word: string, first: number, last: number): boolean;
}

const HELD = Symbol('held text');

type WithHeld = Omit<ToolResult, 'text'> & { [HELD]?: HeldText | string };

/** The property is the result's own, as any other: who spreads a result, or writes it as JSON, gets the text. */
const TEXT: PropertyDescriptor & ThisType<WithHeld> = {
  configurable: true,
  enumerable: true,
  get() {
    const held = this[HELD] ?? '';
    return typeof held === 'string' ? held : (this[HELD] = held.read());
  },
  set(text: string) {
    this[HELD] = text;
  },
};

/**
 * Gives a result its text, which is decoded when it is asked for the first time: of most results of a session nobody ever asks for more than
 * the size, and to decode all of them takes longer than to read everything else that a card needs.
 */
export function holdText(result: Omit<ToolResult, 'text'>, text: HeldText): ToolResult {
  Object.defineProperty(result, HELD, { value: text, writable: true, configurable: true });
  return Object.defineProperty(result, 'text', TEXT) as ToolResult;
}

/** UTF-16 units of the text that is kept of a result, decoded or not. */
export function lengthOfText(result: ToolResult): number {
  return heldIn(result)?.length ?? result.text.length;
}

/** What a result's text begins with: its first UTF-16 units, so many, or one less where a pair of them would be cut. */
export function startOfText(result: ToolResult, units: number): string {
  return heldIn(result)?.readStart(units) ?? result.text.slice(0, units);
}

/** False where a result's text is sure not to have the word in its first or its last characters. */
export function mayEndIn(result: ToolResult, word: string, first: number, last: number): boolean {
  return heldIn(result)?.mayEndIn(word, first, last) ?? true;
}

/** True where the session holds all of the result's text. */
export function hasWholeText(result: ToolResult): boolean {
  return lengthOfText(result) >= result.chars;
}

/** The result with another place in its source, its text as it was, decoded or not. */
export function moveResult(result: ToolResult, source: ToolResult['source']): ToolResult {
  if (!heldIn(result)) return { ...result, source };
  return Object.assign(Object.defineProperties({} as ToolResult, Object.getOwnPropertyDescriptors(result)), { source });
}

function heldIn(result: WithHeld): HeldText | undefined {
  const held = result[HELD];
  return typeof held === 'object' ? held : undefined;
}
