import { asNumber, asText } from '../../../src/core/readers/json.ts';
import type { RawSession, RawUse } from './rawSession.ts';

/** What a tool use looked at, as far as it is certain: the bench's own judgement, which asks nothing of the code it judges. */
export type Look =
  | { kind: 'read'; use: RawUse; path: string; from: number; lines: string[]; numbered: boolean; whole: boolean }
  | { kind: 'search'; use: RawUse }
  | { kind: 'command'; use: RawUse; command: string };

const READ = /^read$/i;
const SEARCH = /^(?:grep|glob|ls|find)$/i;
const SHELL = /^(?:bash|exec)$/i;
const EDIT = /^(?:edit|write|multiedit)$/i;
const GUTTER = /^\s{0,8}(\d{1,7})(?:\u2192|\t)(.*)$/;

/** Tools that keep the agent's own books. */
const BOOKS = /^(?:todowrite|todoread|taskcreate|taskupdate|tasklist|taskget|session_status)$/i;

/** Programs that only show something, with any arguments but those below. */
const SHOWS =
  /^(?:ls|cat|head|tail|grep|egrep|rg|wc|pwd|tree|nl|file|stat|du|jq|cut|sort|uniq|tr|sed -n|find|git (?:log|show|diff|grep|blame|rev-parse|ls-files))\b/;
const MAY_WRITE = /[<>`]|\$\(|\btee\b|-exec|-delete|-i\b|--in-place|-f\b|--follow|\bxargs\b|--output|-o\b|--ext-diff|\bsleep\b|&\s*$/;

/** True for a command line of which every part only shows something. */
export function onlyShows(command: string): boolean {
  const plain = command.replaceAll(/2>(?:&1|\/dev\/null)/g, '');
  if (MAY_WRITE.test(plain) || plain.includes('\n')) return false;
  const parts = plain.split(/&&|\|\||[;|]/).map((part) => part.trim());
  return parts.every((part) => part === '' || /^cd\s+\S+$/.test(part) || /^echo\b/.test(part) || SHOWS.test(part));
}

export function commandOf(use: RawUse): string | undefined {
  return SHELL.test(use.name) ? asText(use.input['command']) : undefined;
}

export function pathOf(use: RawUse): string | undefined {
  return asText(use.input['file_path']) ?? asText(use.input['path']);
}

/** Shorter answers prove little and hold no lines to play with. */
const TELLING = 120;
const LONGEST = 24_000;

/** The look that a use was, or undefined where it was none, failed, or cannot be told. */
export function lookOf(use: RawUse): Look | undefined {
  if (use.isError || use.result.length < TELLING || use.result.length > LONGEST) return undefined;
  const command = commandOf(use);
  if (command !== undefined) return onlyShows(command) && !asText(use.input['yieldMs']) ? { kind: 'command', use, command } : undefined;
  if (SEARCH.test(use.name)) return { kind: 'search', use };
  const path = pathOf(use);
  if (!READ.test(use.name) || path === undefined || !path.startsWith('/') || /error|not exist|exceeds/i.test(use.result.slice(0, 80)))
    return undefined;
  return readOf(use, path);
}

function readOf(use: RawUse, path: string): Look | undefined {
  const text = use.result.replaceAll(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '').trimEnd();
  const rows = text.split('\n');
  const numbers = rows.map((row) => GUTTER.exec(row));
  const from = asNumber(use.input['offset']) ?? 1;
  const asked = use.input['offset'] !== undefined || use.input['limit'] !== undefined;
  if (numbers.every((match) => match)) {
    const first = Number(numbers[0]?.[1]);
    const lines = numbers.map((match) => match?.[2] ?? '');
    return { kind: 'read', use, path, from: first, lines, numbered: true, whole: !asked && first === 1 };
  }
  if (numbers.some((match) => match) || /\[[^\]]*(?:more lines|truncated|offset=)[^\]]*\]/i.test(text)) return undefined;
  return { kind: 'read', use, path, from, lines: rows, numbered: false, whole: !asked };
}

/** The lines as the reading tool of the session shows them. */
export function showLines(look: Look & { kind: 'read' }, from: number, lines: readonly string[]): string {
  if (!look.numbered) return lines.join('\n');
  return lines.map((line, i) => `${String(from + i).padStart(6)}\u2192${line}`).join('\n');
}

/** True where the use cannot have changed what the look showed. */
export function leavesAlone(use: RawUse, look: Look): boolean {
  if (use.isError) return false;
  if (READ.test(use.name) || SEARCH.test(use.name) || BOOKS.test(use.name)) return true;
  const command = commandOf(use);
  if (command !== undefined) return onlyShows(command);
  const path = pathOf(use);
  return EDIT.test(use.name) && look.kind === 'read' && path !== undefined && lastName(path) !== lastName(look.path);
}

/**
 * The places behind a look, nearest first, at which it still stands: nothing in between may have changed what it showed, nobody spoke, and
 * the context lost nothing.
 */
export function gapsAfter(session: RawSession, look: Look, atMost: number): number[] {
  const { callAt, resultAt } = look.use;
  const broken = Math.min(...session.breaks.filter((at) => at > callAt), Infinity);
  const others = session.uses.filter((use) => use !== look.use && use.callAt >= callAt);
  const changed = Math.min(...others.filter((use) => !leavesAlone(use, look)).map((use) => use.callAt), Infinity);
  return session.gaps.filter((gap) => gap >= resultAt && gap + 1 < broken && gap < changed).slice(0, atMost);
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
