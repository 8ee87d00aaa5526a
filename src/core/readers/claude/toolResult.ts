import { exitInText, mayTellExit } from '../../session/exitInText.ts';
import type { SourcePointer, ToolResult } from '../../session/session.ts';
import { asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { keepBlocks, measureBlocks } from '../measureBlocks.ts';
import type { Detail } from '../reader.ts';
import { resultBody } from '../resultBody.ts';
import { firstLine, readBlocks } from '../text.ts';

const EXIT_CODE = /^(?:Error: )?Exit code (-?\d+)\b/;

/** What Claude Code says in place of a result when a person or a policy said no. */
const REJECTED =
  /^(?:User rejected tool use|The user doesn't want to (?:proceed|take this action)|\[Request interrupted by user for tool use\]|Permission to use .{1,200} has been denied|Claude requested permissions? to |This command requires approval|.{1,200} blocked by hook)/;

/** And when it was one of several and another one failed or was stopped. */
const CANCELLED = /^(?:Cancelled: parallel tool call|Sibling tool call errored)/;

/**
 * A tool_result block, with the structured `toolUseResult` of its line when the line holds just this one. Its text is only looked into here
 * where it may say how the tool ended.
 */
export function readToolResult(
  block: JsonRecord,
  structured: unknown,
  at: number | undefined,
  source: SourcePointer,
  detail: Detail,
): ToolResult {
  const isError = block['is_error'] === true;
  const content = block['content'];
  const measured = isError || detail === 'whole' ? undefined : measureBlocks(content, mayTellExit);
  const { text, chars, images } = measured ?? (isError || detail === 'figures' ? readBlocks(content) : keepBlocks(content));
  const details = asRecord(structured);
  const said = isError && typeof text === 'string' ? text.replace(/<\/?tool_use_error>/g, '').trim() : '';
  const structuredText = typeof structured === 'string' ? structured.replace(/^Error: /, '') : '';
  const exited = isError ? (EXIT_CODE.exec(said) ?? EXIT_CODE.exec(structuredText)) : null;
  const interrupted = details?.['interrupted'] === true || details?.['wasInterrupted'] === true;
  const status = asText(details?.['status']) ?? (interrupted ? 'interrupted' : undefined);
  const refused = isError ? refusal(said, structuredText) : undefined;
  const durationMs = asNumber(details?.['durationMs']) ?? asNumber(details?.['totalDurationMs']);
  const error = isError ? firstLine(exited ? said.slice(said.indexOf('\n') + 1) : said || structuredText) : '';
  const facts = { at, chars, images, isError, status, exitCode: exited ? Number(exited[1]) : undefined, error, refused, durationMs };
  const isWanted = detail === 'whole' || typeof text !== 'string' || saysMore(text, facts.exitCode);
  return isWanted ? resultBody(text, source, facts) : resultBody('', source, facts, '');
}

/** True where the text itself decides whether a command failed: it tells an exit status, or what one of 1 meant. */
function saysMore(text: string, exitCode: number | undefined): boolean {
  return exitCode === 1 || exitInText(text) !== undefined;
}

function refusal(said: string, structured: string): 'rejected' | 'cancelled' | undefined {
  if (CANCELLED.test(said) || CANCELLED.test(structured)) return 'cancelled';
  if (REJECTED.test(said) || REJECTED.test(structured)) return 'rejected';
  return undefined;
}
