import type { ModeResult } from '../core/costcraft/distillNotes.ts';
import type { Patch } from '../core/costcraft/patch.ts';
import { formatUsd, parseUsd } from '../core/session/money.ts';
import { plural } from './formatCount.ts';
import { formatTable } from './formatTable.ts';
import type { Style } from './style.ts';
import { printable } from './terminal.ts';
import { wrapText } from './wrapText.ts';

const WIDTH = 100;

export interface NamedMode {
  name: string;
  result: ModeResult;
}

/** The readable form of `clawtrace distill --modes`: what each mode admits from the same sessions, and which rules tell them apart. */
export function modesReport(modes: readonly NamedMode[], skillFile: string, style: Style): string {
  const sessions = modes[0]?.result.set.sessions.length ?? 0;
  const rows = modes.map(({ name, result: { set, tokens, together } }) => [
    name,
    String(set.patches.length),
    String(tokens),
    usd(together.saved),
    `${usd(together.low)} to ${usd(together.high)}`,
    usd(together.ruleCost),
    usd(together.net),
  ]);
  const [title = '', ...lines] = formatTable(COLUMNS, rows, WIDTH);
  return [
    ...wrapText(`What each mode admits for ${printable(skillFile)} from ${plural(sessions, 'session')}.`, WIDTH),
    '',
    style.bold(title),
    ...lines,
    '',
    ...wrapText('All dollars are of the same simulated bill, also those of modes that choose without knowing them.', WIDTH),
    '',
    style.bold('Rules'),
    ...rulesOf(modes).flatMap(({ patch, names }) => [
      `  ${patch.id}  ${style.dim(names.length === modes.length ? 'all modes' : names.join(', '))}`,
      ...wrapText(printable(patch.rule), WIDTH, '    '),
    ]),
    '',
  ].join('\n');
}

const COLUMNS = [
  { title: 'mode', align: 'left' },
  { title: 'rules', align: 'right' },
  { title: 'tokens', align: 'right' },
  { title: 'saves', align: 'right' },
  { title: 'for as many like them', align: 'right' },
  { title: 'rules cost', align: 'right' },
  { title: 'net', align: 'right' },
] as const;

/** Every rule that a mode admits, in the order of the modes. */
function rulesOf(modes: readonly NamedMode[]): { patch: Patch; names: string[] }[] {
  const rules = new Map<string, { patch: Patch; names: string[] }>();
  for (const { name, result } of modes) {
    for (const patch of result.set.patches) {
      const known = rules.get(patch.id);
      if (known) known.names.push(name);
      else rules.set(patch.id, { patch, names: [name] });
    }
  }
  return [...rules.values()];
}

function usd(amount: string): string {
  return formatUsd(parseUsd(amount));
}
