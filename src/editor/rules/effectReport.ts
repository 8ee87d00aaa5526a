import { capital } from '../../core/costcraft/capital.ts';
import type { RuleEffect } from '../../core/costcraft/effect/ruleEffect.ts';
import type { Lane, UnreadSession } from '../../core/costcraft/patch.ts';
import type { ManagedRule } from '../../core/skill/managedRules.ts';
import { effectCaveats, effectRows, verdictText } from '../../protocol/effectText.ts';
import type { Translate } from '../../protocol/translate.ts';
import { laneName } from '../review/patchNames.ts';
import { escapeMarkdown } from '../shared/escapeMarkdown.ts';

export interface EffectReport {
  /** How people call the skill's file. */
  file: string;
  rules: readonly ManagedRule[];
  effects: readonly RuleEffect[];
  unread: readonly UnreadSession[];
}

const LANES: readonly Lane[] = ['preserve', 'prune', 'repair'];

/** What later sessions show of each learned rule of a skill, by lane and by rule. Markdown; words of a skill or a trace are escaped. */
export function effectReport({ file, rules, effects, unread }: EffectReport, t: Translate): string {
  const parts = [`# ${t('What learned rules changed')}`, t('Skill: {0}', escapeMarkdown(file))];
  parts.push(
    effectCaveats(t)
      .map((line) => `- ${escapeMarkdown(line)}`)
      .join('\n'),
  );
  const lanes = LANES.flatMap((lane) => laneRow(lane, effects, t) ?? []);
  if (lanes.length > 0) {
    const head = [t('Lane'), t('Rules'), t('Better'), t('Worse'), t('No change seen'), t('Not known yet')];
    parts.push([row(head), row(['---', ...head.slice(1).map(() => '---:')]), ...lanes].join('\n'));
  }
  for (const effect of effects) {
    const rule = rules.find(({ id }) => id === effect.patch);
    parts.push(`## ${escapeMarkdown(capital(verdictText(effect, t)))}`, `> ${escapeMarkdown(rule?.text ?? effect.patch)}`);
    parts.push([row(['', '']), row(['---', '---']), ...effectRows(effect, t).map((cells) => row(cells.map(escapeMarkdown)))].join('\n'));
  }
  const known = new Set(effects.map(({ patch }) => patch));
  const unknown = rules.filter(({ id }) => !known.has(id));
  if (unknown.length > 0) {
    parts.push(`## ${t('Not in the ledger ({0})', unknown.length)}`);
    parts.push(unknown.map(({ text }) => `- ${escapeMarkdown(text)}`).join('\n'));
  }
  if (unread.length > 0) {
    parts.push(`## ${t('Sessions that could not be read ({0})', unread.length)}`);
    parts.push(unread.map(({ path, reason }) => `- ${escapeMarkdown(path)}: ${escapeMarkdown(reason)}`).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

function laneRow(lane: Lane, effects: readonly RuleEffect[], t: Translate): string | undefined {
  const own = effects.filter((effect) => effect.lane === lane);
  if (own.length === 0) return undefined;
  const count = (verdict: RuleEffect['verdict']): number => own.filter((effect) => effect.verdict === verdict).length;
  const told = [count('better'), count('worse'), count('no-change')];
  const rest = own.length - told.reduce((sum, one) => sum + one, 0);
  return row([laneName(lane, t), own.length, ...told, rest].map(String));
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
