import { formatUsdExact, ZERO, type Money } from '../../session/money.ts';
import { readRules, type ManagedRule } from '../../skill/managedRules.ts';
import { acceptedRule } from '../acceptedRule.ts';
import type { Candidate } from '../candidate.ts';
import type { LedgerRecord } from '../ledger.ts';
import { mergeCandidates } from '../mergeCandidates.ts';
import { ownSessions } from '../narrowScope.ts';
import { openNotes, type OpenNotes } from '../openNotes.ts';
import type { Frequency } from '../patch.ts';
import { patchId } from '../patchId.ts';
import { traitPattern } from '../preserve/traits.ts';
import { ruleCost } from '../ruleCost.ts';
import { figuresBySession, type Figures } from '../savingOfInstances.ts';
import type { SessionNotes } from '../sessionNotes.ts';
import { skillNameOf } from '../skillNameOf.ts';
import { compareShares, sessionsToSeeFall } from './compareShares.ts';
import type { EffectMoney, EffectVerdict, RuleEffect } from './ruleEffect.ts';

export interface EffectInput {
  /** In any order. */
  sessions: readonly SessionNotes[];
  /** `everyProject`: it is loaded in every project, so that sessions of all of them are compared. */
  skill: { file: string; text: string; everyProject?: boolean };
  /** The workspace's ledger, and how it names the skill. */
  records: readonly LedgerRecord[];
  file: string;
}

/** What is looked for in a session. Undefined where the session does not count: it had no opportunity. */
interface Sought {
  isSeen: (session: OpenNotes) => boolean | undefined;
  wanted: RuleEffect['wanted'];
  /** By session, what it would have cost less without the pattern; absent where nothing is claimed to be saved. */
  figures?: ReadonlyMap<OpenNotes, Figures>;
}

/**
 * What became of the patterns of the rules that stand in a skill and whose acceptance the ledger holds, in the skill's order. Sessions of other
 * projects than the skill's are left out, and those of unknown time.
 */
export function measureEffects({ sessions, skill, records, file }: EffectInput): RuleEffect[] {
  const all = openNotes(sessions.filter(({ startedAt }) => startedAt !== undefined));
  const own = skill.everyProject ? undefined : ownSessions(skill.file, all);
  const compared = own ? all.filter((session) => own.has(session)) : all;
  const candidates = new Map(mergeCandidates(compared).map((candidate) => [patchId(candidate), candidate]));
  const name = skillNameOf(skill.file);
  return readRules(skill.text).flatMap((rule) => {
    const known = acceptedRule(records, file, rule);
    return known ? measureEffect(rule, known.record, { compared, candidates, name }) : [];
  });
}

interface Surroundings {
  compared: readonly OpenNotes[];
  candidates: ReadonlyMap<string, Candidate>;
  name: string;
}

function measureEffect(rule: ManagedRule, record: LedgerRecord, { compared, candidates, name }: Surroundings): RuleEffect[] {
  const accepted = Date.parse(record.at);
  if (Number.isNaN(accepted)) return [];
  const sought = record.lane === 'preserve' ? seekBehaviour(rule.id) : seekPattern(candidates.get(rule.id));
  const older = compared.filter(({ notes }) => (notes.startedAt ?? 0) < accepted);
  const later = compared.filter(({ notes }) => (notes.startedAt ?? 0) >= accepted);
  const loaded = later.filter(({ notes }) => notes.skills.includes(name));
  const before = count(older, sought.isSeen);
  const after = count(loaded, sought.isSeen);
  const notLoaded = count(
    later.filter((session) => !loaded.includes(session)),
    sought.isSeen,
  );
  const change = compareShares(before, after);
  const missing = missingSessions(before, after, sought.wanted);
  const verdict = judge({ before, notLoaded, wanted: sought.wanted, ...(change && { change }) }, missing);
  const money = change && sought.figures ? tellMoney(rule, sought.figures, older, loaded) : undefined;
  const endedWell = { before: count(older, hasEndedWell), after: count(loaded, hasEndedWell) };
  const outcomes = compareShares(endedWell.before, endedWell.after);
  return [
    {
      patch: rule.id,
      lane: record.lane,
      detector: record.detector,
      since: record.at,
      wanted: sought.wanted,
      before,
      after,
      notLoaded,
      ...(change && { change }),
      verdict,
      ...(verdict === 'too-few' && missing !== undefined && { missing }),
      ...(money && { money }),
      endedWell: { ...endedWell, ...(outcomes && { change: outcomes }) },
    },
  ];
}

