import type { AgentRun, LlmCall, Session, Thread, ToolStep } from './session.ts';

/** A thread with its place in the session: depth 0 is the main one. */
export interface PlacedThread {
  thread: Thread;
  depth: number;
  /** The tool step that started it; absent for the main thread and for stray agents. */
  startedBy?: ToolStep;
  run?: AgentRun;
}

/** Every thread whose records belong to the session, parents before children, in order of the records. */
export function* threadsOf(session: Session): Generator<PlacedThread> {
  yield* threadsFrom({ thread: session.main, depth: 0 });
  for (const run of session.strayAgents) {
    if (run.thread) yield* threadsFrom({ thread: run.thread, depth: 1, run });
  }
}

function* threadsFrom(placed: PlacedThread): Generator<PlacedThread> {
  yield placed;
  for (const entry of placed.thread.entries) {
    if (entry.kind === 'tool' && entry.agent?.thread) {
      yield* threadsFrom({ thread: entry.agent.thread, depth: placed.depth + 1, startedBy: entry, run: entry.agent });
    }
  }
}

/** Every LLM call of the session, sub-agents' included. */
export function* callsOf(session: Session): Generator<LlmCall> {
  for (const { thread } of threadsOf(session)) {
    for (const entry of thread.entries) if (entry.kind === 'llm') yield entry;
  }
}

/** Every tool use of the session, sub-agents' included. */
export function* toolStepsOf(session: Session): Generator<ToolStep> {
  for (const { thread } of threadsOf(session)) {
    for (const entry of thread.entries) if (entry.kind === 'tool') yield entry;
  }
}
