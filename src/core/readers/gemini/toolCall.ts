import type { SourcePointer, ToolResult } from '../../session/session.ts';
import type { ToolCall } from '../conversation.ts';
import { asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { resultBody } from '../resultBody.ts';
import { jsonText } from '../jsonText.ts';

const EXIT_CODE = /^Exit Code: (-?\d+)$/m;

/** A tool call with its result, which Gemini CLI keeps with the answer that asked for it. */
export function readToolCall(
  call: JsonRecord,
  fallback: string,
  source: SourcePointer,
): { use: ToolCall; result?: ToolResult; agentId?: string } {
  const use = { id: asText(call['id']) ?? fallback, name: asText(call['name']) ?? '', args: call['args'] };
  const agentId = asText(call['agentId']);
  const status = asText(call['status']);
  const parts = asList(call['result']).map((item) => readPart(asRecord(item)));
  const link = agentId === undefined ? {} : { agentId };
  if (parts.length === 0 && status === undefined) return { use, ...link };
  const text = parts.map((part) => part.text).join('\n');
  const failed = parts.find((part) => part.failed)?.text;
  const exit = use.name === 'run_shell_command' ? EXIT_CODE.exec(text)?.[1] : undefined;
  const isCancelled = status === 'cancelled';
  const result = resultBody(text, source, {
    at: asTime(call['timestamp']),
    isError: !isCancelled && (status === 'error' || failed !== undefined),
    status,
    error: isCancelled ? undefined : failed,
    exitCode: exit === undefined ? undefined : Number(exit),
    refused: isCancelled ? 'cancelled' : undefined,
  });
  return { use, result, ...link };
}

function readPart(part: JsonRecord | undefined): { text: string; failed: boolean } {
  const response = asRecord(asRecord(part?.['functionResponse'])?.['response']);
  if (!response) return { text: asText(part?.['text']) ?? '', failed: false };
  const error = asText(response['error']);
  if (error !== undefined) return { text: error, failed: true };
  return { text: asText(response['output']) ?? ('output' in response ? '' : jsonText(response)), failed: false };
}
