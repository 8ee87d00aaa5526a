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

/** All of a value. */
export const WHOLE: Shape = {};

/** A string that is mostly the same. Each member gets a shape of its own: those that share one push each other's texts out of what is remembered. */
export function repeats(): Shape {
  return { repeats: true };
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
