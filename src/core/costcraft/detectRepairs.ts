import type { Failure, Step } from '../card/findings.ts';
import { stepStatus } from '../card/stepStatus.ts';
import type { ToolUse } from '../card/toolUse.ts';
import { savingOf, type Removal } from '../cost/simulateBill.ts';
import { ZERO } from '../session/money.ts';
import type { Counter, Observation, Pattern } from './candidate.ts';
import { classifyError, type ErrorKind } from './classifyError.ts';
import { describeShare } from './describeShare.ts';
import { diffCommands } from './diffCommands.ts';
import type { RuleDraft, TemplateId } from './ruleTemplates.ts';
import { isSameText, wasOpened } from './repairGoal.ts';
import { isToolStep, type SessionView } from './sessionView.ts';
import { isKnownTool } from './vocabulary.ts';

/** A success counts as the repair when it comes within this many steps of the same tool. */
const SAME_TOOL_STEPS = 3;

interface Fix {
  step: Step;
  draft: RuleDraft;
}

/**
 * Error -> fix pairs: a failure, then, within three steps of the same tool, a success of the same tool on the same goal. Both ends are read
 * from statuses and exit codes (oracle level L2). Only failures that we have our own words for become observations: a red test, a
 * rejection, a cancelled call or an expected non-zero exit is none of them.
 */
export function detectRepairs(view: SessionView): Observation[] {
  const observations: Observation[] = [];
  for (const failure of view.analyzed.failures) {
    const { step } = failure;
    const use = view.uses.get(step.n);
    if (!use || !isToolStep(step) || !step.entry.result || step.entry.result.refused || !isKnownTool(step.entry.name)) continue;
    const kind = classifyError(use.action, step.entry.result);
    // A check that found something has done its work; only one that could not start is a failure.
    if (!kind || (use.check && kind === 'other')) continue;
    const fix = findFix(view, failure, use, kind);
    if (fix) observations.push(observe(view, failure, use, kind, fix));
  }
  return observations;
}

function findFix(view: SessionView, failure: Failure, use: ToolUse, kind: ErrorKind): Fix | undefined {
  const { entry } = failure.step;
  if (entry.kind !== 'tool') return undefined;
  let seen = 0;
  for (const step of view.analyzed.steps.slice(failure.step.n)) {
    if (step.entry.kind !== 'tool' || step.entry.name !== entry.name) continue;
    if (++seen > SAME_TOOL_STEPS) return undefined;
    const later = view.uses.get(step.n);
    if (!later || !step.entry.result || stepStatus(step, later).status !== undefined) continue;
    const draft =
      use.action === 'shell'
        ? diffCommands(use.command ?? '', later.command ?? '', kind)
        : fileFix(view, failure.step, step, use, later, kind);
    if (draft) return { step, draft };
  }
  return undefined;
}

const FILE_FIXES: Partial<Record<ErrorKind, TemplateId>> = {
  unread: 'repair-read-first',
  stale: 'repair-read-again',
  'no-match': 'repair-exact-text',
  'not-unique': 'repair-unique-text',
  'too-large': 'repair-read-in-parts',
  'no-file': 'repair-look-up-path',
  'is-folder': 'repair-list-folder',
};

