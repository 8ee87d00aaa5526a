import { SCAN_MODULE } from './scanModule.ts';
import type { ObjectShape, Shape } from './shape.ts';
import type { TextSource } from './sizedText.ts';

/** What `assembly/scan.ts` offers; it says what each does. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  bytesAt(): number;
  tapeAt(): number;
  addNode(sized: boolean, repeats: boolean): number;
  setItems(node: number, items: number): void;
  setObject(node: number): void;
  addMember(node: number, length: number, value: number, index: number): void;
  forget(): void;
  scan(root: number, start: number, end: number): number;
  digest(from: number, units: number): number;
  digestB(): number;
}

/** A shape as the machine knows it. */
export interface ShapeNode {
  readonly address: number;
  object: ObjectNode | undefined;
  items: ShapeNode | undefined;
  /** The texts that the machine remembers for a shape of `repeats`, by its number for them. */
  readonly texts: string[];
}

interface ObjectNode extends Pick<ObjectShape, 'blank' | 'suffices'> {
  readonly members: { readonly name: string; readonly node: ShapeNode }[];
}

/** What is loaded at a time, unless a line is longer. */
const WINDOW_BYTES = 1 << 18;

/** The scan looks at up to so many bytes behind the last. */
const PADDING = 64;

/** Memory never shrinks: a machine that a very long line has made larger than this is given up when it is idle. */
const LARGEST_KEPT = 8 << 20;

const PAGE = 1 << 16;

/**
 * The scan's WebAssembly with its memory. Shared by all scanners of a thread: of the files that are read at the same time, each is at work
 * only while one of its chunks is pushed. Each `turn` is one scanned line.
 */
export class ScanMachine implements TextSource {
  readonly #exports: Exports;
  readonly #bytesAt: number;
  readonly #nodes = new Map<Shape, ShapeNode>();
  bytes = new Uint8Array();
  /** Entries of four words, see `assembly/tape.ts`. */
  tape = new Int32Array();
  /** The same memory as `tape`: the second half of an entry may be a number. */
  numbers = new Float64Array();
  turn = 0;
  /** Whose bytes are loaded, and which of them. */
  #source: object | undefined;
  #from = 0;
  #to = 0;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.#bytesAt = this.#exports.bytesAt();
    this.#look();
  }

  get isTooLarge(): boolean {
    return this.bytes.length > LARGEST_KEPT;
  }

  /** Makes a shape ready. One that occurs twice becomes one node. */
  nodeOf(shape: Shape): ShapeNode {
    const known = this.#nodes.get(shape);
    if (known) return known;
    const { object, items, sized = false, repeats = false } = shape;
    const machine = this.#exports;
    const node: ShapeNode = { address: machine.addNode(sized, repeats), object: undefined, items: undefined, texts: [] };
    this.#nodes.set(shape, node);
    if (items) machine.setItems(node.address, (node.items = this.nodeOf(items)).address);
    if (!object) return node;
    machine.setObject(node.address);
    const members = Object.entries(object.members).map(([name, value]) => ({ name, node: this.nodeOf(value) }));
    this.#source = undefined;
    members.forEach(({ name, node: value }, index) => {
      const { written } = new TextEncoder().encodeInto(name, this.bytes.subarray(this.#bytesAt));
      machine.addMember(node.address, written, value.address, index);
    });
    node.object = { blank: object.blank, suffices: object.suffices, members };
    return node;
  }

  /** Scans one line of the bytes; the tape has its parts. False where the line is refused. */
  scan(root: ShapeNode, source: object, bytes: Uint8Array, from: number, to: number): boolean {
    const isLoaded = this.#source === source && from >= this.#from && to <= this.#to;
    if (!isLoaded && !this.#load(source, bytes, from, to)) return false;
    this.turn++;
    const shift = this.#bytesAt - this.#from;
    try {
      this.#exports.scan(root.address, from + shift, to + shift);
      return true;
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.forget();
      return false;
    }
  }

  /** To be called when the tape of a line was not read to its end: what it was to teach is not known. */
  forget(): void {
    this.#exports.forget();
  }

  /** The source's bytes may change from now on. */
  release(source: object): void {
    if (this.#source === source) this.#source = undefined;
  }

  token(from: number, to: number): Uint8Array {
    return this.bytes.subarray(from, to);
  }

  digest(from: number, units: number): { a: number; b: number } {
    return { a: this.#exports.digest(from + 1, units), b: this.#exports.digestB() };
  }

  /** False where there is no memory for a line as long as this. */
  #load(source: object, bytes: Uint8Array, from: number, to: number): boolean {
    const end = Math.max(to, Math.min(from + WINDOW_BYTES, bytes.length));
    const missing = this.#bytesAt + end - from + PADDING - this.bytes.length;
    if (missing > 0 && !this.#grow(missing)) return false;
    this.bytes.set(bytes.subarray(from, end), this.#bytesAt);
    [this.#source, this.#from, this.#to] = [source, from, end];
    return true;
  }

  #grow(bytes: number): boolean {
    try {
      this.#exports.memory.grow(Math.ceil(bytes / PAGE));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.#look();
    return true;
  }

  /** Views end when the memory grows. */
  #look(): void {
    const { buffer } = this.#exports.memory;
    const tapeAt = this.#exports.tapeAt();
    this.bytes = new Uint8Array(buffer);
    this.tape = new Int32Array(buffer, tapeAt, (this.#bytesAt - tapeAt) >> 2);
    this.numbers = new Float64Array(buffer, tapeAt, (this.#bytesAt - tapeAt) >> 3);
  }
}

let compiled: WebAssembly.Module | 'impossible' | undefined;
let idle: ScanMachine | undefined;

/** The thread's machine. Undefined where there is no WebAssembly, or one without instructions for many bytes at once. */
export function scanMachine(): ScanMachine | undefined {
  if (idle && !idle.isTooLarge) return idle;
  compiled ??= compile();
  return compiled === 'impossible' ? undefined : (idle = new ScanMachine(compiled));
}

function compile(): WebAssembly.Module | 'impossible' {
  const bytes = Uint8Array.from(atob(SCAN_MODULE), (letter) => letter.charCodeAt(0));
  return typeof WebAssembly === 'object' && WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : 'impossible';
}
