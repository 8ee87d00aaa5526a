/** What a request asks for, in our own words. */
export type TaskKind = 'fix' | 'feature' | 'refactor' | 'tests' | 'docs' | 'review' | 'release' | 'question';

const KINDS: readonly [TaskKind, RegExp][] = [
  ['review', /\b(?:review|pull request|merge request)\b|\bPR ?#?\d/i],
  ['release', /\b(?:release|deploy|publish|bump the version|changelog)\b/i],
  ['fix', /\b(?:fix(?:es|ed)?|bugs?|mend|repair|debug|broken|crash(?:es|ing)?|regression|error|fails?|failing|issue #?\d+)\b/i],
  ['tests', /\b(?:tests?|coverage|unit tests?|e2e)\b/i],
  ['refactor', /\b(?:refactor\w*|rename|clean ?up|simplify|restructure|extract|migrate|deduplicate|optimi[sz]e|speed up)\b/i],
  ['docs', /\b(?:docs?|documentation|readme|comments?)\b/i],
  ['feature', /\b(?:add|implement|create|build|write|support|introduce|make|generate|extend)\b/i],
  ['question', /\?\s*$|^(?:what|why|how|where|who|when|which|explain|describe|tell me|is|are|does|do|can)\b/i],
];

/** Longer requests say what they want at their beginning. */
const READ = 400;

/**
 * The kind of task from the words of the first request; the text only chooses one of our own words. What was done in the session must not
 * tell it: that is what is compared. Undefined where no word speaks.
 */
export function taskKind(task: string): TaskKind | undefined {
  const text = task.slice(0, READ).trim();
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0];
}
