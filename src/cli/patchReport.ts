import path from 'node:path';
import type { CheckResult } from '../core/card/findings.ts';
import type { Evidence, Patch, PatchSet } from '../core/costcraft/patch.ts';
import { formatUsd, parseUsd } from '../core/session/money.ts';
import { plural } from './formatCount.ts';
import { shortenMiddle } from './formatTable.ts';
import type { Style } from './style.ts';
import { printable } from './terminal.ts';
import { wrapText } from './wrapText.ts';

const WIDTH = 100;

/** More evidence than this is counted, not listed; --json has all of it. */
const EVIDENCE_SHOWN = 4;

const HOW_TO_READ = [
  'Plausible: no check failed, but not every one could be answered. Proven: every one passed. Either way you decide.',
  'The dollars at a piece of evidence are what that step cost in all: written, read, and carried along in every later call.',
];

/** The readable form of `clawtrace distill`: what is proposed and why, then what was turned away and why. */
export function patchReport(set: PatchSet, skillFile: string, cwd: string, style: Style): string {
  const lines: string[] = [];
  const count = plural(set.patches.length, 'rule');
  const name = printable(skillFile);
  const read = plural(set.sessions.length, 'session');
  if (set.patches.length === 0) {
    lines.push(`No rule to propose for ${name} from ${read}.`);
  } else {
    lines.push(...wrapText(`${count} proposed for ${name}${set.skill.isNew ? ' (a new skill)' : ''} from ${read}.`, WIDTH));
    if (set.options.cost) lines.push(...wrapText(describeTogether(set.together), WIDTH));
  }
  set.patches.forEach((patch, i) => lines.push('', ...describePatch(patch, i + 1, { cwd, style, cost: set.options.cost })));
  if (set.patches.length > 0) lines.push('', ...HOW_TO_READ.slice(0, set.options.cost ? 2 : 1).flatMap((text) => wrapText(text, WIDTH)));
  if (set.notAdmitted.length > 0) {
    lines.push('', style.bold(`Not admitted: ${set.notAdmitted.length}`));
    for (const patch of set.notAdmitted) {
      lines.push(`  ${patch.id}${set.options.cost ? `  ${style.dim(`would save ${usd(patch.saving.net)}`)}` : ''}`);
      lines.push(...wrapText(printable(patch.rule), WIDTH, '    '));
      lines.push(...wrapText(printable(patch.reason ?? 'no reason was recorded'), WIDTH, '    because '));
    }
  }
  if (set.unread.length > 0) {
    lines.push(
      '',
      ...wrapText(`${plural(set.unread.length, 'input')} could not be read and ${set.unread.length === 1 ? 'is' : 'are'} left out.`, WIDTH),
    );
  }
  return `${lines.join('\n')}\n`;
}

function describeTogether({ saved, low, high, ruleCost, net, of }: PatchSet['together']): string {
  const range = `between ${usd(low)} and ${usd(high)} for as many like them`;
  return `Together they would have saved ${usd(saved)} of ${usd(of)} (${range}), less ${usd(ruleCost)} for reading the rules: ${usd(net)} net.`;
}

interface Shown {
  cwd: string;
  style: Style;
  cost: boolean;
}

function describePatch(patch: Patch, number: number, { cwd, style, cost }: Shown): string[] {
  const { saving, support } = patch;
  const verdict = patch.verdict === 'proven' ? style.green(patch.verdict) : patch.verdict;
  const share = `${(saving.share * 100).toFixed(1)} %`;
  return [
    `${style.bold(`${number}. ${patch.id}`)}  ${patch.lane}, ${verdict}`,
    ...wrapText(printable(patch.rule), WIDTH, '   Rule      '),
    ...wrapText(printable(patch.argument), WIDTH, '   Why       '),
    ...(cost
      ? wrapText(
          `${usd(saving.mid)} (${share} of these sessions; ${usd(saving.low)} to ${usd(saving.high)} for as many like them), less ${usd(saving.ruleCost)} for reading the rule: ${usd(saving.net)} net`,
          WIDTH,
          '   Saves     ',
        )
      : []),
    ...wrapText(`${plural(support.instances, 'instance')} in ${plural(support.sessions, 'session')}`, WIDTH, '   Support   '),
    ...patch.evidence
      .slice(0, EVIDENCE_SHOWN)
      .map((evidence, i) => `   ${i === 0 ? 'Evidence' : '        '}  ${describeEvidence(evidence, cwd, cost)}`),
    ...(patch.evidence.length > EVIDENCE_SHOWN ? [`             and ${patch.evidence.length - EVIDENCE_SHOWN} more`] : []),
    ...(patch.oracle ? wrapText(ORACLES[patch.oracle], WIDTH, '   Repair    ') : []),
    ...describeChecks(patch.checks, style),
    ...wrapText(describeGates(patch), WIDTH, '   Gates     '),
  ];
}

/** What each counterfactual check asks, for readers who do not know its number. */
const QUESTIONS: Record<CheckResult['check'], string> = {
  C1: 'same result without the step',
  C2: 'nothing changed in between',
  C3: 'the earlier result was still in sight',
  C4: 'what came later does not go back to it',
  C5: 'not a test or another check of the work',
  C6: 'the sessions ended well',
  C7: 'named steps, worth a rule',
  C8: 'more steps speak for it than against it',
};

const ORACLES: Record<NonNullable<Patch['oracle']>, string> = {
  L0: 'no evidence that the repair is one (L0)',
  L1: 'the user corrected it (L1)',
  L2: 'the same tool or command failed first and succeeded then (L2); that the difference between the two is the cause is inferred',
  L3: 'a test or a grader went from failed to passed (L3)',
};

const ANSWERS: Record<CheckResult['result'], string> = { pass: 'yes', fail: 'no', unknown: 'not known' };

function describeChecks(checks: readonly CheckResult[], style: Style): string[] {
  if (checks.length === 0) return ['   Checks    none apply'];
  return checks.flatMap(({ check, result, because }, i) => {
    const first = `   ${i === 0 ? 'Checks' : '      '}    ${check} `;
    const [line = '', ...more] = wrapText(`${QUESTIONS[check]}: ${ANSWERS[result]}, ${printable(because)}`, WIDTH, first);
    return [result === 'pass' ? line : line.replace(ANSWERS[result], style.bold(ANSWERS[result])), ...more];
  });
}

function describeGates({ gates }: Patch): string {
  const failed = gates.filter(({ pass }) => !pass);
  if (failed.length === 0) return `all ${gates.length} passed: ${gates.map(({ gate }) => gate).join(', ')}`;
  return failed.map(({ gate, because }) => `${gate} failed: ${printable(because)}`).join('; ');
}

function describeEvidence({ source, line, thread = '', step, role, usd: amount }: Evidence, cwd: string, cost: boolean): string {
  const relative = path.relative(cwd, source);
  const file = relative.length < source.length ? relative : source;
  const rest = `:${line} step ${thread}${step}, ${role}${cost ? `, ${usd(amount)}` : ''}`;
  return `${shortenMiddle(printable(file), WIDTH - 13 - rest.length)}${rest}`;
}

function usd(amount: string): string {
  return formatUsd(parseUsd(amount));
}
