/** What a step is in the course of work: the words that rules about an order may use. */
const WORK = ['search', 'read', 'plan', 'edit', 'test', 'build', 'lint', 'diff', 'commit'] as const;
export type Work = (typeof WORK)[number];

export function isWork(word: string): word is Work {
  return WORK.some((work) => work === word);
}
