import type { Usd } from '../../card/traceCard.ts';
import type { Frequency, Lane } from '../patch.ts';
import type { ShareChange } from './compareShares.ts';

/**
 * What can be said: it became "better" or "worse" beyond chance; "no-change" although so many sessions would have shown one; "too-few" sessions
 * yet; "not-seen": there was nothing before that could have become better; "not-loaded": later sessions are there, and none shows to have read
 * the skill; "no-later" sessions at all; "no-before": none that is older than the rule.
 */
export type EffectVerdict = 'better' | 'worse' | 'no-change' | 'too-few' | 'not-seen' | 'not-loaded' | 'no-later' | 'no-before';

/** What became of a rule's pattern since the rule stands in the skill. Before and after only: that the rule was the cause is not shown. JSON-safe. */
export interface RuleEffect {
  /** Id of the rule. */
  patch: string;
  lane: Lane;
  detector: string;
  /** When it was accepted, ISO 8601. */
  since: string;
  /** "less" of waste and failures; "more" of a behaviour that is to be kept. */
  wanted: 'less' | 'more';
  /**
   * In how many of so many sessions the pattern was seen: of waste and failures in all sessions, since an agent that avoids them leaves nothing
   * to be counted; of behaviours in those that had the opportunity.
   */
  before: Frequency;
  /** Only sessions that show that they read the skill. */
  after: Frequency;
  /** Later ones that do not show it. */
  notLoaded: Frequency;
  /** From before to after; absent where a side has no session. */
  change?: ShareChange;
  verdict: EffectVerdict;
  /** Later sessions that are missing before a fall to a sixth could be seen; with "too-few" only. */
  missing?: number;
  /** Absent for behaviours, of which no saving is claimed, and where a side has no session. */
  money?: EffectMoney;
  /** How many sessions ended well, of those of which it is known: a rule that saves must not spoil. */
  endedWell: { before: Frequency; after: Frequency; change?: ShareChange };
}

export interface EffectMoney {
  /** What the pattern cost, and what the sessions cost in which it was looked for. */
  before: { avoidable: Usd; of: Usd };
  after: { avoidable: Usd; of: Usd };
  /** What the pattern would have cost in the later sessions, had it taken the share of their bills that it took before, less what it did cost. May be negative. */
  saved: Usd;
  /** What the rule's line cost in the later sessions. */
  ruleCost: Usd;
  /** saved - ruleCost */
  net: Usd;
}
