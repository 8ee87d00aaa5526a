import { stringsOf } from '../card/wordTimes.ts';
import type { Entry } from '../session/session.ts';

/** Words of three signs and more: enough to tell a name, also in a path. */
export function wordsIn(text: string): string[] {
  return (text.match(/[\p{L}\p{N}_$]{3,}/gu) ?? []).map((word) => word.toLowerCase());
}

/** When words came up in a thread, each as the index of an entry. */
export interface Mentions {
  /** Where a person or the model itself first said it; what only stands in results is not said. */
  said: ReadonlyMap<string, number>;
  /** Where it first stood in any text. */
  known: ReadonlyMap<string, number>;
}

export function readMentions(entries: readonly Entry[]): Mentions {
  const said = new Map<string, number>();
  const known = new Map<string, number>();
  const note = (map: Map<string, number>, text: string, at: number): void => {
    for (const word of wordsIn(text)) if (!((map.get(word) ?? Infinity) <= at)) map.set(word, at);
  };
  for (const entry of entries) {
    if (entry.kind === 'llm') note(said, entry.text, entry.index);
    else if (entry.kind === 'user') note(entry.byPerson ? said : known, entry.text, entry.index);
    else if (entry.kind === 'tool') {
      for (const text of stringsOf(entry.args)) note(said, text, entry.callIndex >= 0 ? entry.callIndex : entry.index - 1);
      note(known, entry.result?.text ?? '', entry.index);
    }
  }
  for (const [word, at] of said) if (!((known.get(word) ?? Infinity) <= at)) known.set(word, at);
  return { said, known };
}
