import type { AttributedThread } from '../cost/attributedSession.ts';
import type { CompactionEntry, Entry } from '../session/session.ts';
import type { CheckResult, Step } from './findings.ts';
import { isGenerated } from './isGenerated.ts';
import { namesFile } from './namesFile.ts';
import { ANYWHERE, placesMeet, type Place } from './places.ts';
import { stepStatus, type StepStatus } from './stepStatus.ts';
import type { ToolUse } from './toolUse.ts';
import type { RedundancyKind } from './traceCard.ts';

/** One thread as the finders of redundancy and failures look at it. */
export interface Scene {
  entries: readonly Entry[];
  steps: readonly Step[];
  uses: ReadonlyMap<number, ToolUse>;
  statuses: ReadonlyMap<number, StepStatus>;
  /** What may come between two steps, each in order, so that nobody has to look at all steps between them. */
  between: {
    unknown: Step[];
    writers: { n: number; writes: readonly Place[] }[];
    failed: Step[];
    leftRunning: Step[];
    /** Indices of what a person said. */
    people: number[];
    /** What a person said or the harness put in, by index: it may ask for something again. */
    told: { n: number; text: string }[];
    compactions: CompactionEntry[];
    /** Indices of the calls whose prompt was far shorter than the one before. */
    drops: number[];
    /** And of those whose prompt was shorter, if by less. */
    dips: number[];
    branches: boolean;
  };
  /** What stands before the numbers of its steps in the card: '' for the main thread, "12." in the agent that step 12 started. */
  prefix: string;
  /** For a sub-agent: its answer as its parent got it, which its own records may lack or hold in part. */
  answer: string | undefined;
  /** What was looked through for each place so far: the writers of it, and the words and commands that name it. */
  lookups: Record<'writers' | 'unknown' | 'told', Map<Place, Lookup>>;
}

/** Up to which step a list was looked through for a place, and the last item that met it. */
interface Lookup {
  upTo: number;
  at: number;
  n: number | undefined;
}

/** One step found to be unneeded, before such steps are gathered into clusters. */
export interface Waste {
  kind: RedundancyKind;
  /** The step that had given the same before; absent for kinds that are waste by themselves. */
  needed?: Step;
  wasted: Step;
  /** How much of the step was not needed: part of whole, in lines, characters or tokens. */
  part: { of: number; whole: number };
  /** True where only the result was too much, so that the arguments stay. */
  ofResult?: true;
  checks: CheckResult[];
  /** What was the same or unneeded, for the proof: "the same 1,204 characters". */
  same: string;
}

/** A drop of the prompt by more than this share means that earlier results left the context. */
const DROP = 0.3;

/** A drop by more than both of these means that something did, and it may have been an earlier result. */
const DIP = 0.03;
const DIP_TOKENS = 500;

export function readScene(
  entries: readonly Entry[],
  context: AttributedThread['context'],
  steps: readonly Step[],
  uses: ReadonlyMap<number, ToolUse>,
  prefix = '',
  answer?: string,
): Scene {
  const statuses = new Map<number, StepStatus>();
  const between: Scene['between'] = {
    unknown: [],
    writers: [],
    failed: [],
    leftRunning: [],
    people: entries.filter((entry) => entry.kind === 'user' && entry.byPerson).map(({ index }) => index),
    told: entries.flatMap((entry) => (entry.kind === 'user' ? [{ n: entry.index, text: entry.text }] : [])),
    compactions: entries.filter((entry) => entry.kind === 'compaction'),
    drops: dropsOf(context, (before, now) => now < before * (1 - DROP)),
    dips: dropsOf(context, (before, now) => now < before * (1 - DIP) && now < before - DIP_TOKENS),
    branches: entries.some(({ index, parent }) => parent !== undefined && parent !== index - 1),
  };
  for (const step of steps) {
    const use = uses.get(step.n);
    const status = stepStatus(step, use);
    statuses.set(step.n, status);
    if (!use) continue;
    if (use.leavesRunning) between.leftRunning.push(step);
    if (status.failure && use.path !== undefined) between.failed.push(step);
    if (use.effect === 'unknown') between.unknown.push(step);
    else if (use.effect.writes.length > 0) between.writers.push({ n: step.n, writes: use.effect.writes });
  }
  const lookups = { writers: new Map<Place, Lookup>(), unknown: new Map<Place, Lookup>(), told: new Map<Place, Lookup>() };
  return { entries, steps, uses, statuses, between, prefix, answer, lookups };
}

