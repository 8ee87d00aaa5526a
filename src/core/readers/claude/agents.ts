import { threadsOf } from '../../session/walk.ts';
import type { AgentRun, Entry, Session, Thread } from '../../session/session.ts';
import { reindexThread } from '../reindexThread.ts';

const MISSING = 'agent-records-missing';

/**
 * Leaves each bill and each tool use where it first stands: a sub-agent that starts from its parent's conversation repeats the
 * parent's messages in its own records.
 */
export function dropReplays(session: Session): Session {
  // A thread by itself has each bill and each tool use once.
  if (session.strayAgents.length === 0 && !session.main.entries.some((entry) => entry.kind === 'tool' && entry.agent?.thread))
    return session;
  const bills = new Set<string>();
  const uses = new Set<string>();
  const walk = (thread: Thread): Thread => {
    const kept: Entry[] = [];
    for (const entry of thread.entries) {
      const [seen, id] = entry.kind === 'llm' ? [bills, entry.billId] : entry.kind === 'tool' ? [uses, entry.toolCallId] : [undefined, ''];
      if (seen?.has(id)) continue;
      seen?.add(id);
      kept.push(entry);
    }
    const own = kept.length === thread.entries.length ? thread : reindexThread([thread], kept);
    for (const entry of own.entries) {
      if (entry.kind === 'tool' && entry.agent?.thread) entry.agent = { ...entry.agent, thread: walk(entry.agent.thread) };
    }
    return own;
  };
  const main = walk(session.main);
  const strayAgents = session.strayAgents.map((run): AgentRun => (run.thread ? { ...run, thread: walk(run.thread) } : run));
  return { ...session, main, strayAgents };
}

/**
 * Names the sub-agents that have ended and whose records are in none of the session's sources: their calls are missing from its bill.
 * One without a result may only just be starting.
 */
export function withAgentWarnings(session: Session): Session {
  const missing: string[] = [];
  for (const { thread } of threadsOf(session)) {
    for (const entry of thread.entries) {
      if (entry.kind !== 'tool' || !entry.agent || !entry.result || entry.result.refused) continue;
      if (!entry.agent.thread && entry.agent.sessionId === undefined) missing.push(entry.agent.id);
    }
  }
  const warnings = session.warnings.filter((warning) => warning.code !== MISSING);
  if (missing.length > 0) {
    const message = `the records of ${missing.length} sub-agents were not found (${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}); what they cost is not in the total`;
    warnings.push({ code: MISSING, message });
  }
  return { ...session, warnings };
}
