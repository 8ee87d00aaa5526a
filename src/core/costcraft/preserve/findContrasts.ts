import type { OutcomeResult } from '../../session/session.ts';
import type { Contrast } from '../patch.ts';
import { exactTest, type Table } from './exactTest.ts';
import { falseDiscovery } from './falseDiscovery.ts';
import type { SessionTraits } from './sessionTraits.ts';

/**
 * Fewest sessions of each kind within the types of task that tell something. With four successes and three failures the most telling table has
 * p = 1/35; with fewer no table falls below 0.05, and a rule would rest on one session's luck.
 */
const SUCCESSES = 4;
const FAILURES = 3;

/** Fewest failures that lack the behaviour: one session is an anecdote. */
const LACKING = 2;

/** How much of the attention goes to behaviours with a name of their own. */
const NAMED_SHARE = 0.8;

/** What a behaviour is tested on: sessions of the types of task in which both it and the outcome vary. */
interface Tested {
  trait: string;
  tables: Table[];
  p: number;
}

/**
 * The behaviours that are more frequent in sessions that ended well than in those that did not, within the same type of task, each with the
 * p of an exact test and the q over all that were tested. Sessions of unknown outcome or unknown type say nothing; of a session and one
 * that goes on from it the longer counts. Nothing is found where there are no failures. Whether q is small enough is for the gate to say.
 */
export function findContrasts(sessions: readonly SessionTraits[]): Map<string, Contrast> {
  const strata = stratify(distinct(sessions));
  const contrasts = new Map<string, Contrast>();
  const groups = new Map<string, Tested>();
  for (const trait of traitsIn(strata)) {
    const rows = strata.map((stratum) => stratum.map((session) => seenIn(trait, session)));
    const tables = rows.flatMap((row, i) => tableOf(row, strata[i] ?? []) ?? []);
    if (!isTestable(tables)) continue;
    // Behaviours of the very same sessions are one test, and give one rule: which of them matters nobody can tell, so the plainest stands for all.
    const key = JSON.stringify(rows);
    if (!groups.has(key)) groups.set(key, { trait, tables, p: exactTest(tables) });
  }
  const tested = [...groups.values()];
  const qs = falseDiscovery(
    tested.map(({ p }) => p),
    weigh(tested.map(({ trait }) => trait)),
  );
  tested.forEach(({ trait, tables, p }, i) => {
    const total = (of: (table: Table) => number): number => tables.reduce((sum, table) => sum + of(table), 0);
    const successes = { with: total((t) => t.successes.with), of: total((t) => t.successes.of) };
    const failures = { with: total((t) => t.failures.with), of: total((t) => t.failures.of) };
    if (failures.of - failures.with < LACKING) return;
    if (successes.with * failures.of <= failures.with * successes.of) return;
    contrasts.set(trait, { successes, failures, test: tables.length > 1 ? 'cmh' : 'exact', p, q: qs[i] ?? 1 });
  });
  return contrasts;
}

/**
 * Behaviours with a name of their own are a dozen, orders and commands are many and mostly mean nothing: the dozen gets four
 * fifths of the attention, or the few would drown in the many.
 */
function weigh(traits: readonly string[]): number[] {
  const named = traits.filter(isNamed).length;
  const others = traits.length - named;
  if (named === 0 || others === 0) return traits.map(() => 1);
  return traits.map((trait) => (isNamed(trait) ? NAMED_SHARE / named : (1 - NAMED_SHARE) / others) * traits.length);
}

function isNamed(trait: string): boolean {
  return !trait.includes(':');
}

/**
 * Decided by the sums of rows and columns alone, never by how the behaviour and the outcome meet: else the tests would be chosen by their
 * result. What nearly all show, or nearly none, could not be told from chance either.
 */
function isTestable(tables: readonly Table[]): boolean {
  const sum = (of: (table: Table) => number): number => tables.reduce((total, table) => total + of(table), 0);
  const successes = sum((table) => table.successes.of);
  const failures = sum((table) => table.failures.of);
  const shown = sum((table) => table.successes.with + table.failures.with);
  return successes >= SUCCESSES && failures >= FAILURES && shown >= SUCCESSES && successes + failures - shown >= FAILURES;
}

/** Undefined where one of the two does not vary: such a type of task says nothing about the behaviour. */
function tableOf(row: readonly (boolean | undefined)[], stratum: readonly SessionTraits[]): Table | undefined {
  const table: Table = { successes: { with: 0, of: 0 }, failures: { with: 0, of: 0 } };
  row.forEach((seen, i) => {
    if (seen === undefined) return;
    const side = stratum[i]?.outcome === 'success' ? table.successes : table.failures;
    side.of++;
    if (seen) side.with++;
  });
  const [seen, all] = [table.successes.with + table.failures.with, table.successes.of + table.failures.of];
  return seen > 0 && seen < all && table.successes.of > 0 && table.failures.of > 0 ? table : undefined;
}

/** Plain behaviours tell when there was no opportunity; orders and commands could have been shown wherever there was work at all. */
function seenIn(trait: string, { shown, absent }: SessionTraits): boolean | undefined {
  if (shown.includes(trait)) return true;
  if (absent.includes(trait)) return false;
  return !isNamed(trait) && shown.length + absent.length > 0 ? false : undefined;
}

/** The plainest first. */
function traitsIn(strata: readonly (readonly SessionTraits[])[]): string[] {
  const rank = (trait: string): number => ['run', 'start', 'order'].indexOf(trait.slice(0, Math.max(0, trait.indexOf(':'))));
  return [...new Set(strata.flat().flatMap(({ shown }) => shown))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

const DECIDED: ReadonlySet<OutcomeResult> = new Set<OutcomeResult>(['success', 'failure', 'partial']);

/** One session for each start, the one with the most to tell. */
function distinct(sessions: readonly SessionTraits[]): SessionTraits[] {
  const byStart = new Map<string, SessionTraits>();
  const weight = ({ shown, absent }: SessionTraits): number => shown.length + absent.length;
  for (const session of sessions) {
    if (!DECIDED.has(session.outcome)) continue;
    const known = byStart.get(session.start);
    if (!known || weight(session) > weight(known)) byStart.set(session.start, session);
  }
  return [...byStart.values()];
}

/**
 * Sessions of one type of task: of one project and one kind of request or, where the words of the request do not tell a kind, of the very
 * same request. What is of no type with others stands alone and says nothing.
 */
function stratify(sessions: readonly SessionTraits[]): SessionTraits[][] {
  const strata = new Map<string, SessionTraits[]>();
  for (const session of sessions) {
    const key = JSON.stringify(session.project === undefined ? [session.task] : [session.project, session.kind ?? session.task]);
    strata.set(key, [...(strata.get(key) ?? []), session]);
  }
  return [...strata].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stratum]) => stratum);
}
