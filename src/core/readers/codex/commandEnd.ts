import { asNumber, asRecord, asText, type JsonRecord } from '../json.ts';

/** How a tool call ended, told by an event beside its output. */
export interface Finish {
  callId: string;
  exitCode: number | undefined;
  durationMs: number | undefined;
  failed: boolean;
}

/** Reads exec_command_end, mcp_tool_call_end, patch_apply_end and their newer form, item_completed. */
export function finishedCommand(event: JsonRecord): Finish | undefined {
  const type = asText(event['type']) ?? '';
  if (type === 'item_completed') {
    const item = asRecord(event['item']);
    const callId = asText(item?.['id']);
    if (!item || callId === undefined || !['CommandExecution', 'McpToolCall', 'FileChange'].includes(asText(item['type']) ?? ''))
      return undefined;
    const exitCode = asNumber(item['exit_code']);
    return { callId, exitCode, durationMs: asNumber(item['duration_ms']), failed: exitCode === undefined && item['status'] === 'failed' };
  }
  const callId = /^(?:exec_command|mcp_tool_call|patch_apply)_end$/.test(type) ? asText(event['call_id']) : undefined;
  if (callId === undefined) return undefined;
  const duration = asRecord(event['duration']);
  const [seconds, nanos] = [asNumber(duration?.['secs']), asNumber(duration?.['nanos'])];
  return {
    callId,
    exitCode: asNumber(event['exit_code']),
    durationMs: seconds === undefined ? undefined : Math.round(seconds * 1000 + (nanos ?? 0) / 1e6),
    failed: event['success'] === false || asRecord(event['result'])?.['Err'] !== undefined,
  };
}

/** Puts beside a result what another record told of its end; what the result says itself stands. */
export function addFinish(result: { exitCode?: number; durationMs?: number; isError: boolean }, finish: Finish): void {
  if (finish.exitCode !== undefined) result.exitCode ??= finish.exitCode;
  if (finish.durationMs !== undefined) result.durationMs ??= finish.durationMs;
  if (finish.failed) result.isError = true;
}
