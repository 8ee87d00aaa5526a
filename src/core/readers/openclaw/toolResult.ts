import type { SourcePointer, ToolResult } from '../../session/session.ts';
import { asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { measureBlocks } from '../measureBlocks.ts';
import { resultBody } from '../resultBody.ts';
import type { SizedText } from '../scan/sizedText.ts';
import { readBlocks } from '../text.ts';

const EXITED = /(?:Command|Process) exited with (?:exit )?code (-?\d+)\W*$/;
const ABORTED = /^(?:Command|Operation|Tool execution) (?:was )?aborted\.?$/i;
const SKIPPED = /^Skipped due to queued user message/;

/**
 * A toolResult message. Most failures carry isError: false; what tells is details.status, details.exitCode, details.error, a JSON
 * object {"status":"error",…} as the text, or a last line "Command exited with code N". All are taken down as they stand.
 */
export function readToolResult(message: JsonRecord, at: number | undefined, source: SourcePointer): ToolResult {
  const details = asRecord(message['details']);
  const measured = message['isError'] === true ? undefined : measureBlocks(message['content'], saysHowItEnded);
  const { text, chars, images } = measured ?? readBlocks(message['content']);
  const inText = details?.['status'] === undefined ? statusObject(text) : undefined;
  const status = asText(details?.['status']) ?? asText(inText?.['status']);
  const stated = asText(details?.['error']) ?? (status === 'error' ? asText(inText?.['error']) : undefined);
  const lastLine = text.slice(-200).split('\n').at(-1)?.trim() ?? '';
  const exited = EXITED.exec((stated ?? text).slice(-200).trimEnd());
  const exitCode = asNumber(details?.['exitCode']) ?? (exited ? Number(exited[1]) : undefined);
  const isError = message['isError'] === true;
  const error = stated ?? (isError ? text : undefined);
  const durationMs = asNumber(details?.['durationMs']);
  const refused = isError && (ABORTED.test(lastLine) || SKIPPED.test(text));
  const facts = { at, chars, images, isError, status, exitCode, error, refused: refused ? ('cancelled' as const) : undefined, durationMs };
  return measured ? resultBody(text, source, facts, '') : resultBody(text, source, facts);
}

/** How far from its ends a result may say how its command ended, in characters. */
const [AT_START, AT_END] = [40, 200];

/** True where a text may tell a status: as an object, or in words about an exit. */
function saysHowItEnded(text: SizedText): boolean {
  return text.mayEndIn('exit', AT_START, AT_END) || text.mayEndIn('{', 1, 0);
}

/** A shell command that the person ran in the agent's prompt (pi's "!" commands): a tool result without a model's call. */
export function readBashExecution(message: JsonRecord, at: number | undefined, source: SourcePointer): ToolResult {
  const output = asText(message['output']) ?? '';
  const exitCode = asNumber(message['exitCode']);
  return resultBody(output, source, { at, exitCode, refused: message['cancelled'] === true ? 'cancelled' : undefined });
}

/** The object that some tools give as their whole text, when it states a status. */
function statusObject(text: string): JsonRecord | undefined {
  if (!text.startsWith('{') || !text.trimEnd().endsWith('}') || text.length > 100_000) return undefined;
  try {
    const value = asRecord(JSON.parse(text));
    return typeof value?.['status'] === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
