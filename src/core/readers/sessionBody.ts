import { TEXT_LIMIT, type AgentRun, type Outcome, type Session, type Source, type Thread, type Warning } from '../session/session.ts';
import { callsOf, toolStepsOf } from '../session/walk.ts';
import { cutText } from './text.ts';

/** What a reader knows of a session; all else is not known. */
export interface SessionFacts {
  format: string;
  /** Empty: the file's name stands for it. */
  id: string | undefined;
  agent?: string | undefined;
  version?: string | undefined;
  cwd?: string | undefined;
  task?: string | undefined;
  parentId?: string | undefined;
  startedAt?: number | undefined;
  endedAt?: number | undefined;
  main: Thread;
  strayAgents?: AgentRun[];
  /** Only what the source truly says of the end: handing work in is no success. */
  outcome?: Outcome | undefined;
  warnings: Warning[];
}

/** The session of one source. Where a format tells no times of its own, those of the calls and tools stand for them. */
export function sessionBody(facts: SessionFacts, source: Source): Session {
  const session: Session = {
    format: facts.format,
    id: facts.id || nameOf(source.path),
    agent: { name: facts.agent ?? facts.format, ...(facts.version !== undefined && { version: facts.version }) },
    task: cutText(facts.task?.trim() ?? '', TEXT_LIMIT),
    sources: [source],
    main: facts.main,
    strayAgents: facts.strayAgents ?? [],
    outcome: facts.outcome ?? { result: 'unknown', evidence: [] },
    warnings: facts.warnings,
  };
  if (facts.cwd !== undefined) session.cwd = facts.cwd;
  if (facts.parentId !== undefined) session.parentId = facts.parentId;
  const times = [...callsOf(session), ...toolStepsOf(session), ...facts.main.entries].flatMap(({ at }) => (at === undefined ? [] : [at]));
  const startedAt = facts.startedAt ?? times.reduce<number | undefined>((least, at) => Math.min(least ?? at, at), undefined);
  const endedAt = facts.endedAt ?? times.reduce<number | undefined>((most, at) => Math.max(most ?? at, at), undefined);
  if (startedAt !== undefined) session.startedAt = startedAt;
  if (endedAt !== undefined) session.endedAt = endedAt;
  return session;
}

/** The file's name without what its format adds. */
export function nameOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/(?:\.trajectory|\.traj|\.trace|\.chatreplay)?\.(?:jsonl?|traj|log)$/, '');
}
