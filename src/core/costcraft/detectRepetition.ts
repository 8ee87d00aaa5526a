import type { Cluster, Step } from '../card/findings.ts';
import { grouped } from '../card/scene.ts';
import { shownLines } from '../card/shownLines.ts';
import type { Removal } from '../cost/simulateBill.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { countOf } from './countOf.ts';
import { inOwnWords } from './inOwnWords.ts';
import { knownName, observeWaste, stepName } from './observeWaste.ts';
import { resultTokens } from '../card/resultTokens.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/**
 * P5 (overlapping re-read) and P6 (exact duplicate), from the clusters of the card. The same file read again is one pattern, whether all of its
 * lines came again or half of them: the rule against it is the same.
 */
export function detectRepetition(view: SessionView): Observation[] {
  const observations: Observation[] = [];
  for (const cluster of view.clusters) {
    // The other kinds have analysts of their own, or are left to the person.
    if (!cluster.needed || (cluster.kind !== 'duplicate' && cluster.kind !== 'overlap')) continue;
    for (const step of cluster.wasted) {
      const observation = observe(view, { ...cluster, needed: cluster.needed }, step);
      if (observation) observations.push(observation);
    }
  }
  return observations;
}

function observe(view: SessionView, cluster: Cluster & { needed: Step }, step: Step): Observation | undefined {
  const use = view.uses.get(step.n);
  if (!use || !isToolStep(step)) return undefined;
  const readsFile = use.path !== undefined && (use.action === 'read' || use.action === 'shell');
  const name = knownName(view, step);
  if (name === undefined) return undefined;
  const pattern = readsFile ? READ_AGAIN : duplicatePattern(name.value, name.isCommand);

  const lines = cluster.kind === 'overlap' ? linesAgain(view, cluster.needed, step) : undefined;
  const again = lines ? lines.again / lines.all : 1;
  const whole = again >= WHOLE_FROM;
  const shorten: Removal = { kind: 'shorten', toolStep: step.entry, toTokens: Math.ceil(resultTokens(step) * (1 - again)) };
  const remove: Removal = { kind: 'step', toolStep: step.entry };
  const removals = whole ? { low: remove, mid: remove, high: remove } : { low: shorten, mid: shorten, high: remove };
  const before = stepName(view, cluster.needed);
  const gave = !lines
    ? `gave the same result as ${before}`
    : lines.again === lines.all
      ? `showed ${countOf(lines.all, 'line')} that ${before} had shown already`
      : `showed ${countOf(lines.all, 'line')}, ${grouped(lines.again)} of which ${before} had shown already`;
  return observeWaste(view, pattern, {
    step,
    evidence: [
      { step: cluster.needed, role: 'needed' },
      { step, role: 'wasted' },
    ],
    removals,
    checks: cluster.checks.map(inOwnWords),
    tell: (saved) =>
      `${capital(stepName(view, step))} (\`${name.value}\`, ${countOf(resultTokens(step), 'token')}) ${gave}` +
      `${cluster.class === 'proven' ? '; nothing in between changed it, and it was still in the context' : ''}. ` +
      `Without ${whole ? 'it' : 'those lines'} this session costs ${saved} less.`,
  });
}

/** From this share on there is nothing left for which the step would still be made. */
const WHOLE_FROM = 0.95;

/** How many lines the later of two reads of a file showed, and how many of them the earlier one had shown with the same text. */
function linesAgain(view: SessionView, needed: Step, step: Step): { again: number; all: number } | undefined {
  const [before, now] = [needed, step].map((read) => {
    const use = view.uses.get(read.n);
    return use && isToolStep(read) ? shownLines(read.entry, use)?.texts : undefined;
  });
  if (!before || !now || now.size === 0) return undefined;
  const again = [...now].filter(([line, text]) => before.get(line) === text).length;
  return { again, all: now.size };
}

const READ_AGAIN: Pattern = {
  lane: 'prune',
  detector: 'overlap',
  signature: 'read-file',
  parameters: { overlapAtLeast: 0.5 },
  draft: { template: 'overlap-read', slots: {} },
  topic: 'read-file-again',
  scope: 'any',
  assumptions: ['a step that gave nothing new can be left out'],
};

function duplicatePattern(name: string, isCommand: boolean): Pattern {
  const draft: RuleDraft = isCommand
    ? { template: 'duplicate-command', slots: { command: { kind: 'command', value: name } } }
    : { template: 'duplicate-tool', slots: { tool: { kind: 'tool', value: name } } };
  return {
    lane: 'prune',
    detector: 'duplicate',
    signature: `${isCommand ? 'shell' : 'tool'}:${name}`,
    parameters: {},
    draft,
    topic: `again:${name}`,
    scope: 'any',
    assumptions: ['a step that gave nothing new can be left out'],
  };
}
