import { exitInResult } from '../session/exitInText.ts';
import type { Session, ToolResult } from '../session/session.ts';
import { threadsOf } from '../session/walk.ts';
import { stepStatus } from './stepStatus.ts';
import { toolUse } from './toolUse.ts';

/** How many failures findFailures would find, without their repairs: for lists, from a session in "figures" detail too. */
export function countFailures(session: Session): number {
  let count = 0;
  for (const entry of [...threadsOf(session)].flatMap(({ thread }) => thread.entries)) {
    if (entry.kind === 'llm') {
      if (stepStatus({ entry }, undefined).failure) count++;
    } else if (entry.kind === 'tool' && entry.result && mayHaveFailed(entry.result)) {
      // What a tool does is dear to find out, and matters only where something points to a failure.
      if (stepStatus({ entry }, toolUse(entry, session.cwd)).failure) count++;
    }
  }
  return count;
}

function mayHaveFailed(result: ToolResult): boolean {
  return result.isError || result.status !== undefined || result.exitCode !== undefined || exitInResult(result) !== undefined;
}
