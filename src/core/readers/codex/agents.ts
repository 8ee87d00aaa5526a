import type { AgentRun } from '../../session/session.ts';
import { asRecord, asText, type JsonRecord } from '../json.ts';
import { parseArguments } from '../parseArguments.ts';
import type { StepDraft } from '../threadDraft.ts';

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

/** The agent's run that a step started: told by an event, or by the step's own result. Undefined where it started none. */
export function runOf(step: StepDraft, spawned: Spawned | undefined): AgentRun | undefined {
  const args = asRecord(step.args);
  const id =
    spawned?.threadId ??
    (step.name.endsWith('spawn_agent') ? asText(asRecord(parseArguments(step.result?.text).args)?.['agent_id']) : undefined);
  if (id === undefined) return undefined;
  const type = asText(args?.['agent_type']) ?? asText(args?.['task_name']);
  return {
    id,
    aliases: [id],
    task: asText(args?.['message']) ?? spawned?.task ?? '',
    ...(type !== undefined && { type }),
  };
}
