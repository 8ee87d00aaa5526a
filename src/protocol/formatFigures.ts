import { formatUsd, parseUsd } from '../core/session/money.ts';
import type { Usd } from '../core/card/traceCard.ts';
import type { Translate } from './translate.ts';

/** "$0.0123" from an exact decimal; an unreadable one is shown as it stands. */
export function usdText(usd: Usd): string {
  try {
    return formatUsd(parseUsd(usd));
  } catch {
    return usd;
  }
}

/** A total that is only a lower bound says so: "≥ $0.59". */
export function boundedUsdText(usd: Usd, lowerBound: boolean): string {
  return lowerBound ? `≥ ${usdText(usd)}` : usdText(usd);
}

/** The amount as a double, for sorting and comparing; 0 where the text is no number. */
export function usdNumber(usd: Usd): number {
  const value = Number(usd);
  return Number.isFinite(value) ? value : 0;
}

/** "34 %", "0.4 %", "<0.1 %" from a share between 0 and 1. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return '<0.1 %';
  return percent < 9.95 ? `${percent.toFixed(1)} %` : `${Math.round(percent)} %`;
}

/** "812", "12.3k", "1.25M", "3.1G". */
export function countText(count: number): string {
  for (const [unit, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // 999,950 would round to "1000k".
    if (count >= unit * 0.99995) return `${trimZeros((count / unit).toPrecision(3))}${letter}`;
  }
  return String(count);
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

/** "850 ms", "12 s", "4 min", "2 h 5 min". */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ''}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago: "now", "5 min ago", "3 h ago", "2 d ago", "7 w ago". */
export function ageText(at: number, now: number, t: Translate): string {
  const age = now - at;
  if (age < MINUTE) return t('now');
  if (age < HOUR) return t('{0} min ago', Math.floor(age / MINUTE));
  if (age < DAY) return t('{0} h ago', Math.floor(age / HOUR));
  if (age < 14 * DAY) return t('{0} d ago', Math.floor(age / DAY));
  return t('{0} w ago', Math.floor(age / (7 * DAY)));
}
