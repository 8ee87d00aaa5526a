import type { Step } from '../card/findings.ts';
import { stepStatus } from '../card/stepStatus.ts';
import type { ToolUse } from '../card/toolUse.ts';
import { savingOf, type Removal } from '../cost/simulateBill.ts';
import { ZERO } from '../session/money.ts';
import type { Observation } from './candidate.ts';
import { describeShare } from './describeShare.ts';
import { tellingCommands } from './diffCommands.ts';
import { REPAIR_SAME_TOOL_STEPS } from './repairReach.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import { isToolStep, type SessionView } from './sessionView.ts';
import { isKnownCommand, isKnownTool } from './vocabulary.ts';

/** How a harness hands on what the user typed while refusing; only that there is something is looked at. */
const SAID_WHILE_REFUSING = /\bthe user (?:said|provided)[^\n]{0,80}:\s*\S/i;

/**
 * Oracle level L1: the user refused or broke off a command and said something, and the agent then ran another. Only this structure is read;
 * the user's words choose nothing and go nowhere. A refusal without a word, or after which the same is run, teaches nothing.
 */
export function detectCorrections(view: SessionView): Observation[] {
  return view.steps.flatMap((step) => {
    const use = view.uses.get(step.n);
    if (!use || use.action !== 'shell' || !isToolStep(step) || !isKnownTool(step.entry.name)) return [];
    if (step.entry.result?.refused !== 'rejected' || !wasTold(view, step)) return [];
    const next = nextOf(view, step);
    const draft = next && correctionOf(use, next.use);
    return next && draft ? [observe(view, step, next.step, draft)] : [];
  });
}

/** A person's words with the refusal, or after it before the next tool is used. */
function wasTold(view: SessionView, step: Step): boolean {
  if (step.entry.kind !== 'tool') return false;
  if (SAID_WHILE_REFUSING.test(step.entry.result?.text ?? '')) return true;
  const { entries } = view.analyzed.attributed.session.main;
  for (const entry of entries.slice(step.entry.index + 1)) {
    if (entry.kind === 'tool') return false;
    if (entry.kind === 'user' && entry.byPerson) return true;
  }
  return false;
}

function nextOf(view: SessionView, refused: Step): { step: Step; use: ToolUse } | undefined {
  if (refused.entry.kind !== 'tool') return undefined;
  const { name } = refused.entry;
  const same = view.steps.slice(refused.n).filter(({ entry }) => entry.kind === 'tool' && entry.name === name);
  for (const step of same.slice(0, REPAIR_SAME_TOOL_STEPS)) {
    const use = view.uses.get(step.n);
    if (use && stepStatus(step, use).status === undefined) return { step, use };
  }
  return undefined;
}

function correctionOf(refused: ToolUse, next: ToolUse): RuleDraft | undefined {
  const [bad, good] = [refused, next].map(({ command }) => tellingCommands(command ?? '')?.at(-1)?.words ?? []);
  const [badProgram = '', ...badRest] = bad ?? [];
  const [goodProgram = '', ...goodRest] = good ?? [];
  const common = badRest.filter((word) => goodRest.includes(word)).length;
  const isSwap = badRest.length > 0 && common * 2 >= Math.max(badRest.length, goodRest.length);
  if (badProgram !== goodProgram && isKnownCommand(badProgram) && isKnownCommand(goodProgram) && isSwap)
    return {
      template: 'repair-user-program',
      slots: { good: { kind: 'command', value: goodProgram }, bad: { kind: 'command', value: badProgram } },
    };
  // A refusal without a replacement is about that one call: the same command is asked for the next time.
  return undefined;
}

function observe(view: SessionView, step: Step, next: Step, draft: RuleDraft): Observation {
  if (step.entry.kind !== 'tool') throw new TypeError('a correction is about a tool step');
  const { attributed } = view.analyzed;
  const removal: Removal = { kind: 'step', toolStep: step.entry };
  const saving = savingOf(attributed, [removal]).mid;
  const name = draft.slots['bad']?.value ?? '';
  return {
    lane: 'repair',
    detector: draft.template.replace(/^repair-/, ''),
    signature: [draft.template, draft.slots['good']?.value ?? '', name].filter(Boolean).join(' '),
    parameters: { sameToolSteps: REPAIR_SAME_TOOL_STEPS },
    draft,
    topic: `user:${name}`,
    scope: 'project',
    oracle: 'L1',
    assumptions: ['what the user stopped once would be stopped again'],
    // The same command, let through and done.
    counter: { family: name },
    contradicts: false,
    instance: {
      session: view.analyzed,
      step,
      evidence: [
        { step, role: 'failure' },
        { step: next, role: 'repair' },
      ],
      removals: { low: removal, mid: removal, high: removal },
      checks: [],
      saving,
      extra: ZERO,
      sentence:
        `The user stopped step ${step.n} (\`${name}\`) and said something; step ${next.n} ran another command (L1). ` +
        `Without step ${step.n} this session costs ${describeShare(saving, attributed.total)} less.`,
    },
  };
}
