import { maskSecrets } from '../core/card/maskSecrets.ts';
import type { Session } from '../core/session/session.ts';
import type { SessionNotes } from '../core/costcraft/sessionNotes.ts';
import { toolStepsOf } from '../core/session/walk.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';
import type { FileResult, SessionResult } from './fileJob.ts';
import type { PackedBills } from './packBills.ts';

type Linkable = LinkableSummary<SessionFigures | SessionSummary>;

/** What one file gave, as it is kept: JSON, and nothing of it twice. The path is as the next run gives it. */
export type PackedResult =
  | {
      kind: 'session';
      summary: Omit<Linkable['summary'], 'path'>;
      skeleton: Omit<Session, 'task'>;
      callsWithoutUsage: number;
      bills?: PackedBills;
      card?: string;
      notes?: SessionNotes;
    }
  | { kind: 'not-a-trace'; reason: string; damaged: boolean };

/** What lies in another file that could not be used, for a reason that may pass. */
const LOST_ELSEWHERE: ReadonlySet<string> = new Set(['agent-records-lost', 'bad-completion-log']);

/**
 * Undefined for what must not be kept: a secret of the trace belongs nowhere else, a sub-agent's file may be readable the next time, and JSON
 * has no infinite times.
 */
export function packResult(result: FileResult): PackedResult | undefined {
  if (result.kind !== 'session')
    return mayKeepReason(result) ? { kind: result.kind, reason: result.reason, damaged: result.damaged } : undefined;
  const { path: _path, ...summary } = result.linkable.summary;
  const { task, ...skeleton } = result.linkable.skeleton;
  if (task !== summary.task || textsOf(result).some((text) => maskSecrets(text) !== text)) return undefined;
  if (![skeleton, summary, result.notes].every(isJson) || skeleton.warnings.some(({ code }) => LOST_ELSEWHERE.has(code))) return undefined;
  const { path: _file, linkable, warnings: _told, ...made } = result;
  return { ...made, summary, skeleton, callsWithoutUsage: linkable.callsWithoutUsage };
}

/** Why a file could not be read may pass without a change of it; why it is no session may quote it. */
export function mayKeepReason<T extends { kind: string; reason: string }>(result: T): result is Exclude<T, { kind: 'unreadable' }> {
  return result.kind !== 'unreadable' && maskSecrets(result.reason) === result.reason;
}

/** What was packed, as it was, for the path that is asked for now. */
export function unpackResult(packed: PackedResult, path: string): FileResult {
  if (packed.kind !== 'session') return { ...packed, path };
  const { summary: figures, skeleton, callsWithoutUsage, ...made } = packed;
  const summary = { ...figures, path } as Linkable['summary'];
  const linkable: Linkable = { summary, skeleton: { ...skeleton, task: summary.task }, callsWithoutUsage };
  return { ...made, path, linkable, warnings: skeleton.warnings };
}

/** Texts of the trace beside the task: those that a skeleton holds as they were, and what was made of others. */
function textsOf({ linkable: { skeleton }, card = '', notes }: SessionResult): string[] {
  const tasks = [...toolStepsOf(skeleton)].flatMap(({ agent }) => agent?.task ?? []);
  const strays = skeleton.strayAgents.map(({ task }) => task);
  return [
    ...tasks,
    ...strays,
    ...skeleton.warnings.map(({ message }) => message),
    ...skeleton.outcome.evidence,
    card,
    notes ? textOfNotes(notes) : '',
  ];
}

/** All of the notes that was written or taken over as a text. What is left out are figures, names of ours, and ids, which look like keys. */
function textOfNotes({ project, skills, patterns, checks, observations, advice }: SessionNotes): string {
  return JSON.stringify([project, skills, patterns, checks, observations.map(({ sentence }) => sentence), advice]);
}

/** False where a number would come back as another. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isJson);
}