function dropsOf(context: AttributedThread['context'], isDrop: (before: number, now: number) => boolean): number[] {
  const drops: number[] = [];
  let before: number | undefined;
  for (const { callIndex, tokens } of context) {
    if (tokens === 0) continue;
    if (before !== undefined && isDrop(before, tokens)) drops.push(callIndex);
    before = tokens;
  }
  return drops;
}

/** The first item of a sorted list whose position is at least `from`. */
export function firstFrom<T>(list: readonly T[], from: number, position: (item: T) => number): T | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (position(list[middle] as T) < from) low = middle + 1;
    else high = middle;
  }
  return list[low];
}

/** C2: could anything between the two steps have changed what they read? */
export function checkUnchanged(scene: Scene, first: Step, second: Step, reads: readonly Place[]): CheckResult {
  const { unknown, leftRunning } = scene.between;
  const name = (n: number): string => `step ${nameStep(scene, n)}`;
  for (const place of reads) {
    const n = lastWrite(scene, place, second.n);
    if (n !== undefined && n > first.n) {
      const files = scene.uses.get(n)?.effect;
      const anything = place === ANYWHERE || (files !== 'unknown' && files?.writes.includes(ANYWHERE));
      return { check: 'C2', result: 'fail', because: `${name(n)} wrote ${anything ? 'files' : 'to it'}` };
    }
  }
  const [running] = leftRunning;
  if (running && running.n < second.n && isGrowing(scene.uses.get(second.n), reads))
    return { check: 'C2', result: 'fail', because: `what ${name(running.n)} left running may write to it` };
  const doubtful = firstFrom(unknown, first.n + 1, (step) => step.n);
  if (doubtful && doubtful.n < second.n) {
    if (reads.some(isGenerated)) return { check: 'C2', result: 'fail', because: `${name(doubtful.n)} may have written it anew` };
    const namesIt = reads.map((place) => lastNaming(scene, place, second.n)).find((n) => n !== undefined && n > first.n);
    if (namesIt !== undefined) return { check: 'C2', result: 'fail', because: `${name(namesIt)}, whose effect is not known, names it` };
    return {
      check: 'C2',
      result: 'unknown',
      because: `${name(doubtful.n)} (${scene.uses.get(doubtful.n)?.family ?? ''}) may have changed it`,
    };
  }
  if (spokenBetween(scene, first, second))
    return { check: 'C2', result: 'unknown', because: 'the user spoke in between and may have changed it' };
  return {
    check: 'C2',
    result: 'pass',
    because: `nothing between steps ${nameStep(scene, first.n)} and ${nameStep(scene, second.n)} wrote to it`,
  };
}

/** The name of a step of this thread as the card's list has it. */
export function nameStep({ prefix }: Pick<Scene, 'prefix'>, n: number): string {
  return `${prefix}${n}`;
}

/** The last step before `before` that wrote where `place` is. */
function lastWrite(scene: Scene, place: Place, before: number): number | undefined {
  const meets = ({ writes }: { writes: readonly Place[] }): boolean => writes.some((written) => placesMeet(written, place));
  return lastBefore(scene.lookups.writers, scene.between.writers, place, before, meets);
}

/** The last step before `before` of unknown effect that names the file in its command or its output: most likely it is a script that edits it. */
function lastNaming(scene: Scene, place: Place, before: number): number | undefined {
  const meets = ({ n, entry }: Step): boolean => {
    const { command, check } = scene.uses.get(n) ?? {};
    if (command === undefined) return false;
    return namesFile(command, place) || (!check && entry.kind === 'tool' && namesFile(entry.result?.text ?? '', place));
  };
  return lastBefore(scene.lookups.unknown, scene.between.unknown, place, before, meets);
}

