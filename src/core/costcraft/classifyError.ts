import type { ToolAction } from '../card/toolNames.ts';
import type { ToolResult } from '../session/session.ts';

/** Kinds of failure that we have our own words for. The text of an error only ever chooses one of them; none of it goes any further. */
export type ErrorKind =
  | 'unread'
  | 'stale'
  | 'no-match'
  | 'not-unique'
  | 'too-large'
  | 'no-file'
  | 'is-folder'
  | 'no-command'
  | 'bad-option'
  | 'wrong-folder'
  | 'moved'
  | 'line-ends'
  | 'timeout'
  | 'other';

const FILE_ERRORS: readonly [ErrorKind, RegExp][] = [
  ['unread', /has not been read yet|must (?:first )?(?:be )?read (?:it|the file|first)|read (?:it|the file) (?:first|before)/i],
  ['stale', /(?:modified|changed) since (?:it was )?(?:last )?read|unexpectedly modified|changed on disk|modified externally/i],
  ['not-unique', /found \d+ (?:matches|occurrences)|not unique|must be unique|multiple (?:matches|occurrences)/i],
  [
    'no-match',
    /string to replace not found|(?:could not find|cannot find|did not find) the (?:exact )?(?:text|string|old)|old_?(?:string|text)[^.\n]{0,40} not found|no (?:exact )?match(?:es)? (?:was |were )?found|did not appear verbatim|failed to find (?:expected lines|context)/i,
  ],
  ['too-large', /exceeds? (?:the )?maximum allowed|(?:file|content)[^.\n]{0,40} too (?:large|big|long)/i],
  ['is-folder', /EISDIR|is a directory/],
  // A program that cannot be started says ENOENT too; that is no path of the agent's.
  [
    'no-file',
    /ENOENT(?![^\n]{0,80}spawn)|no such file(?![^\n]{0,40}spawn)|(?:file|path)[^.\n]{0,80} (?:does not exist|not found)|does not exist/i,
  ],
];

const SHELL_ERRORS: readonly [ErrorKind, RegExp][] = [
  ['line-ends', /['‘`](?:ba|z|da)?sh\\r['’`]|\$'(?:\w*)\\r'|bad interpreter: \S*\^M/],
  ['moved', /^[^\n]{0,60}\bcd:[^\n]{0,300}(?:no such file|can't cd to)/i],
  ['no-command', /\b(?:command not found|not recognized as an internal)|^(?:\/bin\/)?(?:ba|da|z)?sh: (?:line )?\d*:? ?\S+: not found/m],
  [
    'bad-option',
    /unknown (?:short |long )?(?:option|flag|argument|switch)|unrecogni[sz]ed (?:option|argument|flag)|invalid option|illegal option|unexpected argument|flag provided but not defined|no such option/i,
  ],
  [
    'wrong-folder',
    /go\.mod file not found|cannot find main module|directory prefix .{0,80} does not contain|(?:no such file or directory|could not (?:find|read|open))[^\n]{0,120}(?:package\.json|Cargo\.toml|pyproject\.toml|Makefile)|(?:package\.json|Cargo\.toml|pyproject\.toml)[^\n]{0,60}(?:not found|no such file)|no (?:makefile|package\.json) found|not a git repository/i,
  ],
  ['timeout', /^(?:[^\n]*\n){0,3}[^\n]{0,80}(?:command )?timed out after \d/i],
];

/** A program that shows or searches what its operands name, and says that there is no such file. */
const UNREADABLE = /^(?:\S+: ?)?(?:cat|head|tail|nl|sed|grep|egrep|rg|wc|less|jq)(?:\.exe)?: [^\n]*no such file/im;

/** Sorts a failed result into one of our kinds. Looks at its beginning and its end, where errors stand. */
export function classifyError(action: ToolAction, result: ToolResult): ErrorKind | undefined {
  const text = `${result.error ?? ''}\n${result.text.slice(0, 3_000)}\n${result.text.slice(-1_500)}`;
  if (action === 'read' || action === 'write') return FILE_ERRORS.find(([, pattern]) => pattern.test(text))?.[0];
  if (action === 'search') return /^\W*(?:path|file|directory|folder)\b[^\n]{0,300} does not exist/i.test(text) ? 'no-file' : undefined;
  if (action !== 'shell') return undefined;
  const said = text.trimStart().replace(/^Exit code \d+\s*/, '');
  const kind = SHELL_ERRORS.find(([, pattern]) => pattern.test(said))?.[0];
  if (kind === 'line-ends') return kind;
  if (result.exitCode === 127) return 'no-command';
  return kind ?? (UNREADABLE.test(text) ? 'no-file' : 'other');
}
