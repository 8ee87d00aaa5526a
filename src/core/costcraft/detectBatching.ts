import type { Step } from '../card/findings.ts';
import { grouped, succeeded } from '../card/scene.ts';
import type { Removal } from '../cost/simulateBill.ts';
import { TEXT_LIMIT, type LlmCall } from '../session/session.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { findsNothing, isIndependent, type Look, lookOf } from './independence.ts';
import { observeContradiction, observeWaste, stepName } from './observeWaste.ts';
import { type Mentions, readMentions } from './readMentions.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/** Nobody asks for more than so many things at once. */
const TOGETHER = 6;

/** A turn that thought longer than this may have learned what to ask for, in characters. */
const THOUGHT = 300;

/** What a turn says that only announces its next look; anything else may be an answer to what it saw. */
const ANNOUNCES =
  /^(?:(?:now|next|then|and|also|finally)[, ]+)*(?:let me|let's|i'll|i will|i need to)(?: (?:also|now|next|then|first))* (?:check|look|read|see|examine|search|find|view|explore|get|open|review)\b[^.!?]{0,80}[.:!]?$/i;

/** Formats whose agents have always let a model call several tools in one turn. Elsewhere a turn of the session must show it. */
const PARALLEL_FORMATS = /^claude/;

const PATTERN: Pattern = {
  lane: 'prune',
  detector: 'batching',
  signature: 'read-only-turns',
  parameters: { togetherAtMost: TOGETHER },
  draft: { template: 'batching', slots: {} },
  topic: 'batching',
  scope: 'any',
  assumptions: [
    'a look whose arguments hold nothing that the look before it told could have been asked for together with it; one reading of the context is saved',
    'the low figure counts only turns that said nothing before they looked',
  ],
};

/** One answer of the model and the tools that it called. */
interface Turn {
  step: Step & { entry: LlmCall };
  call: LlmCall;
  looks: Look[];
}

/**
 * P2: turns next to each other that only look, of which the later asks for nothing that the earlier had to tell first. Nothing changes in
 * between, and the model said nothing of substance. Calls made together of which one was cancelled because another failed speak against it.
 */
export function detectBatching(view: SessionView): Observation[] {
  if (!callsInParallel(view)) return [];
  const observations: Observation[] = [];
  let mentions: Mentions | undefined;
  let group: Turn[] = [];
  for (const turn of turnsOf(view)) {
    const mayJoin = group.length > 0 && isNext(view, group, turn) && fits(group, turn);
    // Most threads have no two such turns, and all text of this one is read for it.
    const joins = mayJoin && isIndependent(group, turn, (mentions ??= readMentions(view.scene.entries)));
    if (joins) observations.push(observe(view, group, turn));
    if (turn.looks.length === 0) group = [];
    else if (joins) group.push(turn);
    else group = [turn];
  }
  observations.push(...cancelled(view));
  return observations;
}

/** True where the agent is known to let a model call several tools in one turn. */
function callsInParallel({ analyzed }: SessionView): boolean {
  const { session } = analyzed.attributed;
  if (PARALLEL_FORMATS.test(session.format)) return true;
  return [analyzed.steps, ...analyzed.agents.map(({ steps }) => steps)].some((steps) => {
    const seen = new Set<number>();
    return steps.some(({ entry }) => entry.kind === 'tool' && entry.callIndex >= 0 && !(seen.size < seen.add(entry.callIndex).size));
  });
}

/** The turns in order; those that did anything but look have no looks. */
function turnsOf(view: SessionView): Turn[] {
  const turns = new Map<number, Turn>();
  const other = new Set<Turn>();
  for (const step of view.steps) {
    const { entry } = step;
    if (entry.kind === 'llm') {
      turns.set(entry.index, { step: { ...step, entry }, call: entry, looks: [] });
      continue;
    }
    const turn = turns.get(entry.callIndex);
    if (!turn) continue;
    const look = isToolStep(step) && isPlain(view, step) ? lookOf(step, view.uses.get(step.n)) : undefined;
    if (look) turn.looks.push(look);
    else other.add(turn);
  }
  for (const turn of other) turn.looks = [];
  return [...turns.values()];
}

function isPlain({ scene }: SessionView, step: Step): boolean {
  return succeeded(scene, step) && scene.statuses.get(step.n)?.status === undefined;
}

/** True where nothing but the results of the turn before, and what a harness puts in, stands between them, and the model did not stop to think. */
function isNext({ scene }: SessionView, group: readonly Turn[], { call, looks }: Turn): boolean {
  const before = group.at(-1);
  if (!before || looks.length === 0 || call.text.length >= TEXT_LIMIT) return false;
  if (scene.entries.slice(before.call.index + 1, call.index).some(({ kind }) => kind !== 'tool')) return false;
  if (call.parent !== undefined && call.parent !== call.index - 1) return false;
  const thought = call.content.reduce((sum, { kind, chars }) => sum + (kind === 'thinking' ? chars : 0), 0);
  const words = call.text.trim();
  return thought <= THOUGHT && (words === '' || ANNOUNCES.test(words));
}

function fits(group: readonly Turn[], turn: Turn): boolean {
  const looks = group.flatMap((member) => member.looks);
  return looks.length + turn.looks.length <= TOGETHER && !looks.some(findsNothing);
}

function observe(view: SessionView, group: readonly Turn[], turn: Turn): Observation {
  const first = group[0] as Turn;
  const removal: Removal = { kind: 'remove-call', call: turn.call };
  const [look] = turn.looks;
  // A result cut to its own length is as it was.
  const nothing: Removal = { kind: 'shorten', toolStep: (look as Look).step.entry, toTokens: Number.MAX_SAFE_INTEGER };
  const tokens = view.thread.context.find(({ callIndex }) => callIndex === turn.call.index)?.tokens ?? 0;
  const names = turn.looks.map(({ step }) => stepName(view, step)).join(' and ');
  return observeWaste(view, PATTERN, {
    step: turn.step,
    evidence: [
      ...first.looks.map(({ step }) => ({ step, role: 'needed' as const })),
      { step: turn.step, role: 'wasted' },
      ...turn.looks.map(({ step }) => ({ step, role: 'needed' as const })),
    ],
    removals: { low: turn.call.text.trim() === '' ? removal : nothing, mid: removal, high: removal },
    checks: [
      { check: 'C1', result: 'unknown', because: 'nobody saw whether it would have asked for both at once' },
      { check: 'C2', result: 'pass', because: 'both only look, and nothing stands between them' },
      { check: 'C3', result: 'pass', because: 'all results stay in the context' },
      { check: 'C5', result: 'pass', because: 'it checks nothing' },
    ],
    tell: (saved) =>
      `${capital(stepName(view, turn.step))} read ${grouped(tokens)} tokens of context again to ask for ${names}, whose arguments hold nothing that ${stepName(view, (first.looks[0] as Look).step)}${group.length > 1 ? ' or those after it' : ''} told. ` +
      `Asked for together with it, this session costs ${saved} less.`,
  });
}

/** Turns of which a look was cancelled because another call of the same turn failed: it had to be asked for again. */
function cancelled(view: SessionView): Observation[] {
  const turns = new Map<number, Step>();
  for (const step of view.steps) {
    if (!isToolStep(step) || turns.has(step.entry.callIndex) || view.scene.statuses.get(step.n)?.status !== 'cancelled') continue;
    if (lookOf(step, view.uses.get(step.n))) turns.set(step.entry.callIndex, step);
  }
  return [...turns.values()].map((step) => observeContradiction(view, PATTERN, step));
}
