/** What was seen in a time in which nothing is looked at twice; undefined outside of such a time. */
let seen: Map<string, unknown> | undefined;

/**
 * While this runs each thing is looked at once: a question for thousands of sessions is one for the few folders and databases that they
 * stand in. What changes meanwhile is seen by the next question.
 */
export async function lookingOnce<T>(run: () => Promise<T>): Promise<T> {
  if (seen) return run();
  seen = new Map();
  try {
    return await run();
  } finally {
    seen = undefined;
  }
}

/** What `look` finds, or what it found before where nothing is looked at twice. `key` names the question and what it is about. */
export function lookAt<T>(key: string, look: () => T): T {
  if (!seen) return look();
  if (!seen.has(key)) seen.set(key, look());
  return seen.get(key) as T;
}
