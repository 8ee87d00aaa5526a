import type { CheckResult } from '../card/findings.ts';

/** A check of the card without the card's reason, which may quote paths and commands: a patch may not. */
export function inOwnWords({ check, result }: CheckResult): CheckResult {
  return { check, result, because: REASONS[check]?.[result] ?? 'as the card says' };
}

const REASONS: Partial<Record<CheckResult['check'], Record<CheckResult['result'], string>>> = {
  C1: { pass: 'the text that came again is the same', fail: 'the results differ', unknown: 'the results cannot be compared as a whole' },
  C2: {
    pass: 'nothing in between wrote to what it reads',
    fail: 'a step in between wrote to what it reads',
    unknown: 'a command in between, or the user, may have changed what it reads',
  },
  C3: {
    pass: 'the first result was still in the context',
    fail: 'the first result had left the context',
    unknown: 'it is not known what the context held',
  },
  C4: {
    pass: 'nothing of it came back later',
    fail: 'it came back later',
    unknown: 'what was only understood cannot be seen',
  },
  C5: { pass: 'it checks nothing that was not checked', fail: 'it is a check of the work', unknown: 'it may be a check of the work' },
};
