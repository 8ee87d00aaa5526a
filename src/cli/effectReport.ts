import type { RuleEffect } from '../core/costcraft/effect/ruleEffect.ts';
import type { UnreadSession } from '../core/costcraft/patch.ts';
import type { ManagedRule } from '../core/skill/managedRules.ts';
import { effectCaveats, effectRows } from '../protocol/effectText.ts';
import { english } from '../protocol/translate.ts';
import { plural } from './formatCount.ts';
import type { Style } from './style.ts';
import { printable } from './terminal.ts';
import { wrapText } from './wrapText.ts';
import { ExactNumber } from './writeJson.ts';
import type { JsonValue } from './writeJson.ts';

const WIDTH = 100;

export interface MeasuredSkill {
  file: string;
  rules: readonly ManagedRule[];
  effects: readonly RuleEffect[];
  /** How many sessions were read. */
  sessions: number;
  unread: readonly UnreadSession[];
}

/** The readable form of `clawtrace effect`: rule by rule what was seen before and since, and what that does not show. */
export function effectReport({ file, rules, effects, sessions, unread }: MeasuredSkill, style: Style): string {
  const name = printable(file);
  const lines = [
    `${plural(rules.length, 'learned rule')} in ${name}, ${effects.length} of them in the ledger; ${plural(sessions, 'session')} read.`,
  ];
  for (const effect of effects) {
    lines.push('', style.bold(effect.patch));
    const rule = rules.find(({ id }) => id === effect.patch);
    if (rule) lines.push(...wrapText(printable(rule.text), WIDTH, '  '));
    const rows = effectRows(effect, english);
    const width = Math.max(...rows.map(([head]) => head.length));
    lines.push(...rows.map(([head, value]) => `  ${style.dim(head.padEnd(width))}  ${value}`));
  }
  if (effects.length > 0) lines.push('', ...effectCaveats(english).flatMap((text) => wrapText(text, WIDTH)));
  if (unread.length > 0) {
    lines.push('', style.bold('Left out'));
    for (const { path, reason } of unread) lines.push(...wrapText(printable(`${path}: ${reason}`), WIDTH, '  '));
  }
  return `${lines.join('\n')}\n`;
}

/** The document of `--json`. */
export function effectJson({ file, rules, effects, sessions, unread }: MeasuredSkill): JsonValue {
  return {
    skill: file,
    sessions,
    rules: rules.map(({ id, text }) => ({ id, rule: text, effect: jsonOf(effects.find(({ patch }) => patch === id)) })),
    unread: unread.map(({ path, reason }) => ({ path, reason })),
  };
}

/** null for a rule that the ledger does not know. */
function jsonOf(effect: RuleEffect | undefined): JsonValue {
  if (!effect) return null;
  const { patch: _, money, change, endedWell, missing, ...rest } = effect;
  const exact = (usd: string): ExactNumber => new ExactNumber(usd);
  const { before, after, saved, ruleCost, net } = money ?? {};
  return {
    ...rest,
    before: { ...rest.before },
    after: { ...rest.after },
    notLoaded: { ...rest.notLoaded },
    change: change ? { ...change } : null,
    ...(missing !== undefined && { missing }),
    endedWell: { before: { ...endedWell.before }, after: { ...endedWell.after } },
    money:
      before && after && saved !== undefined && ruleCost !== undefined && net !== undefined
        ? {
            before: { avoidable: exact(before.avoidable), of: exact(before.of) },
            after: { avoidable: exact(after.avoidable), of: exact(after.of) },
            saved: exact(saved),
            ruleCost: exact(ruleCost),
            net: exact(net),
          }
        : null,
  };
}
