import { formatUsd, parseUsd, ZERO } from '../core/session/money.ts';
import type { Money } from '../core/session/money.ts';
import type { SessionFigures, SessionSummary } from '../protocol/sessionSummary.ts';
import type { Total } from '../core/cost/totalBill.ts';
import { commonFolder } from './commonFolder.ts';
import { formatCount, plural } from './formatCount.ts';
import { formatTable } from './formatTable.ts';
import type { Column } from './formatTable.ts';
import type { Style } from './style.ts';
import { printable } from './terminal.ts';

/** Where nobody says how much room there is: fits the terminals people have, and a quoted block in a review. */
const WIDTH = 100;

const COLUMNS: readonly Column[] = [
  { title: 'SESSION', align: 'left', least: 14 },
  { title: 'AGENT', align: 'left', least: 6 },
  { title: 'CALLS', align: 'right' },
  { title: 'TOOLS', align: 'right' },
  { title: 'FAIL', align: 'right' },
  { title: 'SUBS', align: 'right' },
  { title: 'TOKENS', align: 'right' },
];
const WASTED: Column = { title: 'WASTED', align: 'right' };
const USD: Column = { title: 'USD', align: 'right' };

/**
 * The readable form of `clawtrace cost`. What is not known is called unknown, and a figure that leaves something out says ">=". `width` is
 * the terminal's, in columns.
 */
export function costTable(summaries: readonly (SessionFigures | SessionSummary)[], total: Total, style: Style, width = WIDTH): string {
  if (summaries.length === 0) return '';
  const bound = summaries.some((summary) => summary.lowerBound);
  const searched = summaries.every(isSearched);
  const folder = commonFolder(summaries.map((summary) => summary.path));
  const rows = summaries.map((summary) => [
    printable(summary.path.slice(folder.length)),
    printable(summary.agent),
    formatCount(summary.llmCalls),
    formatCount(summary.toolCalls),
    blankZero(summary.failures),
    blankZero(summary.agents),
    formatCount(sumOf(summary.tokens)),
    ...(isSearched(summary) ? [blankNothing(parseUsd(summary.avoidableUsd))] : []),
    formatBill(parseUsd(summary.usd), summary.lowerBound),
  ]);
  const totals = [
    `Total of ${plural(summaries.length, 'session')}`,
    '',
    formatCount(add(summaries, ({ llmCalls }) => llmCalls)),
    formatCount(add(summaries, ({ toolCalls }) => toolCalls)),
    blankZero(add(summaries, ({ failures }) => failures)),
    blankZero(add(summaries, ({ agents }) => agents)),
    formatCount(sumOf(total.tokens)),
    ...(searched ? [blankNothing(sumUsd(summaries, ({ avoidableUsd }) => avoidableUsd))] : []),
    formatBill(total.usd, bound),
  ];
  const [head = '', ...lines] = formatTable([...COLUMNS, ...(searched ? [WASTED] : []), USD], [...rows, totals], width);
  const last = lines.pop() ?? '';
  const notes = notesOn(summaries, total, bound);
  const place = folder === '' ? [] : [style.dim(`in ${printable(folder)}`), ''];
  return `${[...place, style.bold(head), ...lines, style.bold(last), '', ...splitLines(summaries), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')}\n`;
}

function formatBill(usd: Money, lowerBound: boolean): string {
  if (!lowerBound) return formatUsd(usd);
  return usd === ZERO ? 'unknown' : `>= ${formatUsd(usd)}`;
}

/** Where the money went, over all sessions as they stand. */
function splitLines(summaries: readonly SessionFigures[]): string[] {
  const all = sumUsd(summaries, ({ usd }) => usd);
  if (all === ZERO) return [];
  const parts: [string, (summary: SessionFigures) => string][] = [
    ['fixed prefix', ({ attributed }) => attributed.prefix],
    ['user messages', ({ attributed }) => attributed.user],
    ['model output', ({ attributed }) => attributed.output],
    ['tool results, when they came', ({ attributed }) => attributed.toolEntry],
    ['tool results, carried along', ({ attributed }) => attributed.toolCarry],
    ['sub-agents', ({ attributed }) => attributed.agents],
    ['fees', ({ attributed }) => attributed.fees],
  ];
  const columns: Column[] = [
    { title: 'Where the money went', align: 'left' },
    { title: '', align: 'right' },
    { title: '', align: 'right' },
  ];
  const rows = parts.map(([name, of]) => [name, sumUsd(summaries, of)] as const).filter(([, usd]) => usd !== ZERO);
  const rewrite = sumUsd(summaries, ({ rewriteUsd }) => rewriteUsd);
  const withRewrite = rewrite === ZERO ? rows : [...rows, ['(of it for writing the cache again)', rewrite] as const];
  return formatTable(
    columns,
    withRewrite.map(([name, usd]) => [`  ${name}`, formatUsd(usd), formatShare(usd, all)]),
    WIDTH,
  );
}

function notesOn(summaries: readonly SessionFigures[], total: Total, bound: boolean): string[] {
  const wasted = summaries.every(isSearched) ? ' WASTED: what steps cost that provably did not matter.' : '';
  const notes = [`FAIL: failed calls. SUBS: sub-agents.${wasted}`];
  if (total.repeatedUsd !== ZERO) {
    notes.push(`Calls that stand in several files are billed once in the total (${formatUsd(total.repeatedUsd)} less than the sum).`);
  }
  if (total.unpricedTokens > 0) notes.push(`${formatCount(total.unpricedTokens)} tokens have no known price.`);
  if (bound) notes.push(`>= and unknown: some calls have no price or no usage, or are known to be missing (--json lists the warnings).`);
  const differing = summaries.filter(differsFromLog).length;
  if (differing > 0) notes.push(`${plural(differing, 'session')} logged other dollars than computed here, by more than 1 %.`);
  return notes;
}

/** True for a session that was searched for waste. */
function isSearched(summary: SessionFigures | SessionSummary): summary is SessionSummary {
  return 'avoidableUsd' in summary;
}

function differsFromLog({ loggedUsd, usd }: SessionFigures): boolean {
  if (loggedUsd === undefined) return false;
  const [logged, computed] = [parseUsd(loggedUsd), parseUsd(usd)];
  const gap = logged > computed ? logged - computed : computed - logged;
  return gap * 100n > computed;
}

function formatShare(part: Money, all: Money): string {
  return `${(Number((part * 1000n) / all) / 10).toFixed(1)} %`;
}

function sumOf(tokens: { input: number; cacheRead: number; cacheWrite5m: number; cacheWrite1h: number; output: number }): number {
  return tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.output;
}

function sumUsd<T extends SessionFigures>(summaries: readonly T[], of: (summary: T) => string): Money {
  return summaries.reduce((sum, summary) => sum + parseUsd(of(summary)), ZERO);
}

function add(summaries: readonly SessionFigures[], of: (summary: SessionFigures) => number): number {
  return summaries.reduce((sum, summary) => sum + of(summary), 0);
}

function blankNothing(usd: Money): string {
  return usd === ZERO ? '' : formatUsd(usd);
}

function blankZero(count: number): string {
  return count === 0 ? '' : formatCount(count);
}
