import { TEXT_LIMIT, type Entry, type ToolStep } from '../session/session.ts';
import type { CheckResult, Step } from './findings.ts';
import { measureUse } from './measureUse.ts';
import type { Place } from './places.ts';
import { FLOOR_TOKENS, resultForm } from './resultForm.ts';
import { resultTokens } from './resultTokens.ts';
import { grouped, succeeded, type Scene, type Waste } from './scene.ts';
import { namesIn } from './sceneWords.ts';
import { namesOf } from './namesOf.ts';
import { wordingComesBack } from './wordingComesBack.ts';
import type { WordTimes } from './wordTimes.ts';

/** Above this share of a result still kept with the lines around what was used, the result was not too large. */
const KEPT_AT_MOST = 0.5;

/** That none of a few names came back proves nothing. */
const NAMES = 30;

/** Nor that they did not come back in the few calls that were left. */
const CALLS_AFTER = 3;

/**
 * Large results of which what the model wrote later names nothing ("unused") or only a part ("oversize"). What was only understood cannot be
 * seen, so both are likely at most; prose, checks, and what was asked for as narrow as it came are left alone.
 */
export function findLargeResults(scene: Scene, isLeftOut: (step: Step) => boolean): Waste[] {
  const wastes: Waste[] = [];
  let later: Later | undefined;
  for (const step of scene.steps) {
    const use = scene.uses.get(step.n);
    if (!use || !isToolStep(step) || isLeftOut(step) || !succeeded(scene, step)) continue;
    const form = resultForm(step, use);
    const tokens = resultTokens(step);
    if (!form || tokens < form.limit) continue;
    later ??= new Later(scene);
    const seen = measureUse(step.entry, later.names);
    // An answer that is not known as a whole may have used anything.
    if (!seen || later.cutTextAfter(step)) continue;
    if (seen.usedLines === 0) {
      if (seen.names < NAMES || later.callsAfter(step) < CALLS_AFTER || !later.editsLike(use.path, step)) continue;
      if (later.returnsTo(use.path, step) || wordingComesBack(scene, step.entry)) continue;
      wastes.push({
        kind: 'unused',
        wasted: step,
        part: { of: 1, whole: 1 },
        checks: checksOf('nothing that was written later names anything of it, which is not to say that nothing was understood'),
        same: `none of its ${grouped(seen.names)} names`,
      });
      continue;
    }
    if (form.isListing || later.rewrites(use.path, step)) continue;
    // Of a file that is not edited later, the whole may have been what was wanted.
    if (use.action !== 'search' && use.path !== undefined && !later.edits(use.path, step)) continue;
    const kept = Math.ceil(tokens * Math.min(1, Math.max(seen.keptWithin(form.reach.low), FLOOR_TOKENS / tokens)));
    if (kept > tokens * KEPT_AT_MOST) continue;
    wastes.push({
      kind: 'oversize',
      wasted: step,
      part: { of: tokens - kept, whole: tokens },
      ofResult: true,
      checks: checksOf('the rest may have been understood without being named'),
      same: `${grouped(seen.usedLines)} of its ${grouped(seen.lines)} lines`,
    });
  }
  return wastes;
}

function isToolStep(step: Step): step is Step & { entry: ToolStep } {
  return step.entry.kind === 'tool';
}

function checksOf(doubt: string): CheckResult[] {
  return [
    { check: 'C4', result: 'unknown', because: doubt },
    { check: 'C5', result: 'pass', because: 'it checks nothing' },
  ];
}

/** What comes after a step, read once for a thread and only where it has large results. */
class Later {
  readonly names: WordTimes;
  private readonly scene: Scene;
  private readonly touched = new Map<Place, number>();
  private readonly edited = new Map<Place, number>();
  private readonly rewritten = new Map<Place, number>();
  private readonly lastCut: number;

  constructor(scene: Scene) {
    this.scene = scene;
    this.names = namesIn(scene);
    const last = scene.entries.findLast((entry) => entry.kind === 'llm');
    const isCut = (entry: Entry): boolean => entry.kind === 'llm' && entry.text.length >= TEXT_LIMIT;
    // The last words of a sub-agent are known from its parent.
    this.lastCut = scene.entries.findLast((entry) => isCut(entry) && !(scene.answer && entry === last))?.index ?? -1;
    for (const { n, entry } of scene.steps) {
      const use = scene.uses.get(n);
      if (use?.path === undefined) continue;
      this.touched.set(use.path, n);
      if (use.action === 'write') this.edited.set(use.path, n);
      if (use.action === 'write' && entry.kind === 'tool' && /^(?:write|write_?file|create|create_?file)$/i.test(entry.name))
        this.rewritten.set(use.path, n);
    }
  }

  cutTextAfter(step: Step): boolean {
    return this.lastCut > step.entry.index;
  }

  callsAfter(step: Step): number {
    let calls = 0;
    for (let n = step.n; n < this.scene.steps.length && calls < CALLS_AFTER; n++) if (this.scene.steps[n]?.kind === 'llm') calls++;
    return calls;
  }

  /** True where a later step is about the same file, or the model names the file. */
  returnsTo(path: Place | undefined, step: Step): boolean {
    if (path === undefined) return false;
    const name = path.slice(path.lastIndexOf('/') + 1);
    return (
      (this.touched.get(path) ?? 0) > step.n ||
      [name, ...namesOf(path)].some((word) => (this.names.lastWritten.get(word) ?? -1) > step.entry.index)
    );
  }

  edits(path: Place, step: Step): boolean {
    return (this.edited.get(path) ?? 0) > step.n;
  }

  /** True where files of the same kind are edited later: the thread works on code, and does not only look through it. */
  editsLike(path: Place | undefined, step: Step): boolean {
    const kindOf = (place: Place): string | undefined => /\.\w+$/.exec(place)?.[0];
    const kind = path === undefined ? undefined : kindOf(path);
    return kind === undefined || [...this.edited].some(([place, n]) => n > step.n && kindOf(place) === kind);
  }

  rewrites(path: Place | undefined, step: Step): boolean {
    return path !== undefined && (this.rewritten.get(path) ?? 0) > step.n;
  }
}
