import { asRecord, asText, type JsonRecord } from '../json.ts';

/** A sub-agent that a tool call started, as the events around it tell. */
export interface Spawned {
  callId: string;
  threadId: string;
  task: string | undefined;
}

/** Reads the events in which Codex names the thread of a new sub-agent (collab_agent_spawn_end, SubAgentActivity). */
export function agentOf(event: JsonRecord): Spawned | undefined {
  if (event['type'] === 'collab_agent_spawn_end') {
    const [callId, threadId] = [asText(event['call_id']), asText(event['new_thread_id'])];
    return callId === undefined || threadId === undefined ? undefined : { callId, threadId, task: asText(event['prompt']) };
  }
  const item = asRecord(event['item']);
  if (event['type'] !== 'item_completed' || item?.['type'] !== 'SubAgentActivity' || item['kind'] !== 'started') return undefined;
  const [callId, threadId] = [asText(item['id']), asText(item['agent_thread_id'])];
  return callId === undefined || threadId === undefined ? undefined : { callId, threadId, task: undefined };
}
