import { DENIED } from './deniedText.ts';

/** Why a rule's text may not stand in a skill, or undefined when nothing speaks against it. */
export function findUnsafe(rule: string): string | undefined {
  // Look-alike letters and full-width forms must not slip through.
  const folded = rule.normalize('NFKC');
  for (const [pattern, reason] of DENIED) if (pattern.test(rule) || pattern.test(folded)) return reason;
  if (/[^\u0020-\u007e\u00a0-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]/.test(rule))
    return 'a letter of another script than the rule language';
  return undefined;
}
