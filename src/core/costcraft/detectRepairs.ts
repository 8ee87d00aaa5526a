import type { Step } from '../card/findings.ts';
import { nameStep } from '../card/scene.ts';
import { stepStatus } from '../card/stepStatus.ts';
import type { ToolUse } from '../card/toolUse.ts';
import { savingOf, type Removal } from '../cost/simulateBill.ts';
import { ZERO } from '../session/money.ts';
import type { Counter, Observation, Pattern } from './candidate.ts';
import { classifyError, type ErrorKind } from './classifyError.ts';
import { countOf } from './countOf.ts';
import { describeShare } from './describeShare.ts';
import { isExpected } from './expectedFailure.ts';
import { fileFix } from './fileFix.ts';
import { oracleLevel, type OracleEvidence } from './oracleLevel.ts';
import { REPAIR_SAME_TOOL_STEPS } from './repairReach.ts';
import type { RuleDraft, TemplateId } from './ruleTemplates.ts';
import { isToolStep, viewAgents, type SessionView } from './sessionView.ts';
import { shellFix } from './shellFix.ts';
import { isKnownTool } from './vocabulary.ts';

interface Fix {
  step: Step;
  draft: RuleDraft;
  oracle: OracleEvidence;
}

/**
 * Error -> fix pairs: a failure, then, within three steps of the same tool, a success on the same goal. Both ends are read from statuses and
 * exit codes. Only failures that we have our own words for become observations: a red test, a rejection, a cancelled call or an expected
 * non-zero exit is none of them.
 */
export function detectRepairs(session: SessionView): Observation[] {
  return [session, ...viewAgents(session.analyzed)].flatMap(repairsIn);
}

function repairsIn(view: SessionView): Observation[] {
  const observations: Observation[] = [];
  for (const { step } of view.failures) {
    const use = view.uses.get(step.n);
    if (!use || !isToolStep(step) || !step.entry.result || step.entry.result.refused || !isKnownTool(step.entry.name)) continue;
    const kind = classifyError(use.action, step.entry.result);
    if (!kind) continue;
    const expected = isExpected(use, step.entry.result, kind);
    // A check that found something has done its work, unless the very tests that failed pass with another command line and nothing else changed.
    if (expected && use.check !== 'test') continue;
    const fix = findFix(view, step, use, kind, expected);
    if (fix) observations.push(observe(view, step, use, kind, fix));
  }
  return observations;
}

function findFix(view: SessionView, failed: Step, use: ToolUse, kind: ErrorKind, needsTests: boolean): Fix | undefined {
  const { entry } = failed;
  if (entry.kind !== 'tool') return undefined;
  let seen = 0;
  for (const step of view.steps.slice(failed.n)) {
    if (step.entry.kind !== 'tool' || step.entry.name !== entry.name) continue;
    if (++seen > REPAIR_SAME_TOOL_STEPS) return undefined;
    const later = view.uses.get(step.n);
    if (!later || later.action !== use.action || !step.entry.result || !isDone(step, later, kind)) continue;
    const draft = use.action === 'shell' ? shellFix(view, failed, step, kind) : fileFix(view, failed, step, kind);
    if (!draft) continue;
    const oracle = oracleLevel(view, failed, step);
    if (!needsTests || oracle.level === 'L3') return { step, draft, oracle };
  }
  return undefined;
}

/** True where the step did what it was asked. After a command that could not start it is enough that a check, or the program under its other name, ran. */
function isDone(step: Step, use: ToolUse, kind: ErrorKind): boolean {
  const { status } = stepStatus(step, use);
  if (status === undefined) return true;
  const { entry } = step;
  if (!STARTS.has(kind) || entry.kind !== 'tool' || !entry.result || entry.result.refused) return false;
  if (status === 'expected') return true;
  const ran = use.check !== undefined || kind === 'no-command';
  return status === 'error' && ran && classifyError(use.action, entry.result) === 'other';
}

