import type { Json } from '../session/session.ts';
import { maskSecrets } from './maskSecrets.ts';
import { resolvePath } from './places.ts';
import type { ToolUse } from './toolUse.ts';

/** Longest target of a row, in characters. */
const TARGET_LIMIT = 60;

/** Longest piece of any trace text that is looked at when a line is made of it. */
const INSPECTED = 4_000;

/** A longer word is no secret but a blob. */
const LONGEST_WORD = 400;

/** Short text for what a tool use was about: the file, the command, the query. Undefined when the arguments tell nothing. */
export function describeTarget(use: ToolUse, args: Json, cwd: string | undefined, agentTask?: string): string | undefined {
  // Claude Code's short description says it better than the first words of the prompt.
  if (use.action === 'agent')
    return oneLine(textAt(args, 'description') || textAt(args, 'label') || agentTask || firstText(args), TARGET_LIMIT);
  if (use.action === 'shell') return oneLine(dropLeadingCd(use.command ?? '', cwd), TARGET_LIMIT);
  if (use.action === 'search') {
    const where = use.path ? ` in ${shortPath(use.path, cwd)}` : '';
    return oneLine(`${use.query ?? ''}${where}`.trim(), TARGET_LIMIT);
  }
  if (use.path) {
    const lines = use.range ? `:${use.range.from}${use.range.to === undefined ? '-' : `-${use.range.to}`}` : '';
    return `${shortenPath(oneLine(shortPath(use.path, cwd), INSPECTED) ?? '', TARGET_LIMIT - lines.length)}${lines}`;
  }
  return oneLine(use.query || firstText(args), TARGET_LIMIT);
}

/** Path relative to the session's folder or to the home folder that contains it; other paths as they are. */
export function shortPath(path: string, cwd: string | undefined): string {
  const folder = cwd ? resolvePath('.', cwd) : undefined;
  if (folder && path === folder) return '.';
  if (folder && path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
  return withTilde(path);
}

/** A path below any account's home folder, on any system, as `~/x`, so that no account name stands in a card. */
export function withTilde(text: string): string {
  return text.replace(/(^|[\s"'=:(])(?:\/(?:home|Users)\/[^/\s"']+|\/root|[A-Za-z]:[\\/]Users[\\/][^\\/\s"']+)(?=[/\\\s"']|$)/g, '$1~');
}

/** One line without control characters, direction marks and secrets, home folders as `~`, cut at `limit` characters. Undefined when nothing is left. */
export function oneLine(text: string, limit: number): string | undefined {
  const flat = maskSecrets(inspected(text))
    .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\s]+/gu, ' ')
    .trim();
  const shown = withTilde(flat);
  if (shown === '') return undefined;
  return shorten(shown, limit);
}

/** The beginning of a long text. Where it is cut a secret could be cut too, and be too short to be known for one: that word goes. */
function inspected(text: string): string {
  if (text.length <= INSPECTED) return text;
  let end = INSPECTED;
  while (end > INSPECTED - LONGEST_WORD && !/\s/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Cuts at a whole character and marks the cut. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.trimEnd()}…`;
}

/** The end of a path tells more than its beginning. */
function shortenPath(path: string, limit: number): string {
  if (path.length <= limit) return path;
  const end = path.slice(-(limit - 1)).replace(/^[\udc00-\udfff]/, '');
  const slash = end.indexOf('/');
  return `…${slash > 0 && slash < end.length - 10 ? end.slice(slash) : end}`;
}

function dropLeadingCd(command: string, cwd: string | undefined): string {
  const match = /^\s*cd\s+(["']?)([^"'&;|]+)\1\s*(?:&&|;)\s*/.exec(command);
  if (!match || !cwd) return command;
  return resolvePath((match[2] ?? '').trim(), cwd) === resolvePath('.', cwd) ? command.slice(match[0].length) : command;
}

function textAt(args: Json, key: string): string {
  const value = typeof args === 'object' && args !== null && !Array.isArray(args) ? args[key] : undefined;
  return typeof value === 'string' ? value : '';
}

function firstText(args: Json): string {
  if (typeof args === 'string') return args;
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return '';
  for (const key of [
    'description',
    'subject',
    'label',
    'skill',
    'query',
    'url',
    'action',
    'id',
    'operation',
    'message',
    'task',
    'prompt',
  ]) {
    const value = args[key];
    if (typeof value === 'string' && value.trim()) return value;
  }
  for (const value of Object.values(args)) if (typeof value === 'string' && value.trim()) return value;
  for (const [key, value] of Object.entries(args)) if (typeof value === 'number') return `${key} ${value}`;
  return '';
}
