import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { lacksUsage, readCompletion, withCompletions } from '../core/readers/openHands/completions.ts';
import type { LoggedCompletion } from '../core/readers/openHands/completions.ts';
import type { Session, Warning } from '../core/session/session.ts';
import { describeFileError } from './describeFileError.ts';
import { listCompletionLogs } from './listCompletionLogs.ts';

/** A request holds the whole conversation up to it; what is larger is something else. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * A session of OpenHands whose trajectory does not tell what each call used, with what the log of completions beside its file tells. Others
 * are given back as they are, and nothing is read for them: each file of the log holds all of the conversation. Throws only the signal's reason.
 */
export async function completeFromLogs(session: Session, file: string, signal?: AbortSignal): Promise<Session> {
  if (!lacksUsage(session)) return session;
  const logged: LoggedCompletion[] = [];
  const lost: Warning[] = [];
  for (const [run, log] of await listCompletionLogs(file)) {
    signal?.throwIfAborted();
    try {
      if ((await stat(log)).size > LIMIT_BYTES) throw new RangeError('it is too large');
      const completion = readCompletion(JSON.parse(await readFile(log, 'utf8')), run);
      if (completion) logged.push(completion);
    } catch (error) {
      const reason = error instanceof SyntaxError ? 'it is not JSON' : describeFileError(error);
      lost.push({ code: 'bad-completion-log', message: `the log ${path.relative(path.dirname(file), log)} could not be used: ${reason}` });
    }
  }
  if (logged.length === 0) return lost.length === 0 ? session : { ...session, warnings: [...session.warnings, ...lost] };
  const whole = withCompletions(session, logged);
  return { ...whole, warnings: [...whole.warnings, ...lost] };
}
