import { maskSecrets } from '../core/card/maskSecrets.ts';
import type { Session } from '../core/session/session.ts';
import { toolStepsOf } from '../core/session/walk.ts';
import type { LinkableSummary } from '../platform/linkableSummary.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';
import type { FileResult } from './fileJob.ts';
import type { PackedBills } from './packBills.ts';

type Linkable = LinkableSummary<SessionFigures | SessionSummary>;

/** What one file gave, as it is kept: JSON, and nothing of it twice. The path is as the next run gives it. */
export type PackedResult =
  | {
      kind: 'session';
      summary: Omit<Linkable['summary'], 'path'>;
      skeleton: Omit<Session, 'task'>;
      callsWithoutUsage: number;
      bills: PackedBills;
    }
  | { kind: 'not-a-trace'; reason: string; damaged: boolean };

/**
 * Undefined for what must not be kept: a secret of the trace belongs nowhere else, a sub-agent's file may be readable the next time, and JSON
 * has no infinite times.
 */
export function packResult(result: FileResult): PackedResult | undefined {
  if (result.kind !== 'session')
    return mayKeepReason(result) ? { kind: result.kind, reason: result.reason, damaged: result.damaged } : undefined;
  const { path: _path, ...summary } = result.linkable.summary;
  const { task, ...skeleton } = result.linkable.skeleton;
  if (task !== summary.task || textsOf(result.linkable.skeleton).some((text) => maskSecrets(text) !== text)) return undefined;
  if (!isJson(skeleton) || !isJson(summary) || skeleton.warnings.some(({ code }) => code === 'agent-records-lost')) return undefined;
  const { callsWithoutUsage } = result.linkable;
  return { kind: 'session', summary, skeleton, callsWithoutUsage, bills: result.bills };
}

/** Why a file could not be read may pass without a change of it; why it is no session may quote it. */
export function mayKeepReason<T extends { kind: string; reason: string }>(result: T): result is Exclude<T, { kind: 'unreadable' }> {
  return result.kind !== 'unreadable' && maskSecrets(result.reason) === result.reason;
}

/** What was packed, as it was, for the path that is asked for now. */
export function unpackResult(packed: PackedResult, path: string): FileResult {
  if (packed.kind !== 'session') return { ...packed, path };
  const { skeleton, callsWithoutUsage } = packed;
  const summary = { ...packed.summary, path } as Linkable['summary'];
  const linkable: Linkable = { summary, skeleton: { ...skeleton, task: summary.task }, callsWithoutUsage };
  return { kind: 'session', path, linkable, bills: packed.bills, warnings: skeleton.warnings };
}

/** Texts of the trace that a skeleton holds as they were, beside its task. */
function textsOf(skeleton: Session): string[] {
  const tasks = [...toolStepsOf(skeleton)].flatMap(({ agent }) => agent?.task ?? []);
  const strays = skeleton.strayAgents.map(({ task }) => task);
  return [...tasks, ...strays, ...skeleton.warnings.map(({ message }) => message), ...skeleton.outcome.evidence];
}

/** False where a number would come back as another. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isJson);
}
