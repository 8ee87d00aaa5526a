import type { JsonRecord } from '../json.ts';
import { scanMachine } from './scanMachine.ts';
import type { ScanMachine, ShapeNode } from './scanMachine.ts';
import type { Shape } from './shape.ts';
import { SizedText } from './sizedText.ts';

// The tags of the tape, as assembly/tape.ts writes them.
const PLAIN = 1;
const ESCAPED = 2;
const SIZED = 3;
const WHOLE_NUMBER = 4;
const JSON_TEXT = 5;
const TRUE = 6;
const FALSE = 7;
const NULL = 8;
const OBJECT = 9;
const LIST = 10;
const END = 11;
const KNOWN = 12;

/** Words of an entry. */
const ENTRY = 4;

/** Strings up to this length are put together here; for longer ones the call into the platform's decoder pays. */
const SHORT_TEXT = 64;

/** Thrown inside and caught in `scan`: the line is not what a scanner can read. */
const REFUSED = new Error('refused');

/**
 * Reads those parts of JSON objects that a shape asks for, straight from their bytes: what nobody asked for is passed over, undecoded.
 * WebAssembly finds the parts (`assembly/scan.ts`), which are made into objects here.
 *
 * Everything that is returned is what JSON.parse would have given in its place, the last of equal members included. What is not certain
 * is refused, and the caller turns to JSON.parse: text that is not one whole object, member names with escapes, values that are nested
 * too deeply, more parts than the tape holds, and everything where there is no WebAssembly. The one thing not looked at is what stands
 * inside strings that nobody asked for, so that damage there does not lose a record whose other parts are sound.
 */
export class RecordScanner {
  readonly #shape: Shape;
  #machine: ScanMachine | undefined;
  #root: ShapeNode | undefined;
  #bytes: Uint8Array = new Uint8Array();
  /** Where in the tape the next entry is. */
  #at = 0;

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  /** The bytes to scan lines of. They must stay as they are until the next call. */
  open(bytes: Uint8Array): void {
    this.#machine?.release(this);
    this.#bytes = bytes;
    const machine = scanMachine();
    if (machine === this.#machine) return;
    this.#machine = machine;
    this.#root = machine?.nodeOf(this.#shape);
  }

  /**
   * The wanted parts of the object that the bytes from `from` to `to` are; undefined where the scanner refuses it. Texts that were only
   * measured can be read until the next call.
   */
  scan(from: number, to: number): JsonRecord | undefined {
    const [machine, root] = [this.#machine, this.#root];
    if (!machine || !root || !machine.scan(root, this, this.#bytes, from, to)) return undefined;
    this.#at = 0;
    try {
      return this.#value(machine, root) as JsonRecord;
    } catch (error) {
      machine.forget();
      if (error === REFUSED) return undefined;
      throw error;
    }
  }

  #value(machine: ScanMachine, node: ShapeNode): unknown {
    const { tape } = machine;
    const at = this.#at;
    this.#at = at + ENTRY;
    switch ((tape[at] as number) & 0xff) {
      case PLAIN:
        return remember(node, tape[at + 1] as number, plainText(machine.bytes, tape[at + 2] as number, tape[at + 3] as number));
      case KNOWN:
        return node.texts[tape[at + 1] as number];
      case SIZED:
        return new SizedText(tape[at + 1] as number, machine, tape[at + 2] as number, tape[at + 3] as number);
      case WHOLE_NUMBER:
        return machine.numbers[(at >> 1) + 1];
      case OBJECT:
        return this.#object(machine, node);
      case LIST:
        return this.#list(machine, node);
      case TRUE:
        return true;
      case FALSE:
        return false;
      case NULL:
        return null;
      case JSON_TEXT:
        return parse(machine.bytes, tape[at + 2] as number, tape[at + 3] as number);
      case ESCAPED:
        return remember(
          node,
          tape[at + 1] as number,
          parse(machine.bytes, (tape[at + 2] as number) - 1, (tape[at + 3] as number) + 1) as string,
        );
      default:
        throw new Error('the tape of the scan cannot be read');
    }
  }

  #object(machine: ScanMachine, { object }: ShapeNode): unknown {
    const { tape } = machine;
    if (!object) throw new Error('the tape does not fit the shape');
    const wanted = object.blank();
    for (;;) {
      const head = tape[this.#at] as number;
      if ((head & 0xff) === END) break;
      const member = object.members[head >> 8];
      if (!member) throw new Error('the tape does not fit the shape');
      wanted[member.name] = this.#value(machine, member.node);
    }
    const end = this.#at;
    this.#at = end + ENTRY;
    if (!object.suffices || object.suffices(wanted)) return wanted;
    return parse(machine.bytes, tape[end + 2] as number, tape[end + 3] as number);
  }

  #list(machine: ScanMachine, { items }: ShapeNode): unknown[] {
    const { tape } = machine;
    if (!items) throw new Error('the tape does not fit the shape');
    const list: unknown[] = [];
    while (((tape[this.#at] as number) & 0xff) !== END) list.push(this.#value(machine, items));
    this.#at += ENTRY;
    return list;
  }
}

/** `number` is that under which the machine has remembered the text, from 1 on; 0 for not at all. */
function remember(node: ShapeNode, number: number, text: string): string {
  if (number > 0) node.texts[number - 1] = text;
  return text;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parse(bytes: Uint8Array, from: number, to: number): unknown {
  try {
    return JSON.parse(utf8.decode(bytes.subarray(from, to)));
  } catch {
    throw REFUSED;
  }
}

/** The text of bytes that are all plain. What is put together of several pieces has to be put together again by whoever looks into it. */
function plainText(b: Uint8Array, from: number, to: number): string {
  if (to - from > SHORT_TEXT) return utf8.decode(b.subarray(from, to));
  // The lengths of a uuid and of a time, of which most records have several.
  if (to - from === 36) return wholeText(b, from);
  let text = '';
  let i = from;
  for (; i + 24 <= to; i += 24) {
    // prettier-ignore
    text += String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!, b[i + 14]!, b[i + 15]!, b[i + 16]!, b[i + 17]!, b[i + 18]!, b[i + 19]!, b[i + 20]!, b[i + 21]!, b[i + 22]!, b[i + 23]!);
  }
  for (; i + 6 <= to; i += 6) text += String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!);
  for (; i < to; i++) text += String.fromCharCode(b[i]!);
  return text;
}

/** 36 characters. */
function wholeText(b: Uint8Array, i: number): string {
  // prettier-ignore
  return String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!, b[i + 14]!, b[i + 15]!, b[i + 16]!, b[i + 17]!, b[i + 18]!, b[i + 19]!, b[i + 20]!, b[i + 21]!, b[i + 22]!, b[i + 23]!, b[i + 24]!, b[i + 25]!, b[i + 26]!, b[i + 27]!, b[i + 28]!, b[i + 29]!, b[i + 30]!, b[i + 31]!, b[i + 32]!, b[i + 33]!, b[i + 34]!, b[i + 35]!);
}
