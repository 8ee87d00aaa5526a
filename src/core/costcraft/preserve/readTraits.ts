import type { Step } from '../../card/findings.ts';
import { stepStatus } from '../../card/stepStatus.ts';
import type { ToolUse } from '../../card/toolUse.ts';
import { hashText } from '../../session/normalizeResult.ts';
import { resultHash } from '../../session/resultHash.ts';
import { isToolStep, type SessionView } from '../sessionView.ts';
import { isKnownCommand, knownFamily } from '../vocabulary.ts';
import type { SessionTraits } from './sessionTraits.ts';
import { taskKind } from './taskKind.ts';
import { commandTrait, orderTrait, type PlainTrait } from './traits.ts';
import type { Work } from './work.ts';
import { workOf } from './workOf.ts';

/** A behaviour that could have been shown; `steps` show it, and there are none where it was not. */
export interface Sighting {
  trait: string;
  steps: Step[];
}

interface Done {
  step: Step;
  use: ToolUse;
  work: Work | undefined;
  went: boolean;
}

/** More edits than these without a check between are no small steps. */
const EDITS_IN_A_ROW = 5;

/** From this many edits on a plan is worth its while. */
const WORTH_A_PLAN = 3;

/** Kinds of work in an order that is compared. */
const ORDER = 3;

const CHECKS: ReadonlySet<Work | undefined> = new Set<Work>(['test', 'build', 'lint']);
const GUIDES = /(?:^|\/)(?:AGENTS|CLAUDE|GEMINI|CONTRIBUTING|README|copilot-instructions)\.md$/i;
const TEST_FILE = /(?:^|[/._-])(?:tests?|spec|__tests__)(?:[/._-]|$)|(?:^|\/)test_\w+\.py$|_test\.\w+$/i;

/** What a session is compared by: the behaviours it shows, its type of task and its end. */
export function readTraits(view: SessionView): SessionTraits {
  const { session } = view.analyzed.attributed;
  const sightings = findTraits(view);
  const first = view.steps.find(isToolStep);
  const kind = taskKind(session.task);
  const names = (shown: boolean): string[] =>
    sightings
      .filter(({ steps }) => steps.length > 0 === shown)
      .map(({ trait }) => trait)
      .sort();
  return {
    ...(session.cwd !== undefined && { project: session.cwd }),
    ...(kind && { kind }),
    task: hashText(session.task.trim()),
    outcome: session.outcome.result,
    start: first ? `${first.entry.toolCallId} ${first.entry.result ? resultHash(first.entry.result) : ''}` : session.id,
    shown: names(true),
    absent: names(false),
  };
}

/** Each behaviour that the main thread had the opportunity for, once. */
export function findTraits(view: SessionView): Sighting[] {
  const done = doneIn(view);
  if (done.length === 0) return [];
  const firstEdit = done.findIndex(({ work }) => work === 'edit');
  const lastEdit = done.findLastIndex(({ work }) => work === 'edit');
  const sightings: Sighting[] = [];
  const see = (trait: PlainTrait, steps: readonly (Done | undefined)[]): void => {
    sightings.push({ trait, steps: steps.flatMap((one) => one?.step ?? []) });
  };
  const opened = done.findIndex(({ work }) => work === 'read' || work === 'search');
  if (opened >= 0) see('search-first', [done[opened]?.work === 'search' ? done[opened] : undefined]);
  if (firstEdit >= 0) {
    const before = done.slice(0, firstEdit);
    const after = done.slice(lastEdit + 1);
    const edits = done.filter(({ work }) => work === 'edit');
    const verified = after.findLast(({ work }) => CHECKS.has(work));
    see('verify-last', verified?.went ? [done[lastEdit], verified] : []);
    if (edits.length > EDITS_IN_A_ROW)
      see('small-steps', inSmallSteps(done) ? done.filter(({ work }) => CHECKS.has(work)).slice(0, 3) : []);
    const reads = readBeforeEdit(done);
    if (reads) see('read-before-edit', reads);
    if (edits.length >= WORTH_A_PLAN) see('plan-first', [before.find(({ work }) => work === 'plan')]);
    see('baseline-first', [before.find(({ work }) => work === 'test')]);
    const own = edits.findIndex(({ use }) => TEST_FILE.test(use.path ?? ''));
    const code = edits.findIndex(({ use }) => use.path !== undefined && !TEST_FILE.test(use.path));
    if (own >= 0 && code >= 0) see('test-first', own < code ? [edits[own], edits[code]] : []);
    see('look-at-diff', [after.find(({ work, went }) => work === 'diff' && went)]);
    see('guides-first', [before.find(({ use, work }) => work === 'read' && GUIDES.test(use.path ?? ''))]);
    const commit = after.find(({ work, went }) => work === 'commit' && went);
    see('commit-last', [commit]);
    if (commit) {
      const checked = after.slice(0, after.indexOf(commit)).find(({ work, went }) => CHECKS.has(work) && went);
      see('check-before-commit', checked ? [checked, commit] : []);
    }
    sightings.push(...commandsAfter(after));
  }
  sightings.push(...ordersIn(done));
  return sightings;
}

