import type { PrefixPart, Session } from '../../session/session.ts';
import { asRecord, asText } from '../json.ts';
import { loggedUsd } from '../loggedUsd.ts';
import { prefixParts } from './prefixParts.ts';

/** What OpenClaw's store tells of a session beside its records. */
export interface StoredFacts {
  sessionId: string;
  /** The key by which other sessions know it. */
  sessionKey?: string;
  /** Id of the session that spawned it. */
  parentId?: string;
  /** Its key's entry in `session_nodes`: what OpenClaw counted in the key's present session. */
  entry: unknown;
  /** The first "trace.metadata" of `trajectory_runtime_events`. */
  metadata: unknown;
}

/**
 * The session with what only the store tells: who started it, the agent's version, what its fixed prefix is made of, and the dollars that
 * OpenClaw itself counted, where the records name none.
 */
export function withStoredFacts(session: Session, facts: StoredFacts): Session {
  const entry = asRecord(facts.entry);
  // A key's entry speaks of its present session only.
  const own = asText(entry?.['sessionId']) === facts.sessionId ? entry : undefined;
  const harness = asRecord(asRecord(asRecord(facts.metadata)?.['data'])?.['harness']);
  const version = asText(harness?.['version']);
  const prefix: PrefixPart[] = prefixParts(own?.['systemPromptReport']);
  const usd = loggedUsd(own?.['estimatedCostUsd']);
  const isChild = facts.parentId !== undefined && facts.parentId !== session.id;
  return {
    ...session,
    // A fork's first record is a copy, with the id of what it was copied from.
    id: facts.sessionId,
    ...(version !== undefined && { agent: { ...session.agent, version } }),
    ...(isChild && { parentId: facts.parentId, ...(facts.sessionKey !== undefined && { agentId: facts.sessionKey }) }),
    ...(prefix.length > 0 && { prefix }),
    ...(usd !== undefined && { loggedUsd: usd }),
  };
}
