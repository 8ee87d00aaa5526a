import { grouped } from '../card/scene.ts';
import { resultTokens } from '../card/resultTokens.ts';
import type { ToolUse } from '../card/toolUse.ts';
import { tellingLine, type WordTimes } from '../card/wordTimes.ts';
import type { Removal } from '../cost/simulateBill.ts';
import { hasWholeText } from '../session/heldText.ts';
import type { ToolStep } from '../session/session.ts';
import type { Observation, Pattern } from './candidate.ts';
import { capital } from './capital.ts';
import { countOf } from './countOf.ts';
import { NOISE_FORMS, type NoiseForm } from './noiseForms.ts';
import { observeContradiction, observeWaste, stepName } from './observeWaste.ts';
import { isToolStep, type SessionView } from './sessionView.ts';

/** Fewer noisy lines, or fewer tokens of them, are no matter. */
const LINES = 5;
/** No program tells of its progress at such length, in characters. */
const LONGEST = 400;
const TOKENS = 100;

/** The lines were picked from the output: they were asked for. */
const PICKS = /\|\s*(?:grep|egrep|rg|awk|sed|sort|jq)\b/;

/**
 * P3: progress and passed items in the output of a command that has a form without them. Errors stay in that form, so a failed run counts,
 * too. Where the model came back to one of the lines that would be gone, the output speaks against the rule.
 */
export function detectNoise(view: SessionView): Observation[] {
  return view.steps.flatMap((step) => {
    const use = view.uses.get(step.n);
    const { result } = isToolStep(step) ? step.entry : {};
    // What the model of the session does not hold as a whole may have been cut anywhere.
    if (!isToolStep(step) || use?.action !== 'shell' || !result || !hasWholeText(result)) return [];
    const found = findNoise(use, result.text);
    if (!found || PICKS.test(use.command ?? '')) return [];
    const { name } = found.form;
    const tokens = resultTokens(step);
    const fewer = Math.floor((tokens * found.chars) / Math.max(1, result.chars));
    if (found.lines.length < LINES || fewer < TOKENS) return [];
    const pattern = patternOf(found.form);
    if (found.lines.some((line) => comesBack(line, step.entry, view.words))) return [observeContradiction(view, pattern, step)];
    const removal: Removal = { kind: 'shorten', toolStep: step.entry, toTokens: tokens - fewer };
    const asItWas: Removal = { kind: 'shorten', toolStep: step.entry, toTokens: tokens };
    // Where the output was cut, other lines may come in for those that go.
    const mayFillUp = isCutAt(use.command ?? '', result.text);
    return [
      observeWaste(view, pattern, {
        step,
        evidence: [{ step, role: 'wasted' }],
        removals: { low: mayFillUp ? asItWas : removal, mid: removal, high: removal },
        checks: [
          mayFillUp
            ? { check: 'C1', result: 'unknown', because: 'the output was cut, so that other lines may come in' }
            : { check: 'C1', result: 'pass', because: 'all other lines are the same in the quiet form' },
          { check: 'C2', result: 'pass', because: 'the same command at the same moment' },
          { check: 'C3', result: 'pass', because: 'what is kept stands where it stood' },
          { check: 'C4', result: 'pass', because: 'nothing that was written later names one of the lines' },
          { check: 'C5', result: 'pass', because: 'the command still runs, and still prints what went wrong' },
        ],
        tell: (saved) =>
          `${grouped(found.lines.length)} of ${countOf(result.text.split('\n').length, 'line')} that ${stepName(view, step)} (\`${name}\`) printed, ${countOf(fewer, 'token')}, tell of progress or of what went well, and ${countOf(step.cost.carriedBy, 'later call')} paid for them again. ` +
          `${capital('without')} them this session costs ${saved} less.`,
      }),
    ];
  });
}

/** True where `head` or `tail` took as many lines as they may. */
function isCutAt(command: string, text: string): boolean {
  const cut = /\|\s*(?:head|tail)(?:\s+-n)?\s*-?(\d+)?/.exec(command);
  return cut !== null && text.trimEnd().split('\n').length >= Number(cut[1] ?? 10) - 1;
}

function findNoise(use: ToolUse, text: string): { form: NoiseForm; lines: string[]; chars: number } | undefined {
  for (const form of NOISE_FORMS) {
    if (!form.command.test(use.family) || form.isQuiet.test(use.command ?? '')) continue;
    if (form.shows && !form.shows.test(withoutColours(text))) continue;
    // A progress bar overwrites its line again and again.
    const lines = text.split(/\r?\n|\r/).filter((line) => line.length <= LONGEST && form.lines.test(withoutColours(line)));
    if (lines.length > 0) return { form, lines, chars: lines.reduce((sum, line) => sum + line.length + 1, 0) };
  }
  return undefined;
}

/** Without the sequences by which programs colour what they print. */
function withoutColours(text: string): string {
  return text.replace(COLOURS, '');
}

const COLOURS = /\u001b?\[\d{0,3}(?:;\d{0,3})*m/g;

function comesBack(line: string, { index }: ToolStep, { lastLine }: WordTimes): boolean {
  const telling = tellingLine(line);
  return telling !== undefined && (lastLine.get(telling) ?? -1) > index;
}

function patternOf({ name, form }: NoiseForm): Pattern {
  return {
    lane: 'prune',
    detector: 'noise',
    signature: `shell:${name}`,
    parameters: { linesAtLeast: LINES },
    draft: {
      template: 'noisy-command',
      slots: { command: { kind: 'command', value: name }, form: { kind: 'form', value: form } },
    },
    topic: `noise:${name}`,
    scope: 'any',
    assumptions: ['the quiet form leaves out the lines that tell of progress or of what went well, and nothing else'],
  };
}
