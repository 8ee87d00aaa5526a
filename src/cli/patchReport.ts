import path from 'node:path';
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
    lines.push(...wrapText(`Together they would have saved ${usd(set.together.saved)} of ${usd(set.together.of)}.`, WIDTH));
  }
  set.patches.forEach((patch, i) => lines.push('', ...describePatch(patch, i + 1, cwd, style)));
  if (set.notAdmitted.length > 0) {
    lines.push('', style.bold(`Not admitted: ${set.notAdmitted.length}`));
    for (const patch of set.notAdmitted) {
      lines.push(`  ${patch.id}  ${style.dim(`would save ${usd(patch.saving.net)}`)}`);
      lines.push(...wrapText(printable(patch.rule), WIDTH, '    '));
      lines.push(...wrapText(printable(patch.reason ?? 'no reason was recorded'), WIDTH, '    because '));
    }
  }
  return `${lines.join('\n')}\n`;
}

function describePatch(patch: Patch, number: number, cwd: string, style: Style): string[] {
  const { saving, support } = patch;
  const verdict = patch.verdict === 'proven' ? style.green(patch.verdict) : patch.verdict;
  const share = `${(saving.share * 100).toFixed(1)} %`;
  return [
    `${style.bold(`${number}. ${patch.id}`)}  ${patch.lane}, ${verdict}`,
    ...wrapText(printable(patch.rule), WIDTH, '   Rule      '),
    ...wrapText(printable(patch.argument), WIDTH, '   Why       '),
    ...wrapText(
      `${usd(saving.mid)} (${share} of these sessions; certain ${usd(saving.low)}, possible ${usd(saving.high)}), less ${usd(saving.ruleCost)} for reading the rule: ${usd(saving.net)} net`,
      WIDTH,
      '   Saves     ',
    ),
    ...wrapText(`${plural(support.instances, 'instance')} in ${plural(support.sessions, 'session')}`, WIDTH, '   Support   '),
    ...patch.evidence
      .slice(0, EVIDENCE_SHOWN)
      .map((evidence, i) => `   ${i === 0 ? 'Evidence' : '        '}  ${describeEvidence(evidence, cwd)}`),
    ...(patch.evidence.length > EVIDENCE_SHOWN ? [`             and ${patch.evidence.length - EVIDENCE_SHOWN} more`] : []),
    ...wrapText(patch.checks.map(({ check, result }) => `${check} ${result}`).join(', ') || 'none apply', WIDTH, '   Checks    '),
    ...wrapText(patch.gates.map(({ gate, pass }) => `${gate} ${pass ? 'passed' : 'failed'}`).join(', '), WIDTH, '   Gates     '),
  ];
}

function describeEvidence({ source, line, step, role, usd: amount }: Evidence, cwd: string): string {
  const relative = path.relative(cwd, source);
  const file = relative.length < source.length ? relative : source;
  const rest = `:${line} step ${step}, ${role}, ${usd(amount)}`;
  return `${shortenMiddle(printable(file), WIDTH - 13 - rest.length)}${rest}`;
}

function usd(amount: string): string {
  return formatUsd(parseUsd(amount));
}
