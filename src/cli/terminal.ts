/** The surroundings of one run of the command line, as parameters so that tests need no process. */
export interface Terminal {
  /** Standard output and standard error; the text includes its line ends. */
  out(text: string): void;
  err(text: string): void;
  cwd: string;
  /** The user's home folder. */
  home: string;
  variables: Readonly<Record<string, string | undefined>>;
  /** True where colours help: a terminal, and NO_COLOR is not set. */
  colour: boolean;
  /** Width of the terminal in characters; absent where the output goes elsewhere. */
  columns?: number;
  /** Trades processor time for memory from now on; absent where the process is another's. */
  limitMemory?: () => void;
  /** Where what was made of files is kept for the next run, and by which build of the program. Absent: nothing is kept. */
  keep?: { folder: string; build: string };
}

/** What a command ends with: all well, some input failed while the rest was done, wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Raised for a command line that cannot be understood; the message says how to mend it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Text in a trace or a file name may hold control and direction characters, which must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
