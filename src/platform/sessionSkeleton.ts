import type { AgentRun, Entry, Session, Thread } from '../core/session/session.ts';

/**
 * A session without all that is not needed to tell who started whom: some kilobytes instead of megabytes, so that sessions of a whole
 * home folder can be linked with each other although they never are in memory together.
 */
export function skeletonOf(session: Session): Session {
  return { ...session, main: thin(session.main), strayAgents: session.strayAgents.map(thinRun) };
}

function thin(thread: Thread): Thread {
  const entries: Entry[] = [];
  for (const entry of thread.entries) {
    if (entry.kind !== 'tool' || !entry.agent) continue;
    // Whether the call was refused decides if a missing sub-agent is missed; the rest of the result is ballast.
    const { result, ...step } = entry;
    const refused = result?.refused;
    entries.push({
      ...step,
      args: null,
      agent: thinRun(entry.agent),
      ...(result && {
        result: { chars: 0, images: 0, text: '', hash: '', isError: result.isError, source: result.source, ...(refused && { refused }) },
      }),
    });
  }
  return { entries };
}

function thinRun(run: AgentRun): AgentRun {
  return run.thread ? { ...run, thread: thin(run.thread) } : run;
}
