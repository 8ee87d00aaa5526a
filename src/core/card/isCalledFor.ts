import type { Step } from './findings.ts';
import type { Place } from './places.ts';
import { namedBetween, type Scene } from './scene.ts';

/** How harnesses begin a text in which they tell the model that its call could not be carried out. */
const TOLD_ERROR = /^\s*(?:<[\w-]+>\s*)?(?:\w*error|\w*exception|fatal|invalid (?:tool|function|parameter|argument)s?)\b/i;

/**
 * True where a step that repeats `first` has a good reason: somebody's words in between name the file that it looks at, or an error came
 * right before it, and one does after an error what one did before.
 */
export function isCalledFor(scene: Scene, first: Step, step: Step, path: Place | undefined): boolean {
  return (path !== undefined && namedBetween(scene, first, step, path)) || followsError(scene, first, step);
}

function followsError({ entries, steps, statuses, uses }: Scene, first: Step, { n, entry }: Step): boolean {
  const asked = entry.kind === 'tool' && entry.callIndex >= 0 ? entry.callIndex : entry.index;
  // Results of the same answer came too late to be a reason.
  for (let at = n - 2; at >= first.n; at--) {
    const before = steps[at];
    if (before?.entry.kind !== 'tool' || before.entry.index > asked) continue;
    const { status, failure } = statuses.get(before.n) ?? {};
    // A check that fails is an answer about the work, and no reason to think that one saw it wrong.
    if ((failure && !uses.get(before.n)?.check) || status === 'rejected' || status === 'cancelled') return true;
    break;
  }
  for (let index = asked - 1; index > first.entry.index; index--) {
    const told = entries[index];
    if (told?.kind === 'tool') return false;
    if (told?.kind === 'user' && !told.byPerson && TOLD_ERROR.test(told.text)) return true;
  }
  return false;
}