/** Failures after which it counts that the command ran at all. */
const STARTS: ReadonlySet<ErrorKind> = new Set(['no-command', 'wrong-folder', 'moved', 'line-ends']);

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
  moved: 'failed because the shell stood in another folder',
  'line-ends': 'failed because the script has Windows line ends',
  timeout: 'was cut off by its time limit',
  other: 'failed',
};

function observe(view: SessionView, step: Step, use: ToolUse, kind: ErrorKind, fix: Fix): Observation {
  const { attributed } = view.analyzed;
  const { draft, oracle } = fix;
  if (step.entry.kind !== 'tool') throw new TypeError('a repair is about tool steps');
  const values = Object.keys(draft.slots)
    .sort()
    .map((name) => draft.slots[name]?.value ?? '');
  const name = draft.slots['command']?.value ?? draft.slots['bad']?.value ?? step.entry.name;
  const tests = oracle.level === 'L3' ? `, and ${countOf(oracle.mended, 'test')} that had failed passed` : '';
  const spent = view.steps.slice(step.n - 1, fix.step.n).reduce((sum, s) => sum + s.usd, ZERO);
  const removal: Removal = { kind: 'step', toolStep: step.entry };
  const saving = savingOf(attributed, [removal]).mid;
  const pattern: Pattern = {
    lane: 'repair',
    detector: draft.template.replace(/^repair-/, ''),
    signature: [draft.template, ...values].join(' '),
    parameters: { sameToolSteps: REPAIR_SAME_TOOL_STEPS },
    draft,
    topic: TOPICS[draft.template] ?? [draft.template, ...values].join(' '),
    scope: use.action === 'shell' && !ANYWHERE.has(draft.template) ? 'project' : 'any',
    oracle: oracle.level,
    assumptions: ['the failed step is not made, and the step that mended it is made in its place'],
  };
  const counter = counterOf(draft);
  const of = ({ n }: Step): string => nameStep(view.scene, n);
  if (counter) pattern.counter = counter;
  return {
    ...pattern,
    contradicts: false,
    instance: {
      session: view.analyzed,
      ...(view.scene.prefix !== '' && { thread: view.scene.prefix }),
      step,
      evidence: [
        { step, role: 'failure' },
        { step: fix.step, role: 'repair' },
        ...oracle.runs.map((run) => ({ step: run, role: 'repair' as const })),
      ],
      removals: { low: removal, mid: removal, high: removal },
      checks: [],
      saving,
      extra: ZERO,
      sentence:
        `Step ${of(step)} (\`${name}\`) ${WHAT_FAILED[kind]}; step ${of(fix.step)} ${kind === 'unread' || kind === 'stale' ? 'wrote the same file' : 'did it'} with success${tests} (${oracle.level}). ` +
        `From the one to the other ${describeShare(spent, attributed.total)} was spent; without step ${of(step)} this session costs ${describeShare(saving, attributed.total)} less.`,
    },
  };
}

/** What shells teach that holds in every project. */
const ANYWHERE: ReadonlySet<TemplateId> = new Set(['repair-look-up-path', 'repair-stay', 'repair-timeout']);

/** Repairs that advise the same as a prune rule compete with it for one line of the skill. */
const TOPICS: Partial<Record<TemplateId, string>> = { 'repair-read-in-parts': 'read-file' };

/** Commands that succeed elsewhere exactly as the rule says they do not. */
function counterOf({ template, slots }: RuleDraft): Counter | undefined {
  const { bad, command, option } = slots;
  if (template === 'repair-program' || template === 'repair-missing') return bad && { family: bad.value };
  if (template === 'repair-wrapper') return command && { family: command.value };
  if (!command || !option) return undefined;
  // The kind of its value says nothing of where it was used.
  const name = option.value.split(' ', 1)[0] ?? '';
  if (template === 'repair-add-option') return { family: command.value, option: { name, present: false } };
  return template === 'repair-drop-option' ? { family: command.value, option: { name, present: true } } : undefined;
}
