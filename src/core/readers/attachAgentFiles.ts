import { moveResult } from '../session/heldText.ts';
import type { AgentRun, Entry, Session, Thread, Warning } from '../session/session.ts';
import { dropReplays, withAgentWarnings } from './claude/agents.ts';
import { withCompactionWarning } from './claude/compactionCalls.ts';
import { mergeThreads } from './mergeThreads.ts';

/**
 * True where Claude Code itself put the sub-agent's file: `<session>/subagents/…/agent-<id>.jsonl` below the main file's folder, or
 * `agent-<id>.jsonl` beside it. Only such files are part of the main session and its bill.
 */
export function isAgentFileOf(mainPath: string, agentPath: string): boolean {
  const main = mainPath.replaceAll('\\', '/');
  const agent = agentPath.replaceAll('\\', '/');
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  if (!agent.startsWith(folder)) return false;
  const rest = agent.slice(folder.length);
  if (/^agent-[^/]+\.jsonl$/.test(rest)) return true;
  const stem = main.slice(folder.length).replace(/\.jsonl$/, '');
  return rest.startsWith(`${stem}/subagents/`) && /\/agent-[^/]+\.jsonl$/.test(rest);
}

/**
 * Makes sub-agents that were read from files of their own part of the session that started them: their records become the thread of
 * the tool step that names them (of none: a stray agent), at any depth. What progress lines had told of the same agent is kept where
 * the file lacks it, and no bill stands twice. Neither argument is changed.
 */
export function attachAgentFiles(parent: Session, children: readonly Session[]): Session {
  const waiting = new Map<string, Session>();
  const own = children.filter((child) => child.agentId !== undefined && child.parentId === parent.id).sort(byPath);
  for (const child of own) if (child.agentId !== undefined && !waiting.has(child.agentId)) waiting.set(child.agentId, child);
  if (waiting.size === 0) return parent;

  const sources = [...parent.sources];
  const warnings = [...parent.warnings];
  let { startedAt, endedAt } = parent;
  const take = (child: Session): Thread => {
    const shift = sources.length;
    sources.push(...child.sources);
    warnings.push(...child.warnings.map((warning) => moveWarning(warning, child, shift)));
    startedAt = earliest(startedAt, child.startedAt);
    endedAt = latest(endedAt, child.endedAt);
    return moveThread(child.main, shift);
  };
  const fill = (thread: Thread): Thread => ({
    entries: thread.entries.map((entry) => (entry.kind === 'tool' && entry.agent ? { ...entry, agent: fillRun(entry.agent) } : entry)),
  });
  const fillRun = (run: AgentRun): AgentRun => {
    const child = waiting.get(run.id);
    waiting.delete(run.id);
    const thread = child ? mergeThreads(take(child), run.thread) : run.thread;
    return thread ? { ...run, thread: fill(thread) } : run;
  };
  const main = fill(parent.main);
  const strayAgents = parent.strayAgents.map(fillRun);
  for (const [id, child] of [...waiting]) {
    if (waiting.has(id)) strayAgents.push(fillRun({ id, aliases: [], task: child.task }));
  }
  const whole: Session = { ...parent, main, strayAgents, sources, warnings };
  if (startedAt !== undefined) whole.startedAt = startedAt;
  if (endedAt !== undefined) whole.endedAt = endedAt;
  return withCompactionWarning(withAgentWarnings(dropReplays(whole)));
}

function moveThread(thread: Thread, shift: number): Thread {
  return { entries: thread.entries.map((entry) => moveEntry(entry, shift)) };
}

function moveEntry(entry: Entry, shift: number): Entry {
  const moved: Entry = { ...entry, source: { ...entry.source, source: entry.source.source + shift } };
  if (moved.kind !== 'tool') return moved;
  if (moved.result) moved.result = moveResult(moved.result, { ...moved.result.source, source: moved.result.source.source + shift });
  if (moved.agent?.thread) moved.agent = { ...moved.agent, thread: moveThread(moved.agent.thread, shift) };
  return moved;
}

function moveWarning(warning: Warning, child: Session, shift: number): Warning {
  const message = `sub-agent ${child.agentId ?? child.id}: ${warning.message}`;
  return { ...warning, message, ...(warning.at && { at: { ...warning.at, source: warning.at.source + shift } }) };
}

function byPath(a: Session, b: Session): number {
  const [pathA, pathB] = [a.sources[0]?.path ?? '', b.sources[0]?.path ?? ''];
  return pathA < pathB ? -1 : pathA > pathB ? 1 : 0;
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}
