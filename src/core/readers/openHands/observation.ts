import type { SourcePointer, ToolResult } from '../../session/session.ts';
import { asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { resultBody } from '../resultBody.ts';

const FAILED = /^(?:ERROR:|\[Error|Error: )/;

/** An observation as the result of a tool. Commands tell their exit code, edits and reads begin with "ERROR:" where they failed. */
export function readObservation(event: JsonRecord, at: number | undefined, source: SourcePointer): ToolResult {
  const text = asText(event['content']) ?? '';
  const extras = asRecord(event['extras']);
  const code = asNumber(asRecord(extras?.['metadata'])?.['exit_code']) ?? asNumber(extras?.['exit_code']);
  // -1 stands for a command that is still running.
  const exitCode = code === undefined || code < 0 ? undefined : code;
  const isError = event['observation'] === 'error' || (event['observation'] !== 'run' && FAILED.test(text));
  const refused = event['observation'] === 'user_rejected' ? 'rejected' : undefined;
  return resultBody(text, source, {
    at,
    exitCode,
    isError,
    refused,
    status: code === -1 ? 'running' : undefined,
    error: isError ? text : undefined,
  });
}