/** True where somebody, or a text that the harness put in, named the file between the two steps: then the second look was asked for. */
export function namedBetween(scene: Scene, first: Step, second: Step, place: Place): boolean {
  const last = lastBefore(scene.lookups.told, scene.between.told, place, second.entry.index, ({ text }) => namesFile(text, place));
  return last !== undefined && last > first.entry.index;
}

/** The last item before `before` that meets the place. Asked in order, each item is looked at once for a place. */
function lastBefore<T extends { n: number }>(
  lookups: Map<Place, Lookup>,
  list: readonly T[],
  place: Place,
  before: number,
  meets: (item: T) => boolean,
): number | undefined {
  let known = lookups.get(place);
  if (!known || known.upTo > before) {
    known = { upTo: before, at: 0, n: undefined };
    lookups.set(place, known);
  }
  known.upTo = before;
  for (; known.at < list.length; known.at++) {
    const item = list[known.at];
    if (!item || item.n >= before) break;
    if (meets(item)) known.n = item.n;
  }
  return known.n;
}

/** True where one waits for an output to grow: logs, what lies in folders for passing things, and whatever is looked at after a pause. */
function isGrowing(use: ToolUse | undefined, reads: readonly Place[]): boolean {
  return (
    use?.asksState === true || reads.some((place) => /\.(?:log|out|output|err|txt|jsonl|pid)$|^(?:\/private)?\/(?:tmp|var)\//.test(place))
  );
}

/** True where a person said something between the two steps. */
export function spokenBetween(scene: Scene, first: Step, second: Step): boolean {
  const spoken = firstFrom(scene.between.people, first.entry.index + 1, (index) => index);
  return spoken !== undefined && spoken < second.entry.index;
}

/** C3: did the model still see the first result when it asked again? */
export function checkVisible(scene: Scene, first: Step, second: Step): CheckResult {
  const fail = (because: string): CheckResult => ({ check: 'C3', result: 'fail', because });
  const [from, to] = [first.entry.index, second.entry.index];
  const forgets = (entry: Entry): boolean => entry.kind === 'compaction' && !(entry.keptFrom !== undefined && entry.keptFrom <= from);
  if (scene.between.branches) {
    let index: number = to;
    while (index > from) {
      const entry = scene.entries[index] as Entry;
      if (forgets(entry)) return fail('a compaction lies in between');
      index = entry.parent ?? index - 1;
    }
    if (index !== from) return fail('it stands in another branch of the session');
  } else if (scene.between.compactions.some((entry) => entry.index > from && entry.index < to && forgets(entry))) {
    return fail('a compaction lies in between');
  }
  const drop = firstFrom(scene.between.drops, from + 1, (index) => index);
  if (drop !== undefined && drop <= to) return fail(shrankBefore(scene, drop));
  const dip = firstFrom(scene.between.dips, from + 1, (index) => index);
  if (dip !== undefined && dip <= to) return { check: 'C3', result: 'unknown', because: shrankBefore(scene, dip) };
  return { check: 'C3', result: 'pass', because: `step ${nameStep(scene, first.n)} was still in the context` };
}

function shrankBefore(scene: Scene, index: number): string {
  const step = scene.steps.find(({ entry }) => entry.index === index);
  return step ? `the context shrank before step ${nameStep(scene, step.n)}` : 'the context shrank';
}

/** True where a failed attempt on the same place lies in between: looking again is then part of the repair. */
export function failedBetween(scene: Scene, first: Step, second: Step, reads: readonly Place[]): boolean {
  return scene.between.failed.some((step) => {
    if (step.n <= first.n || step.n >= second.n) return false;
    const path = scene.uses.get(step.n)?.path;
    return path !== undefined && reads.some((read) => placesMeet(path, read));
  });
}

/** True where the step has a whole, successful result to compare. */
export function succeeded(scene: Scene, step: Step): boolean {
  if (step.entry.kind !== 'tool' || !step.entry.result) return false;
  const status = scene.statuses.get(step.n)?.status;
  return status === undefined || status === 'expected';
}

/** 12345 as "12,345", whatever the locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
