import { toolStepsOf } from '../session/walk.ts';
import type { AgentRun, Entry, Session, Thread, ToolStep, Warning } from '../session/session.ts';
import { requestText } from './openclaw/announcement.ts';

/** A task shorter than this is no evidence of who started whom. */
const SHORTEST_TASK = 20;

/** Clocks of parent and child differ by less than this, in milliseconds. */
const CLOCK_SLACK = 60_000;

/**
 * Links sub-agents that are sessions with a bill of their own to the tool steps that started them: fills AgentRun.sessionId and the
 * child's parentId. Evidence in order: `sessionKeys` (session key -> session id, from OpenClaw's sessions.json), ids that the parent's
 * records name, Claude Code's agent ids, and last a child whose request is the very task that was given, which is marked as a guess.
 * Returns the sessions in the same order; the given ones are not changed.
 */
export function linkSessions(sessions: readonly Session[], sessionKeys: ReadonlyMap<string, string> = new Map()): Session[] {
  const byName = new Map<string, Session>();
  for (const session of sessions) for (const name of linkNames(session)) if (!byName.has(name)) byName.set(name, session);
  const parentOf = new Map<Session, Session>();
  const childOf = new Map<AgentRun, Session>();
  const guesses = new Map<Session, Warning[]>();
  const open: { parent: Session; step: ToolStep; run: AgentRun }[] = [];

  const link = (parent: Session, run: AgentRun, child: Session): void => {
    childOf.set(run, child);
    if (!parentOf.has(child)) parentOf.set(child, parent);
  };
  for (const parent of sessions) {
    for (const step of toolStepsOf(parent)) {
      const run = step.agent;
      if (!run || run.thread) continue;
      const child = namesOfRun(parent, run, sessionKeys)
        .map((name) => byName.get(name))
        .find((found) => found && found !== parent);
      if (child) link(parent, run, child);
      else open.push({ parent, step, run });
    }
  }
  const byTask = open.length > 0 ? groupByTask(sessions) : new Map<string, Asked[]>();
  for (const { parent, step, run } of open) {
    const asked = byTask.get(taskKey(run.task) ?? '') ?? [];
    const child = asked.find(
      ({ session, task }) => session !== parent && !parentOf.has(session) && isTask(session, task, parent, step, run),
    )?.session;
    if (!child) continue;
    link(parent, run, child);
    const message = `session ${child.id} is taken for the sub-agent ${run.id} because its request is the task that was given`;
    guesses.set(parent, [...(guesses.get(parent) ?? []), { code: 'guessed-link', message, at: step.source }]);
  }
  return sessions.map((session) => {
    const parent = parentOf.get(session);
    const guessed = guesses.get(session);
    const linked = [...toolStepsOf(session)].some((step) => step.agent && childOf.has(step.agent));
    return {
      ...session,
      ...(linked && { main: withLinks(session.main, childOf) }),
      ...(parent && session.parentId === undefined && { parentId: parent.id }),
      ...(guessed && { warnings: [...session.warnings, ...guessed] }),
    };
  });
}

/** The names by which other sessions may know this one. */
export function linkNames(session: Session): string[] {
  const files = session.sources.map(({ path }) => (path.split(/[\\/]/).at(-1) ?? path).replace(/\.jsonl.*$/, ''));
  return [session.id, ...files];
}

/**
 * By what a session looks for its sub-agents: names, and the keys of tasks it gave. A session with none of these names and another key
 * than these cannot become its child.
 */
export function linkWants(parent: Session, sessionKeys: ReadonlyMap<string, string>): { names: string[]; tasks: string[] } {
  const runs = [...toolStepsOf(parent)].flatMap(({ agent }) => (agent && !agent.thread ? [agent] : []));
  return {
    names: runs.flatMap((run) => namesOfRun(parent, run, sessionKeys)),
    tasks: runs.flatMap(({ task }) => taskKey(task) ?? []),
  };
}

/** By what a session may be found as the one that was given a task; undefined where its request is no evidence. */
export function linkTask(session: Session): string | undefined {
  return taskKey(requestText(session.task));
}

function taskKey(task: string): string | undefined {
  const text = task.trim();
  return text.length < SHORTEST_TASK ? undefined : text.slice(0, SHORTEST_TASK);
}

function namesOfRun(parent: Session, run: AgentRun, sessionKeys: ReadonlyMap<string, string>): string[] {
  const known = sessionKeys.get(run.id);
  return [...(known === undefined ? [] : [known]), ...run.aliases, `${parent.id}/agent-${run.id}`];
}

interface Asked {
  session: Session;
  task: string;
}

/** Two requests that are the same, or of which one is the beginning of the other, have the same key. */
function groupByTask(sessions: readonly Session[]): Map<string, Asked[]> {
  const groups = new Map<string, Asked[]>();
  for (const session of sessions) {
    const task = requestText(session.task).trim();
    const key = taskKey(task);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push({ session, task });
    else groups.set(key, [{ session, task }]);
  }
  return groups;
}

function isTask(child: Session, asked: string, parent: Session, step: ToolStep, run: AgentRun): boolean {
  if (child.format !== parent.format || child.agentId !== undefined || child.startedAt === undefined) return false;
  const calledAt = step.calledAt ?? step.at;
  if (calledAt === undefined || child.startedAt < calledAt - CLOCK_SLACK) return false;
  const given = run.task.trim();
  const length = Math.min(given.length, asked.length);
  // Texts in the model are cut, so that one may be the beginning of the other; a short beginning proves nothing.
  if (length < SHORTEST_TASK || (given.length !== asked.length && length < 3000)) return false;
  return given.slice(0, length) === asked.slice(0, length);
}

function withLinks(thread: Thread, childOf: ReadonlyMap<AgentRun, Session>): Thread {
  return {
    entries: thread.entries.map((entry): Entry => {
      if (entry.kind !== 'tool' || !entry.agent) return entry;
      const child = childOf.get(entry.agent);
      const inner = entry.agent.thread;
      return {
        ...entry,
        agent: { ...entry.agent, ...(child && { sessionId: child.id }), ...(inner && { thread: withLinks(inner, childOf) }) },
      };
    }),
  };
}
