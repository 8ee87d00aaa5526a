/**
 * Which entry of a session is meant: by its number in the card (main thread), or by where its record stands. Several entries may share a
 * record: `toolCallId` tells them apart.
 */
export type StepReference = { step: number } | { source: number; offset: number; toolCallId?: string };

/** A text of the trace, perhaps cut. It is hostile: to be shown as text only. */
export interface DetailText {
  text: string;
  /** Length of the whole text in UTF-16 characters; `text` is shorter where it was cut. */
  chars: number;
  /** The record it stands in. */
  at: { path: string; line: number; offset: number; length: number };
}

/** What one entry of a session says in full. */
export interface StepDetail {
  kind: 'llm' | 'tool' | 'user' | 'compaction';
  /** Name of the tool or of the model; '' where there is none. */
  name: string;
  toolCallId?: string;
  /** A tool's arguments as JSON text; absent where it was given none. */
  args?: DetailText;
  /** A tool's result, the answer of a model, the words of a user; absent where there is none (yet), or the source does not keep it. */
  result?: DetailText;
}

/** Longest text in one answer, in characters, when the request names no limit; and the highest limit that it may name. */
export const DETAIL_CHARS = { usual: 100_000, most: 2_000_000 };
