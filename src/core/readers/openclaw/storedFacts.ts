import type { Session, Usage, Warning } from '../../session/session.ts';
import { callsOf } from '../../session/walk.ts';
import { asCount, asRecord, asText } from '../json.ts';
import { prefixParts } from './prefixParts.ts';

/** What OpenClaw's store tells of a session beside its records. */
export interface StoredFacts {
  sessionId: string;
  /** The key by which other sessions know it. */
  sessionKey?: string;
  /** Id of the session that spawned it. */
  parentId?: string;
  /** Its key's entry in `session_nodes`: what is known of the key's present session. */
  entry: unknown;
  /** Its events in `trajectory_runtime_events` of the types "trace.metadata" and "model.completed". */
  runtime: readonly unknown[];
}

/**
 * The session with what only the store tells: who started it, the agent's version, what its fixed prefix is made of, and whether more was
 * used than its records hold. `estimatedCostUsd` of the entry is left alone: it is the last run's, not the session's, and the records name
 * the dollars of each call.
 */
export function withStoredFacts(session: Session, facts: StoredFacts): Session {
  const entry = asRecord(facts.entry);
  const report = asText(entry?.['sessionId']) === facts.sessionId ? entry?.['systemPromptReport'] : undefined;
  const version = facts.runtime.map(versionOf).find((found) => found !== undefined);
  const prefix = prefixParts(report);
  const isChild = facts.parentId !== undefined && facts.parentId !== session.id;
  return {
    ...session,
    // A fork's first record is a copy, with the id of what it was copied from.
    id: facts.sessionId,
    ...(version !== undefined && { agent: { ...session.agent, version } }),
    ...(isChild && { parentId: facts.parentId, ...(facts.sessionKey !== undefined && { agentId: facts.sessionKey }) }),
    ...(prefix.length > 0 && { prefix }),
    warnings: [...session.warnings, ...notRecorded(session, facts.runtime)],
  };
}

function versionOf(event: unknown): string | undefined {
  return asText(asRecord(asRecord(asRecord(event)?.['data'])?.['harness'])?.['version']);
}

/** A run counts what all its requests used, those that left no record among them. */
function notRecorded(session: Session, runtime: readonly unknown[]): Warning[] {
  const counted = runtime.reduce<number>(
    (sum, event) => sum + asCount(asRecord(asRecord(asRecord(event)?.['data'])?.['usage'])?.['total']),
    0,
  );
  const recorded = [...callsOf(session)].reduce((sum, { usage }) => sum + (usage ? tokensOf(usage) : 0), 0);
  if (counted <= recorded) return [];
  const message = `OpenClaw counted ${counted - recorded} tokens more than its records of this session hold; what they cost is not in the total`;
  return [{ code: 'not-logged', message }];
}

function tokensOf({ input, cacheRead, cacheWrite5m, cacheWrite1h, output }: Usage): number {
  return input + cacheRead + cacheWrite5m + cacheWrite1h + output;
}
