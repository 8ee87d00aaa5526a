import type { JsonRecord } from '../json.ts';

/**
 * What of a JSON value is wanted. A value of another kind than the shape speaks of (a list where an object was expected) comes whole, so
 * that no record is read wrongly because it is unusual. `{}` wants the whole value.
 */
export interface Shape {
  /** Of an object: only these members. */
  object?: ObjectShape;
  /** Of a list: each item by this shape. */
  items?: Shape;
  /** Of a string: only how long it is, as a SizedText; its characters can still be read while the record is handed over. */
  sized?: boolean;
  /** The string is mostly the same in record after record: what was decoded once is used again. */
  repeats?: boolean;
}

export interface ObjectShape {
  readonly members: Readonly<Record<string, Shape>>;
  /** A new object with all members, none of them known yet: to fill one that has its members is much faster than to add them. */
  readonly blank: () => Record<string, unknown>;
  /** Of the members just read: false where the object must come whole after all, with every member. */
  readonly suffices: ((members: JsonRecord) => boolean) | undefined;
}

/** The members that are wanted of an object; `blank` names the same ones. */
export function objectShape<M extends Record<string, Shape>>(
  members: M,
  blank: () => { [K in keyof M]: undefined },
  suffices?: (members: JsonRecord) => boolean,
): ObjectShape {
  return { members, blank, suffices };
}

/** A shape made ready for reading. */
export interface ShapeNode {
  readonly object: ObjectNode | undefined;
  readonly items: ShapeNode | undefined;
  readonly sized: boolean;
  readonly repeats: boolean;
  /** The string read last, for `repeats`, and its bytes. */
  lastText: string;
  readonly lastBytes: Uint8Array;
  lastLength: number;
}

export interface ObjectNode {
  readonly members: MemberTable;
  readonly blank: () => Record<string, unknown>;
  readonly suffices: ((members: JsonRecord) => boolean) | undefined;
}

/** A member that was met or is wanted. Members of one hash are chained. */
export interface MemberNode {
  readonly name: string;
  /** The name as it stands: quoted, with the colon. */
  readonly token: Uint8Array;
  /** Absent: nobody asked for it. */
  readonly value: ShapeNode | undefined;
  readonly next: MemberNode | undefined;
  /** The members that came after it the last times: what comes next is nearly always one of them. */
  after: MemberNode | undefined;
  afterToo: MemberNode | undefined;
}

/** Longer strings are not remembered: to compare them would cost what it saves. */
export const REPEATS_LIMIT = 256;

const TABLE_SIZE = 64;

/** Names that nobody asked for are learned too, so that they can be expected; a file of nothing but new names must not fill the memory. */
const LEARNED_LIMIT = 64;

/** The members of an object by a hash of the name's bytes. */
export interface MemberTable {
  readonly slots: (MemberNode | undefined)[];
  learned: number;
  /** What objects of this shape begin with. */
  readonly start: Pick<MemberNode, 'after' | 'afterToo'>;
}

/** Makes shapes ready. A shape that occurs twice becomes one node. */
export function compileShape(shape: Shape, known = new Map<Shape, ShapeNode>()): ShapeNode {
  const before = known.get(shape);
  if (before) return before;
  const { object, items, sized = false, repeats = false } = shape;
  const node: ShapeNode = {
    object: object && { ...object, members: tableOf(object, known) },
    items: items && compileShape(items, known),
    sized,
    repeats,
    lastText: '',
    lastBytes: new Uint8Array(repeats ? REPEATS_LIMIT : 0),
    lastLength: -1,
  };
  known.set(shape, node);
  return node;
}

function tableOf({ members }: ObjectShape, known: Map<Shape, ShapeNode>): MemberTable {
  const table: MemberTable = {
    slots: new Array<MemberNode | undefined>(TABLE_SIZE).fill(undefined),
    learned: 0,
    start: { after: undefined, afterToo: undefined },
  };
  for (const [name, value] of Object.entries(members)) {
    addMember(table, name, new TextEncoder().encode(`"${name}":`), compileShape(value, known));
  }
  return table;
}

function addMember({ slots }: MemberTable, name: string, token: Uint8Array, value: ShapeNode | undefined): MemberNode {
  const slot = slotOf(token, 1, token.length - 2);
  return (slots[slot] = { name, token, value, next: slots[slot], after: undefined, afterToo: undefined });
}

/** The member whose name stands from `from` to `to`, between its quotes. Undefined for a name that nobody asked for and that is too much. */
export function findMember(table: MemberTable, bytes: Uint8Array, from: number, to: number): MemberNode | undefined {
  for (let member = table.slots[slotOf(bytes, from, to)]; member; member = member.next) {
    if (member.token.length === to - from + 3 && isHere(member.token, to - from + 1, bytes, from - 1)) return member;
  }
  if (table.learned >= LEARNED_LIMIT) return undefined;
  table.learned++;
  const token = new Uint8Array(to - from + 3);
  token.set(bytes.subarray(from - 1, to + 1));
  token[token.length - 1] = 0x3a;
  return addMember(table, '', token, undefined);
}

/** True where the first `length` bytes of `known` stand at `at`. */
export function isHere(known: Uint8Array, length: number, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < length; i++) if (known[i] !== bytes[at + i]) return false;
  return true;
}

function slotOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length === 0) return 0;
  return (
    (length * 5 + (bytes[from] as number) * 3 + (bytes[to - 1] as number) * 7 + (bytes[from + (length >> 1)] as number)) & (TABLE_SIZE - 1)
  );
}