function doneIn({ steps, uses }: SessionView): Done[] {
  return steps.flatMap((step) => {
    const use = uses.get(step.n);
    if (!use || !isToolStep(step) || step.entry.result?.refused) return [];
    const went = stepStatus(step, use).status === undefined;
    const work = workOf(step, use);
    // A check that found something was made; an edit or a commit that failed was not.
    return [{ step, use, went, work: went || CHECKS.has(work) ? work : undefined }];
  });
}

function inSmallSteps(done: readonly Done[]): boolean {
  let row = 0;
  for (const { work } of done) {
    if (work === 'edit' && ++row > EDITS_IN_A_ROW) return false;
    if (CHECKS.has(work)) row = 0;
  }
  return true;
}

/** The reads that came before the first edits of their files; none where a file was edited unread, undefined where no file that was there before was edited. */
function readBeforeEdit(done: readonly Done[]): Done[] | undefined {
  const opened = new Map<string, Done | undefined>();
  const reads: Done[] = [];
  for (const one of done) {
    const { path } = one.use;
    if (path === undefined || !one.went) continue;
    if (one.work === 'read' && !opened.has(path)) opened.set(path, one);
    if (one.work !== 'edit') continue;
    const makes = one.step.entry.kind === 'tool' && /write|create/i.test(one.step.entry.name);
    if (!opened.has(path) && !makes) return [];
    const read = opened.get(path);
    if (read && !reads.includes(read)) reads.push(read);
    if (!opened.has(path)) opened.set(path, undefined);
  }
  return reads.length > 0 ? reads.slice(0, 3) : undefined;
}

/** Checks by name that were run after the last edit. That another was not run is found where sessions are compared. */
function commandsAfter(after: readonly Done[]): Sighting[] {
  const byFamily = new Map<string, Step[]>();
  for (const { step, use, work } of after) {
    const family = CHECKS.has(work) ? knownFamily(use.family) : undefined;
    if (family !== undefined && isKnownCommand(family) && !byFamily.has(family)) byFamily.set(family, [step]);
  }
  return [...byFamily].map(([family, steps]) => ({ trait: commandTrait(family), steps }));
}

/** Each order of three kinds of work that follow each other, repetitions counted as one; and the first three. */
function ordersIn(done: readonly Done[]): Sighting[] {
  const turns: Done[] = [];
  for (const one of done) if (one.work !== undefined && one.work !== turns.at(-1)?.work) turns.push(one);
  const orders = new Map<string, Step[]>();
  for (let i = 0; i + ORDER <= turns.length; i++) {
    const three = turns.slice(i, i + ORDER);
    const works = three.flatMap(({ work }) => work ?? []);
    for (const trait of [orderTrait('order', works), ...(i === 0 ? [orderTrait('start', works)] : [])])
      if (!orders.has(trait))
        orders.set(
          trait,
          three.map(({ step }) => step),
        );
  }
  return [...orders].map(([trait, steps]) => ({ trait, steps }));
}
