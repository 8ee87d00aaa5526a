import type { AttributedSession } from '../cost/attributedSession.ts';
import { findFailures } from './findFailures.ts';
import { findRedundancy } from './findRedundancy.ts';
import type { AnalyzedSession } from './findings.ts';
import { listSteps, readToolUses } from './listSteps.ts';

/** Everything that is found in one session: numbered steps, redundancy, failures. Deterministic; touches nothing outside. */
export function analyzeSession(attributed: AttributedSession): AnalyzedSession {
  const steps = listSteps(attributed);
  const uses = readToolUses(steps, attributed.session.cwd);
  return {
    attributed,
    steps,
    uses,
    clusters: findRedundancy({ attributed, steps, uses }),
    failures: findFailures(steps, uses),
  };
}
