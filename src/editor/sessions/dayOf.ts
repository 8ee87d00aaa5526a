import type { Translate } from '../../protocol/translate.ts';

/** Start of the local day in milliseconds since the epoch. */
export function startOfDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** The local day of a time: where it stands in a list, and its name. A missing time comes last. */
export function dayOf(at: number | undefined, now: number, language: string | undefined, t: Translate): { order: number; label: string } {
  if (at === undefined) return { order: -Infinity, label: t('No date') };
  const order = startOfDay(at);
  const today = startOfDay(now);
  if (order === today) return { order, label: t('Today') };
  if (order === startOfDay(today - 1)) return { order, label: t('Yesterday') };
  return { order, label: dayFormat(language).format(order) };
}

let cached: { language: string | undefined; format: Intl.DateTimeFormat } | undefined;

function dayFormat(language: string | undefined): Intl.DateTimeFormat {
  if (cached?.language !== language || !cached) {
    cached = { language, format: new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }) };
  }
  return cached.format;
}
