import type { Step } from '../card/findings.ts';
import { measureUse } from '../card/measureUse.ts';
import { namesFile } from '../card/namesFile.ts';
import { PROSE } from '../card/resultForm.ts';
import { resultTokens } from '../card/resultTokens.ts';
import { succeeded } from '../card/scene.ts';
import type { ToolUse } from '../card/toolUse.ts';
import { wordingComesBack } from '../card/wordingComesBack.ts';
import type { Removal } from '../cost/simulateBill.ts';
import { TEXT_LIMIT, type ToolStep } from '../session/session.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { countOf } from './countOf.ts';
import { observeContradiction, observeWaste, stepName } from './observeWaste.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/** Shorter texts are no matter. */
const LARGE = 1_000;

/** That none of a few names came back proves nothing, nor that they did not in the few calls that were left. */
const NAMES = 8;
const CALLS_AFTER = 5;

/** Texts that tell an agent how to work: nobody quotes them. */
const INSTRUCTIONS =
  /(?:^|\/)(?:AGENTS?|CLAUDE|GEMINI|SKILL|SOUL|USER|MEMORY|IDENTITY|TOOLS|HEARTBEAT|BOOTSTRAP|CONTRIBUTING|copilot-instructions|PLAN|TODO|TASK)[\w-]*\.\w+$|\/(?:skills?|rules|memory|prompts?|commands|agents|plans?|tasks?|specs?)\//i;

const PATTERN: Pattern = {
  lane: 'prune',
  detector: 'unused-docs',
  signature: 'read-docs',
  parameters: { tokensAtLeast: LARGE },
  draft: { template: 'unused-docs', slots: {} },
  topic: 'read-docs',
  scope: 'any',
  assumptions: ['what was used of a text shows in names, lines or wording that come back later'],
};

/**
 * P9: a README or a text of the documentation that was read whole, and of which neither a name nor a line nor the wording came back.
 * Instructions for agents, plans, what the user named and what is edited or opened again later are left alone. Such texts of which
 * something came back speak against the rule.
 */
export function detectUnusedDocs(view: SessionView): Observation[] {
  const observations: Observation[] = [];
  for (const step of view.steps) {
    const use = view.uses.get(step.n);
    if (!use || !isToolStep(step) || !isWholeText(step, use) || !succeeded(view.scene, step)) continue;
    const seen = measureUse(step.entry, view.words);
    if (!seen) continue;
    if (seen.usedLines > 0 || wordingComesBack(view.scene, step.entry)) observations.push(observeContradiction(view, PATTERN, step));
    else if (seen.names >= NAMES && wasOnlyRead(view, step, use)) observations.push(observe(view, step, seen.lines));
  }
  return observations;
}

function isWholeText(step: Step & { entry: ToolStep }, use: ToolUse): boolean {
  const { path = '', action, range } = use;
  const reads = action === 'read' || action === 'shell';
  return reads && range === undefined && PROSE.test(path) && !INSTRUCTIONS.test(path) && resultTokens(step) >= LARGE;
}

function wasOnlyRead({ scene, uses }: SessionView, { n, entry }: Step, { path = '' }: ToolUse): boolean {
  const later = scene.steps.slice(n);
  if (later.filter(({ kind }) => kind === 'llm').length < CALLS_AFTER) return false;
  return (
    !later.some((step) => uses.get(step.n)?.path === path) &&
    !scene.between.told.some(({ text }) => namesFile(text, path)) &&
    !later.some(
      (step) =>
        step.entry.kind === 'llm' &&
        (step.entry.text.length >= TEXT_LIMIT || namesFile(step.entry.text, path)) &&
        step.entry.index > entry.index,
    )
  );
}

function observe(view: SessionView, step: Step & { entry: ToolStep }, lines: number): Observation {
  const removal: Removal = { kind: 'step', toolStep: step.entry };
  return observeWaste(view, PATTERN, {
    step,
    evidence: [{ step, role: 'wasted' }],
    removals: { low: removal, mid: removal, high: removal },
    checks: [
      { check: 'C1', result: 'unknown', because: 'what was only understood of it cannot be seen' },
      { check: 'C2', result: 'pass', because: 'it changed nothing' },
      { check: 'C3', result: 'pass', because: 'nothing else leaves the context' },
      { check: 'C4', result: 'pass', because: 'no name, line or wording of it came back' },
      { check: 'C5', result: 'pass', because: 'it checks nothing' },
    ],
    tell: (saved) =>
      `${capital(stepName(view, step))} read ${countOf(lines, 'line')} of documentation (${countOf(resultTokens(step), 'token')}), which ${countOf(step.cost.carriedBy, 'later call')} paid for again; neither a name nor a line nor the wording of it came back. ` +
      `Without it this session costs ${saved} less.`,
  });
}
