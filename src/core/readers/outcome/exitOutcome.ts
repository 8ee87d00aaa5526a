import type { Outcome } from '../../session/session.ts';

/** How harnesses name an end that is none: an exception's class, a limit that was reached, SWE-agent's "exit_…". */
const BROKEN = /(?:error|exception|timeout|exceeded|interrupt(?:ed)?|forfeit)$|^(?:exit_|early_exit)/i;

/**
 * The outcome of a run whose source records a status word. A run that broke off has failed; one that handed its work in
 * ("submitted") was not judged, and so its outcome stays unknown.
 */
export function exitOutcome(status: string | undefined): Outcome | undefined {
  if (status === undefined || !BROKEN.test(status.trim())) return undefined;
  return { result: 'failure', evidence: [`the run ended with "${status.trim().slice(0, 80)}"`] };
}
