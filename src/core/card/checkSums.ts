import { ZERO, formatUsdExact, parseUsd, type Money } from '../session/money.ts';
import type { TextProblem } from '../session/textProblem.ts';
import { asList, asRecord, type Report } from './checkCard.ts';

/** The amount in a field of a card, or undefined where it is no amount. */
export function moneyOf(value: unknown): Money | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  try {
    return parseUsd(value);
  } catch {
    return undefined;
  }
}

/** Parts that must add up to a whole, and amounts that no whole can hold. */
export function checkSums(card: { [key: string]: unknown }, report: Report): void {
  const cost = asRecord(card['cost']);
  const total = moneyOf(cost['usd']);
  const rows = asList(card['steps']).map(asRecord);
  const amounts = rows.map((row) => moneyOf(row['usd']));
  if (total === undefined) return;
  rows.forEach((row, i) => {
    const usd = amounts[i];
    const carry = moneyOf(row['carry']);
    if (usd !== undefined && usd > total)
      report(['steps', i, 'usd'], 'share-above-total', `This row costs more than the whole session ($${formatUsdExact(total)}).`);
    if (usd !== undefined && carry !== undefined && carry > usd)
      report(['steps', i, 'carry'], 'carry-above-usd', "The carry is part of the row's usd and cannot be more.");
  });
  if (amounts.every((usd) => usd !== undefined)) {
    mustEqual(sum(amounts), total, 'The rows of "steps" add up to', 'rows-do-not-add-up', report);
  }
  const split = Object.values(asRecord(cost['split'])).map(moneyOf);
  if (split.length > 0 && split.every((usd) => usd !== undefined)) {
    mustEqual(sum(split), total, 'The parts of "split" add up to', 'split-does-not-add-up', report);
  }
  const prefix = asList(cost['prefix']).map((part) => moneyOf(asRecord(part)['usd']));
  const whole = moneyOf(asRecord(cost['split'])['prefix']);
  if (prefix.length > 0 && whole !== undefined && prefix.every((usd) => usd !== undefined)) {
    mustEqual(sum(prefix), whole, 'The parts of "prefix" add up to', 'prefix-does-not-add-up', report, ['cost', 'prefix']);
  }
  for (const name of ['rewrite_usd', 'avoidable_usd', 'likely_avoidable_usd']) {
    const part = moneyOf(cost[name]);
    if (part !== undefined && part > total)
      report(['cost', name], 'share-above-total', `"${name}" is part of usd ($${formatUsdExact(total)}) and cannot be more.`);
  }
  checkAvoidable(card, cost, report);
}

function checkAvoidable(card: { [key: string]: unknown }, cost: { [key: string]: unknown }, report: Report): void {
  const clusters = asList(card['redundancy']).map(asRecord);
  const more = asRecord(asRecord(card['more'])['redundancy']);
  for (const [kind, field, left] of [
    ['proven', 'avoidable_usd', 'proven_usd'],
    ['likely', 'likely_avoidable_usd', 'likely_usd'],
  ] as const) {
    const stated = moneyOf(cost[field]);
    const amounts = [...clusters.filter((c) => c['class'] === kind).map((c) => moneyOf(c['usd'])), moneyOf(more[left] ?? 0)];
    if (stated === undefined || amounts.some((usd) => usd === undefined)) continue;
    const added = sum(amounts);
    if (added !== stated) {
      report(
        ['cost', field],
        'avoidable-does-not-add-up',
        `The ${kind} clusters add up to $${formatUsdExact(added)}, not $${formatUsdExact(stated)}.`,
      );
    }
  }
}

function sum(amounts: readonly (Money | undefined)[]): Money {
  return amounts.reduce<Money>((total, usd) => total + (usd ?? ZERO), ZERO);
}

function mustEqual(
  added: Money,
  total: Money,
  what: string,
  code: TextProblem['code'],
  report: Report,
  at: (string | number)[] = ['cost', 'usd'],
): void {
  if (added === total) return;
  report(at, code, `${what} $${formatUsdExact(added)}, not $${formatUsdExact(total)} (${difference(added - total)}).`);
}

function difference(amount: Money): string {
  return amount < ZERO ? `$${formatUsdExact(-amount)} too little` : `$${formatUsdExact(amount)} too much`;
}
