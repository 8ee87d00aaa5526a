import type { Step } from '../card/findings.ts';
import { readToolUses } from '../card/listSteps.ts';
import { measureUse } from '../card/measureUse.ts';
import { CODE } from '../card/resultForm.ts';
import { resultTokens } from '../card/resultTokens.ts';
import { checkUnchanged, grouped, succeeded } from '../card/scene.ts';
import { shownLines } from '../card/shownLines.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { Removal } from '../cost/simulateBill.ts';
import type { ToolStep } from '../session/session.ts';
import type { Observation, Pattern } from './candidate.ts';
import { countOf } from './countOf.ts';
import { observeWaste } from './observeWaste.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/** Smaller files are read faster than they are asked about, in tokens. */
const LARGE = 1_000;

/** From this share of its lines on, the agent had read what the parent read. */
const SHARE = 0.5;

const PATTERN: Pattern = {
  lane: 'prune',
  detector: 'agent-reread',
  signature: 'read-file',
  parameters: { overlapAtLeast: SHARE, tokensAtLeast: LARGE },
  draft: { template: 'agent-reread', slots: {} },
  topic: 'agent-reread',
  scope: 'any',
  assumptions: [
    `the sub-agent's answer names the places, and only the lines that were named later are read, with ${CODE.mid} lines around them`,
    'the low figure leaves the read as it was',
  ],
};

/** A file as a sub-agent saw it. */
interface AgentRead {
  started: Step;
  lines: ReadonlyMap<number, string>;
}

/**
 * P11: files that a sub-agent had read, unchanged since, that its parent read again, for the most part, without changing them later: what
 * was to be found out had been given away, and came back without the places.
 */
export function detectAgentRereads(view: SessionView): Observation[] {
  const { scene } = view;
  if (scene.prefix !== '') return [];
  const observations: Observation[] = [];
  const known = new Map<string, AgentRead[]>();
  for (const step of view.steps) {
    const use = view.uses.get(step.n);
    if (!use || !isToolStep(step)) continue;
    if (step.entry.agent) noteReads(view, step, known);
    const read = use.path === undefined ? undefined : findRead(view, step, use, known.get(use.path) ?? []);
    if (read) observations.push(observe(view, step, read));
  }
  return observations;
}

function noteReads(view: SessionView, step: Step & { entry: ToolStep }, known: Map<string, AgentRead[]>): void {
  const agent = view.analyzed.agents.find(({ run }) => run === step.entry.agent);
  if (!agent) return;
  const uses = readToolUses(agent.steps, view.analyzed.attributed.session.cwd);
  for (const inner of agent.steps) {
    const use = uses.get(inner.n);
    if (!use || use.path === undefined || (use.action !== 'read' && use.action !== 'shell') || !isToolStep(inner)) continue;
    const lines = shownLines(inner.entry, use)?.texts;
    if (!lines || inner.entry.result?.isError) continue;
    const reads = known.get(use.path);
    if (reads) reads.push({ started: step, lines });
    else known.set(use.path, [{ started: step, lines }]);
  }
}

function findRead(view: SessionView, step: Step & { entry: ToolStep }, use: ToolUse, reads: readonly AgentRead[]): AgentRead | undefined {
  const { path, action } = use;
  if (path === undefined || reads.length === 0 || (action !== 'read' && action !== 'shell') || resultTokens(step) < LARGE) return undefined;
  // A part was chosen already; and whoever changes a file has to read it.
  if (use.range?.to !== undefined || !succeeded(view.scene, step) || isWrittenLater(view, step, path)) return undefined;
  const now = shownLines(step.entry, use)?.texts;
  if (!now || now.size === 0) return undefined;
  return reads.findLast(({ started, lines }) => {
    if (saysItVerifies(view, started, step)) return false;
    const same = [...now].filter(([line, text]) => lines.get(line) === text).length;
    return same >= now.size * SHARE && checkUnchanged(view.scene, started, step, [path]).result !== 'fail';
  });
}

/** True where the parent said that it looks for itself: a check of what an agent says is no waste. */
function saysItVerifies({ scene }: SessionView, started: Step, step: Step): boolean {
  return scene.entries
    .slice(started.entry.index + 1, step.entry.index)
    .some((entry) => entry.kind === 'llm' && /\b(?:verif|confirm|double-?check|make sure|validate)/i.test(entry.text));
}

function isWrittenLater(view: SessionView, step: Step, path: string): boolean {
  return view.steps.slice(step.n).some(({ n }) => {
    const use = view.uses.get(n);
    return use?.action === 'write' && use.path === path;
  });
}

function observe(view: SessionView, step: Step & { entry: ToolStep }, { started }: AgentRead): Observation {
  const tokens = resultTokens(step);
  const kept = Math.ceil(tokens * Math.min(1, measureUse(step.entry, view.words)?.keptWithin(CODE.mid) ?? 1));
  const shorten = (toTokens: number): Removal => ({ kind: 'shorten', toolStep: step.entry, toTokens });
  return observeWaste(view, PATTERN, {
    step,
    evidence: [
      { step: started, role: 'needed' },
      { step, role: 'wasted' },
    ],
    removals: { low: shorten(tokens), mid: shorten(kept), high: { kind: 'step', toolStep: step.entry } },
    checks: [
      { check: 'C1', result: 'unknown', because: 'nobody saw whether an answer with places would have been enough' },
      { check: 'C2', result: 'pass', because: 'nothing between the two is known to have changed the file' },
      { check: 'C3', result: 'unknown', because: 'the sub-agent had it in its own context, the parent only its answer' },
      { check: 'C5', result: 'unknown', because: "it may have been a check of the sub-agent's answer, although nothing said so" },
    ],
    tell: (saved) =>
      `Step ${step.n} read a file (${countOf(tokens, 'token')}) that the sub-agent of step ${started.n} had read, and did not change it later. With ${grouped(kept)} tokens of it, the lines that were named later and those around them, this session costs ${saved} less.`,
  });
}
