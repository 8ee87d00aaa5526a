import type { ShareChange } from '../core/costcraft/effect/compareShares.ts';
import type { EffectVerdict, RuleEffect } from '../core/costcraft/effect/ruleEffect.ts';
import type { Frequency } from '../core/costcraft/patch.ts';
import { usdText } from './formatFigures.ts';
import type { Translate } from './translate.ts';

/** "better: 0 of 10, was 12 of 12": what became of a rule's pattern, as short as a lens has to be. */
export function effectLine(effect: RuleEffect, t: Translate): string {
  const { before, after, verdict } = effect;
  if (verdict === 'no-later') return t('no later session');
  if (verdict === 'no-before') return t('no older session');
  if (verdict === 'not-loaded') return t('skill not read since');
  const seen = t('{0} of {1}, was {2} of {3}', after.with, after.of, before.with, before.of);
  if (verdict === 'too-few') return t('too early: {0}', seen);
  return `${verdictText(effect, t)}: ${seen}`;
}

/** What the figures say, in a word or two. */
export function verdictText({ verdict, missing = 0 }: Pick<RuleEffect, 'verdict' | 'missing'>, t: Translate): string {
  if (verdict === 'too-few') return missing > 0 ? t('too early to tell, {0} more sessions needed', missing) : t('too early to tell');
  const names: Record<Exclude<EffectVerdict, 'too-few'>, string> = {
    better: t('better'),
    worse: t('worse'),
    'no-change': t('no change seen'),
    'not-seen': t('nothing to mend was seen before'),
    'not-loaded': t('not known: no later session shows that it read this skill'),
    'no-later': t('no later session yet'),
    'no-before': t('no session is older than the rule'),
  };
  return names[verdict];
}

/** Names and values of all figures; nothing in them is a trace's. */
export function effectRows(effect: RuleEffect, t: Translate): [name: string, value: string][] {
  const { before, after, notLoaded, change, money, endedWell, wanted } = effect;
  const rows: [string, string][] = [
    [t('Effect so far'), verdictText(effect, t)],
    [wanted === 'less' ? t('Seen before') : t('Shown before'), frequencyText(before, t)],
    [wanted === 'less' ? t('Seen since') : t('Shown since'), frequencyText(after, t)],
  ];
  if (change) rows.push([t('Change'), changeText(change, t)]);
  if (notLoaded.of > 0) rows.push([t('Since, skill not read'), frequencyText(notLoaded, t)]);
  if (money) {
    rows.push([t('Saved since'), usdText(money.saved)]);
    rows.push([t('Cost of the rule since'), usdText(money.ruleCost)]);
    rows.push([t('Net since'), usdText(money.net)]);
  }
  if (endedWell.before.of + endedWell.after.of > 0) {
    const both = t('{0} before, {1} since', frequencyText(endedWell.before, t), frequencyText(endedWell.after, t));
    rows.push([t('Ended well'), endedWell.change?.direction === 'fell' ? t('{0}: fewer than before', both) : both]);
  }
  return rows;
}

/** What must be known to read the figures rightly. */
export function effectCaveats(t: Translate): string[] {
  return [
    t('Before and after only: that the rule was the cause is not shown.'),
    t('The sessions before hold those that the rule was learned from, which makes them look worse than they would be at random.'),
    t('Waste and failures are counted in all sessions, behaviours to be kept in those that had the opportunity.'),
    t('What would have been saved is the share of the bill that the pattern took before, of the later bills, less what it still took.'),
  ];
}

function frequencyText({ with: seen, of }: Frequency, t: Translate): string {
  if (of === 0) return t('no session');
  return of === 1 ? t('{0} of 1 session', seen) : t('{0} of {1} sessions', seen, of);
}

/** "−40 points (−58 to −15)", in percentage points. */
function changeText({ difference, low, high }: ShareChange, t: Translate): string {
  const points = (share: number): string => {
    const rounded = Math.round(share * 100);
    return rounded > 0 ? `+${rounded}` : rounded < 0 ? `−${-rounded}` : '0';
  };
  return t('{0} points (95 % of such intervals hold the truth: {1} to {2})', points(difference), points(low), points(high));
}