/** A pattern that no session shows has no candidate: then nobody shows it. */
function seekPattern(candidate: Candidate | undefined): Sought {
  const figures = figuresBySession(candidate?.instances ?? []);
  return { isSeen: (session) => figures.has(session), wanted: 'less', figures };
}

function seekBehaviour(id: string): Sought {
  const isIt = (trait: string): boolean => {
    const pattern = traitPattern(trait);
    return pattern !== undefined && patchId(pattern) === id;
  };
  return {
    isSeen: ({ notes: { traits } }) => (traits.shown.some(isIt) ? true : traits.absent.some(isIt) ? false : undefined),
    wanted: 'more',
  };
}

function hasEndedWell({ notes: { outcome } }: OpenNotes): boolean | undefined {
  return outcome === 'unknown' ? undefined : outcome === 'success';
}

function count(sessions: readonly OpenNotes[], isSeen: Sought['isSeen']): Frequency {
  const told = sessions.map(isSeen).filter((seen) => seen !== undefined);
  return { with: told.filter(Boolean).length, of: told.length };
}

type Counted = Pick<RuleEffect, 'before' | 'notLoaded' | 'wanted' | 'change'>;

function judge({ before, notLoaded, wanted, change }: Counted, missing: number | undefined): EffectVerdict {
  if (before.of === 0) return 'no-before';
  if (!change) return notLoaded.of > 0 ? 'not-loaded' : 'no-later';
  if (change.direction !== 'unclear') return (change.direction === 'fell') === (wanted === 'less') ? 'better' : 'worse';
  if (missing === undefined) return 'not-seen';
  return missing === 0 ? 'no-change' : 'too-few';
}

/**
 * Later sessions that are missing before it could be seen that what is not wanted has fallen to a sixth; undefined where that cannot be told,
 * since nothing unwanted was seen before.
 */
function missingSessions(before: Frequency, after: Frequency, wanted: RuleEffect['wanted']): number | undefined {
  const share = before.of > 0 ? before.with / before.of : 0;
  const needed = sessionsToSeeFall(wanted === 'less' ? share : 1 - share);
  return needed === undefined ? undefined : Math.max(0, needed - after.of);
}

function tellMoney(
  rule: ManagedRule,
  figures: ReadonlyMap<OpenNotes, Figures>,
  older: readonly OpenNotes[],
  later: readonly OpenNotes[],
): EffectMoney {
  const avoidable = (sessions: readonly OpenNotes[]): Money =>
    sessions.reduce((sum, session) => sum + (figures.get(session)?.mid ?? ZERO), ZERO);
  const billOf = (sessions: readonly OpenNotes[]): Money => sessions.reduce((sum, { usd }) => sum + usd, ZERO);
  const [was, wasOf, is, isOf] = [avoidable(older), billOf(older), avoidable(later), billOf(later)];
  // Whole units of 1e-15 dollars: what is cut off is nothing.
  const saved = (wasOf > ZERO ? (was * isOf) / wasOf : ZERO) - is;
  const own = ruleCost({ id: rule.id, rule: rule.text }, later);
  return {
    before: { avoidable: formatUsdExact(was), of: formatUsdExact(wasOf) },
    after: { avoidable: formatUsdExact(is), of: formatUsdExact(isOf) },
    saved: formatUsdExact(saved),
    ruleCost: formatUsdExact(own),
    net: formatUsdExact(saved - own),
  };
}
