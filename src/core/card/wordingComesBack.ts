import type { Scene } from './scene.ts';
import { plainWordsIn } from './sceneWords.ts';
import type { ToolStep } from '../session/session.ts';
import { plainWordsOf } from './wordTimes.ts';

/** Words of a result that stand in later answers too, by chance. */
const COMMON_WORDS = 2;

/** True where later answers share words with the result that had not come up before. */
export function wordingComesBack(scene: Scene, entry: ToolStep): boolean {
  const plain = plainWordsIn(scene);
  let shared = 0;
  for (const word of new Set(plainWordsOf(entry.result?.text ?? ''))) {
    if ((plain.lastWritten.get(word) ?? -1) <= entry.index) continue;
    if (plain.isNewAt(word, entry.index) && ++shared > COMMON_WORDS) return true;
  }
  return false;
}
