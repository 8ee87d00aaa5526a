import type { Json } from '../session/session.ts';
import { plainName } from './toolNames.ts';

/** Lines of a file, 1-based and inclusive; without `to` it goes as far as the tool shows. */
export interface LineRange {
  from: number;
  to?: number;
}

type Args = { [key: string]: Json };

/** The lines that a reading tool was asked for, in any of the agents' ways to say it. Undefined: the whole file, or the tool's own choice. */
export function lineRange(tool: string, args: Args): LineRange | undefined {
  if (Array.isArray(args.view_range)) return between(whole(args.view_range[0]), whole(args.view_range[1]));
  const start = whole(args.start_line) ?? whole(args.startLine) ?? next(whole(args.startLineNumberBaseZero));
  const end = whole(args.end_line) ?? whole(args.endLine) ?? next(whole(args.endLineNumberBaseZero));
  if (start !== undefined || end !== undefined) return between(start, end);
  const offset = whole(args.offset);
  const limit = whole(args.limit);
  if (offset === undefined && limit === undefined) return undefined;
  // Elsewhere an offset of 0 is accepted and means the first line too.
  const from = countsFromZero(tool, args) ? (offset ?? 0) + 1 : Math.max(1, offset ?? 1);
  return { from, ...(limit !== undefined && { to: from + limit - 1 }) };
}

/** Gemini CLI's `read_file` counts lines from 0 in `offset`; its path is `absolute_path`, or `file_path` in later versions. */
function countsFromZero(tool: string, args: Args): boolean {
  return plainName(tool) === 'readfile' && (args.absolute_path !== undefined || args.file_path !== undefined);
}

function between(from: number | undefined, to: number | undefined): LineRange | undefined {
  if (from === undefined && to === undefined) return undefined;
  const first = Math.max(1, from ?? 1);
  // -1 as the end, which is no whole number here, means the end of the file.
  return { from: first, ...(to !== undefined && to >= first && { to }) };
}

function next(line: number | undefined): number | undefined {
  return line === undefined ? undefined : line + 1;
}

function whole(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
