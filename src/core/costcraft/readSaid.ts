import { stringsOf } from '../card/wordTimes.ts';
import type { Entry } from '../session/session.ts';

/** Words of three signs and more: enough to tell a name, also in a path. */
export function wordsIn(text: string): string[] {
  return (text.match(/[\p{L}\p{N}_$-]{3,}/gu) ?? []).map((word) => word.toLowerCase());
}

/** For each word the index of the entry in which a person or the model itself first said it. What stands in results is not said. */
export function readSaid(entries: readonly Entry[]): Map<string, number> {
  const said = new Map<string, number>();
  const say = (text: string, at: number): void => {
    for (const word of wordsIn(text)) if (!((said.get(word) ?? Infinity) <= at)) said.set(word, at);
  };
  for (const entry of entries) {
    if (entry.kind === 'llm' || (entry.kind === 'user' && entry.byPerson)) say(entry.text, entry.index);
    else if (entry.kind === 'tool')
      for (const text of stringsOf(entry.args)) say(text, entry.callIndex >= 0 ? entry.callIndex : entry.index - 1);
  }
  return said;
}
