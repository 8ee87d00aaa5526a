import type { Scene } from './scene.ts';
import { plainWordsOf, readWords, type WordTimes } from './wordTimes.ts';

/** Read on first use, for most of a session's text is looked through, and only some questions need it. */
const names = new WeakMap<Scene, WordTimes>();
const plainWords = new WeakMap<Scene, WordTimes>();

export function namesIn(scene: Scene): WordTimes {
  let words = names.get(scene);
  if (!words) names.set(scene, (words = readWords(scene.entries, undefined, scene.answer)));
  return words;
}

export function plainWordsIn(scene: Scene): WordTimes {
  let words = plainWords.get(scene);
  if (!words) plainWords.set(scene, (words = readWords(scene.entries, plainWordsOf, scene.answer)));
  return words;
}
