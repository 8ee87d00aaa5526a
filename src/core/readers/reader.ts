import type { Session, Source, Warning } from '../session/session.ts';
import type { Shape } from './scan/shape.ts';

/**
 * How much of a session is wanted. "whole" is everything the model has. "figures" is what dollars need: calls, usage, sizes and how tools
 * ended are the same to the last digit, while texts of answers and results may be missing ('' where the size says otherwise), and so
 * may the hashes of results (''), the input of a tool that went well and started no agent (null), raw usage and the source's digest.
 */
export type Detail = 'figures' | 'whole';

/** Reads one source of one format. Fed record by record, so that no file is ever held as one string. */
export interface SessionReader {
  /** Takes the next record. Must not throw for any JSON value: what it does not understand it skips or warns about. */
  record(value: unknown, at: RecordPlace): void;
  /**
   * Gives the session as far as it has been read. May be called more than once, and more records may follow: a live file grows.
   * The result shares nothing mutable with the reader.
   */
  session(source: Source, warnings: readonly Warning[]): Session;
  /** The same for the last time: nothing follows, and what was gathered may become the session. Without it `session` is asked. */
  finish?(source: Source, warnings: readonly Warning[]): Session;
}

/** Where a record stood: 1-based line, byte offset and byte length without the line end. */
export interface RecordPlace {
  line: number;
  offset: number;
  length: number;
  /**
   * For a record that is a whole JSON document: where a list or object inside it stands, by its path (`find('messages', 3)`).
   * Undefined for a path that does not exist, or lies too deep. Records of JSON Lines have no places inside.
   */
  find?: (...path: (string | number)[]) => RecordPlace | undefined;
}

/** A source format: one file in this folder, one line in formats.ts. */
export interface SessionFormat {
  /** Stable id, kebab-case: "claude-code". */
  id: string;
  /** For people: "Claude Code". */
  label: string;
  /** How sure the format is that these first records (at most 25, damaged lines left out) are its own: 0 not at all, 1 certain. */
  recognise(firstRecords: readonly unknown[], fileName: string): number;
  createReader(fileName: string, detail: Detail): SessionReader;
  /**
   * What of its records the reader looks at. Then lines come from the scanner with just that in them, in "figures" with SizedText for
   * strings that are only measured. The first records, and lines that the scanner refuses, come whole all the same. Without it
   * every line is parsed.
   */
  shape?(detail: Detail): Shape;
  /** True where a session of this format is one JSON document: then even a document that is cut in its first line may be one. */
  isDocument?: boolean;
}