function fileFix(view: SessionView, failed: Step, fixed: Step, use: ToolUse, later: ToolUse, kind: ErrorKind): RuleDraft | undefined {
  const template = FILE_FIXES[kind];
  if (!template || failed.entry.kind !== 'tool' || use.path === undefined || later.path === undefined) return undefined;
  const readBetween = view.analyzed.steps.slice(failed.n, fixed.n - 1).some((step) => {
    const other = view.uses.get(step.n);
    return other?.path === use.path && (other?.action === 'read' || other?.action === 'shell');
  });
  const samePath = use.path === later.path;
  const goal: Partial<Record<ErrorKind, boolean>> = {
    unread: samePath && readBetween && !wasOpened(view, failed, use.path),
    stale: samePath && readBetween,
    'no-match': samePath && isSameText(failed, fixed),
    'not-unique': samePath && isSameText(failed, fixed),
    'too-large': samePath && later.range !== undefined,
    'no-file': !samePath && lastName(use.path) === lastName(later.path),
    'is-folder': later.path.startsWith(`${use.path}/`),
  };
  if (goal[kind] !== true) return undefined;
  return { template, slots: {} };
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const WHAT_FAILED: Record<ErrorKind, string> = {
  unread: 'was refused because the file had not been read',
  stale: 'was refused because the file had changed since it was read',
  'no-match': 'failed because the text to replace was not in the file',
  'not-unique': 'failed because the text to replace stood there more than once',
  'too-large': 'was refused because the file was too large to be read whole',
  'no-file': 'failed because the path did not exist',
  'is-folder': 'failed because the path was a folder',
  'no-command': 'failed because the command was not on the path',
  'bad-option': 'failed because an option was not known',
  'wrong-folder': 'failed because it ran in a folder without its project file',
  other: 'failed',
};

function observe(view: SessionView, failure: Failure, use: ToolUse, kind: ErrorKind, fix: Fix): Observation {
  const { attributed } = view.analyzed;
  const { step } = failure;
  const { draft } = fix;
  if (step.entry.kind !== 'tool') throw new TypeError('a repair is about tool steps');
  const values = Object.keys(draft.slots)
    .sort()
    .map((name) => draft.slots[name]?.value ?? '');
  const name = draft.slots['command']?.value ?? draft.slots['bad']?.value ?? step.entry.name;
  const spent = view.analyzed.steps.slice(step.n - 1, fix.step.n).reduce((sum, s) => sum + s.usd, ZERO);
  const removal: Removal = { kind: 'step', toolStep: step.entry };
  const saving = savingOf(attributed, [removal]).mid;
  const pattern: Pattern = {
    lane: 'repair',
    detector: draft.template.replace(/^repair-/, ''),
    signature: [draft.template, ...values].join(' '),
    parameters: { sameToolSteps: SAME_TOOL_STEPS },
    draft,
    topic: TOPICS[draft.template] ?? [draft.template, ...values].join(' '),
    scope: use.action === 'shell' ? 'project' : 'any',
    oracle: 'L2',
    assumptions: ['the failed step is not made, and the step that mended it is made in its place'],
  };
  const counter = counterOf(draft);
  if (counter) pattern.counter = counter;
  return {
    ...pattern,
    contradicts: false,
    instance: {
      session: view.analyzed,
      step,
      evidence: [
        { step, role: 'failure' },
        { step: fix.step, role: 'repair' },
      ],
      removals: { low: removal, mid: removal, high: removal },
      checks: [],
      saving,
      extra: ZERO,
      sentence:
        `Step ${step.n} (\`${name}\`) ${WHAT_FAILED[kind]}; step ${fix.step.n} did it with success (L2). ` +
        `From the one to the other ${describeShare(spent, attributed.total)} was spent; without step ${step.n} this session costs ${describeShare(saving, attributed.total)} less.`,
    },
  };
}

/** Repairs that advise the same as a prune rule compete with it for one line of the skill. */
const TOPICS: Partial<Record<TemplateId, string>> = { 'repair-read-in-parts': 'read-file' };

/** Commands that succeed elsewhere exactly as the rule says they do not. */
function counterOf({ template, slots }: RuleDraft): Counter | undefined {
  const { bad, command, option } = slots;
  if (template === 'repair-program') return bad && { family: bad.value };
  if (template === 'repair-wrapper') return command && { family: command.value };
  if (!command || !option) return undefined;
  if (template === 'repair-add-option') return { family: command.value, option: { name: option.value, present: false } };
  return template === 'repair-drop-option' ? { family: command.value, option: { name: option.value, present: true } } : undefined;
}
