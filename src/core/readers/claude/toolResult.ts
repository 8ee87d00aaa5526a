import type { SourcePointer, ToolResult } from '../../session/session.ts';
import { asList, asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { resultBody } from '../resultBody.ts';
import { SizedText } from '../scan/sizedText.ts';
import { type Blocks, charsOf, firstLine, readBlocks } from '../text.ts';

const EXIT_CODE = /^(?:Error: )?Exit code (-?\d+)\b/;

/** What Claude Code says in place of a result when a person or a policy said no. */
const REJECTED =
  /^(?:User rejected tool use|The user doesn't want to (?:proceed|take this action)|\[Request interrupted by user for tool use\]|Permission to use .{1,200} has been denied|Claude requested permissions? to |This command requires approval|.{1,200} blocked by hook)/;

/** And when it was one of several and another one failed or was stopped. */
const CANCELLED = /^(?:Cancelled: parallel tool call|Sibling tool call errored)/;

/** A tool_result block, with the structured `toolUseResult` of its line when the line holds just this one. */
export function readToolResult(block: JsonRecord, structured: unknown, at: number | undefined, source: SourcePointer): ToolResult {
  const isError = block['is_error'] === true;
  const measured = isError ? undefined : measureContent(block['content']);
  const { text, chars, images } = measured ?? readBlocks(block['content']);
  const details = asRecord(structured);
  const said = text.replace(/<\/?tool_use_error>/g, '').trim();
  const structuredText = typeof structured === 'string' ? structured.replace(/^Error: /, '') : '';
  const exited = isError ? (EXIT_CODE.exec(said) ?? EXIT_CODE.exec(structuredText)) : null;
  const interrupted = details?.['interrupted'] === true || details?.['wasInterrupted'] === true;
  const status = asText(details?.['status']) ?? (interrupted ? 'interrupted' : undefined);
  const refused = isError ? refusal(said, structuredText) : undefined;
  const durationMs = asNumber(details?.['durationMs']) ?? asNumber(details?.['totalDurationMs']);
  const error = isError ? firstLine(exited ? said.slice(said.indexOf('\n') + 1) : said || structuredText) : '';
  const facts = { at, chars, images, isError, status, exitCode: exited ? Number(exited[1]) : undefined, error, refused, durationMs };
  return measured ? resultBody(text, source, facts, '') : resultBody(text, source, facts);
}

/** How far from its ends a result may say how its command ended, in characters. */
const [AT_START, AT_END] = [40, 80];

/**
 * The size of content whose texts were measured and need not be read: undefined where they were not, or where they may say how a
 * command ended, which nothing else tells.
 */
function measureContent(content: unknown): Blocks | undefined {
  const parts = content instanceof SizedText ? [{ type: 'text', text: content }] : asList(content).map(asRecord);
  let chars = 0;
  let images = 0;
  let sized = 0;
  for (const part of parts) {
    const said = part?.['text'];
    if (said instanceof SizedText) {
      if (said.mayEndIn('exit', AT_START, AT_END)) return undefined;
      sized++;
      chars += charsOf(said);
    } else if (part?.['type'] === 'image') images++;
    else return undefined;
  }
  return sized > 0 ? { text: '', chars, images } : undefined;
}

function refusal(said: string, structured: string): 'rejected' | 'cancelled' | undefined {
  if (CANCELLED.test(said) || CANCELLED.test(structured)) return 'cancelled';
  if (REJECTED.test(said) || REJECTED.test(structured)) return 'rejected';
  return undefined;
}
