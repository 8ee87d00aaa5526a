import type { SourcePointer, ToolResult } from '../../session/session.ts';
import { asRecord, asText, type JsonRecord } from '../json.ts';
import { resultBody } from '../resultBody.ts';

/** The last line that Copilot CLI's shell tools add. */
const EXITED = /<(?:shellId: \S+ completed|exited|command exited) with exit code (-?\d+)>\s*$/;

/** The end of a tool's run. A failure has an error in the place of the result. */
export function readCompletion(data: JsonRecord, at: number | undefined, source: SourcePointer): ToolResult {
  const result = asRecord(data['result']);
  const error = asRecord(data['error']);
  const message = asText(error?.['message']) ?? asText(data['error']);
  const text = asText(result?.['content']) ?? asText(data['result']) ?? message ?? '';
  const exit = EXITED.exec(text)?.[1];
  const code = asText(error?.['code']);
  const refused = code !== undefined && /reject|denied/.test(code) ? ('rejected' as const) : undefined;
  return resultBody(text, source, {
    at,
    isError: data['success'] === false && refused === undefined,
    error: data['success'] === false ? message : undefined,
    exitCode: exit === undefined ? undefined : Number(exit),
    refused,
  });
}

/** True where a person or a policy did not allow a tool to run. */
export function refusalOf(permission: JsonRecord): boolean {
  return (asText(asRecord(permission['result'])?.['kind']) ?? '').startsWith('denied');
}
