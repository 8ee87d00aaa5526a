import { asNumber, asRecord, asText, asTime, type JsonRecord } from '../json.ts';

const TYPES = new Set([
  'session_start',
  'llm_before_call',
  'llm_after_call',
  'tool_before_call',
  'tool_after_call',
  'subagent_spawn',
  'subagent_join',
  'session_end',
  'error',
]);

export interface HookEvent {
  id: string | undefined;
  type: string;
  traceId: string | undefined;
  spanId: string | undefined;
  parentSpanId: string | undefined;
  at: number | undefined;
  payload: JsonRecord;
  agentId: string | undefined;
  /** Whose session it is; sub-agents' keys contain ":subagent:" or ":acp:". */
  sessionKey: string | undefined;
}

/** An event, bare or in the body {schemaVersion, agentId, event} it is sent in. Undefined for any other record. */
export function eventOf(value: unknown): HookEvent | undefined {
  const body = asRecord(value);
  const event = asRecord(body?.['event']) ?? body;
  const type = asText(event?.['eventType']);
  if (!body || !event || type === undefined || !TYPES.has(type)) return undefined;
  if (type === 'error' && event['traceId'] === undefined && event['spanId'] === undefined) return undefined;
  const payload = asRecord(event['payload']) ?? {};
  return {
    id: asText(event['eventId']),
    type,
    traceId: asText(event['traceId']),
    spanId: asText(event['spanId']),
    parentSpanId: asText(event['parentSpanId']),
    at: asNumber(event['tsMs']) ?? asTime(event['timestamp']),
    payload,
    agentId: asText(body['agentId']) ?? asText(payload['agentId']),
    sessionKey: asText(payload['sessionKey']) ?? asText(event['sessionKey']) ?? asText(body['sessionKey']),
  };
}

export function isChildKey(sessionKey: string | undefined): boolean {
  return sessionKey !== undefined && /:(?:subagent|acp):/.test(sessionKey);
}
