import type { CheckResult, Cluster, Step } from '../card/findings.ts';
import { grouped } from '../card/scene.ts';
import { shownLines } from '../card/shownLines.ts';
import { savingOf, type Removal } from '../cost/simulateBill.ts';
import { ZERO } from '../session/money.ts';
import type { Observation, Pattern } from './candidate.ts';
import { countOf } from './countOf.ts';
import { describeShare } from './describeShare.ts';
import { resultTokens } from '../card/resultTokens.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import { isToolStep, type SessionView } from './sessionView.ts';
import { isKnownTool, knownFamily } from './vocabulary.ts';

/**
 * P5 (overlapping re-read) and P6 (exact duplicate), from the clusters of the card. The same file read again is one pattern, whether all of its
 * lines came again or half of them: the rule against it is the same.
 */
export function detectRepetition(view: SessionView): Observation[] {
  const observations: Observation[] = [];
  for (const cluster of view.analyzed.clusters) {
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
  const { attributed } = view.analyzed;
  const tool = step.entry.name;
  const readsFile = use.path !== undefined && (use.action === 'read' || use.action === 'shell');
  const family = use.action === 'shell' ? knownFamily(use.family) : undefined;
  const name = family ?? (isKnownTool(tool) ? tool : undefined);
  if (name === undefined) return undefined;
  const pattern = readsFile ? READ_AGAIN : duplicatePattern(name, family !== undefined);

  const lines = cluster.kind === 'overlap' ? linesAgain(view, cluster.needed, step) : undefined;
  const again = lines ? lines.again / lines.all : 1;
  const whole = again >= WHOLE_FROM;
  const shorten: Removal = { kind: 'shorten', toolStep: step.entry, toTokens: Math.ceil(resultTokens(step) * (1 - again)) };
  const remove: Removal = { kind: 'step', toolStep: step.entry };
  const removals = whole ? { low: remove, mid: remove, high: remove } : { low: shorten, mid: shorten, high: remove };
  const saving = savingOf(attributed, [removals.mid]).mid;
  const gave = !lines
    ? `gave the same result as step ${cluster.needed.n}`
    : lines.again === lines.all
      ? `showed ${countOf(lines.all, 'line')} that step ${cluster.needed.n} had shown already`
      : `showed ${countOf(lines.all, 'line')}, ${grouped(lines.again)} of which step ${cluster.needed.n} had shown already`;
  return {
    ...pattern,
    contradicts: false,
    instance: {
      session: view.analyzed,
      step,
      evidence: [
        { step: cluster.needed, role: 'needed' },
        { step, role: 'wasted' },
      ],
      removals,
      checks: cluster.checks.map(inOwnWords),
      saving,
      extra: ZERO,
      sentence:
        `Step ${step.n} (\`${name}\`, ${countOf(resultTokens(step), 'token')}) ${gave}` +
        `${cluster.class === 'proven' ? '; nothing in between changed it, and it was still in the context' : ''}. ` +
        `Without ${whole ? 'it' : 'those lines'} this session costs ${describeShare(saving, attributed.total)} less.`,
    },
  };
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

/** The card's reasons may quote paths and commands; a patch may not. */
function inOwnWords({ check, result }: CheckResult): CheckResult {
  return { check, result, because: REASONS[check]?.[result] ?? 'as the card says' };
}

const REASONS: Partial<Record<CheckResult['check'], Record<CheckResult['result'], string>>> = {
  C1: { pass: 'the text that came again is the same', fail: 'the results differ', unknown: 'the results cannot be compared as a whole' },
  C2: {
    pass: 'nothing in between wrote to what it reads',
    fail: 'a step in between wrote to what it reads',
    unknown: 'a command in between, or the user, may have changed what it reads',
  },
  C3: {
    pass: 'the first result was still in the context',
    fail: 'the first result had left the context',
    unknown: 'it is not known what the context held',
  },
  C5: { pass: 'it checks nothing', fail: 'it is a check of the work', unknown: 'it may be a check of the work' },
};

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
