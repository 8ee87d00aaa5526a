import type { TextEdit } from './textEdit.ts';
import type { TextProblem } from './textProblem.ts';

/** One way to mend one problem of a text that a person edits. */
export interface TextFix<Kind extends string> {
  /** What it does; `key` and `value` say to what. */
  kind: Kind;
  /** The problem that it mends: its code and where it begins (1-based). */
  code: string;
  start: TextProblem['start'];
  key: string;
  /** The amount, word or name that is written. */
  value: string;
  /** True where it is the one thing to do, not one of several. */
  isPreferred: boolean;
  edits: TextEdit[];
}
