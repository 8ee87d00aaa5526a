import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Corpus } from './generateCorpus.ts';
import type { Mark } from './marks.ts';
import { median } from './measure.ts';
import { canRun, clawtrace, measureUse, takeTurns, timesAsLong } from './runProcesses.ts';
import type { Command } from './runProcesses.ts';

const ROUNDS = 5;

export interface CommandFigures {
  /** [command, ms of wall time, ms of processor time, MB/s, MB of memory, x ccusage] */
  rows: string[][];
  marks: Mark[];
}

/** Whole processes on the sessions below `home`, in turns with ccusage where it is (CCUSAGE names its program, else it is looked for on the path). */
export function benchCommands(home: string, corpus: Corpus): CommandFigures {
  const kept = `${home}-cache`;
  const env = { XDG_CACHE_HOME: kept };
  const forget = (): void => rmSync(kept, { recursive: true, force: true });
  const ours: [string, Command][] = [
    ['cost --no-cache', clawtrace(['cost', home, '--json', '--no-cache'])],
    ['cost, first run', clawtrace(['cost', home, '--json'], { env, prepare: forget })],
    ['cost, second run', clawtrace(['cost', home, '--json'], { env })],
    ['card --out', clawtrace(['card', home, '--out', `${home}-cards`])],
  ];
  const other = ccusage(home);
  const there = canRun(other);
  const [others = [], ...times] = takeTurns([...(there ? [other] : []), ...ours.map(([, command]) => command)], ROUNDS);
  const own = there ? times : [others, ...times];
  const ratios = own.map((turns) => (there ? timesAsLong(turns, others) : undefined));
  const used = ours.map(([, command]) => measureUse(command));
  const rows = ours.map(([name], i): string[] => {
    const wallMs = median(own[i] ?? []);
    return [
      `clawtrace ${name}`,
      wallMs.toFixed(0),
      (used[i]?.cpuMs ?? 0).toFixed(0),
      (corpus.bytes / 1e3 / wallMs).toFixed(0),
      (used[i]?.megabytes ?? 0).toFixed(0),
      ratios[i]?.toFixed(2) ?? '',
    ];
  });
  const [, , second] = ratios;
  const [plain] = ratios;
  const cards = ratios.at(-1);
  if (there) rows.push(['ccusage', median(others).toFixed(0), '', (corpus.bytes / 1e3 / median(others)).toFixed(0), '', '1.00']);
  const compared: Mark[] =
    plain === undefined || second === undefined || cards === undefined
      ? []
      : [
          { name: 'cost, nothing kept, beside ccusage', measured: plain, limit: 0.8, digits: 2, unit: 'x' },
          { name: 'cost, second run, beside ccusage', measured: second, limit: 0.8, digits: 2, unit: 'x' },
          { name: 'card --out, beside ccusage', measured: cards, limit: 2.5, digits: 2, unit: 'x' },
        ];
  return { rows, marks: [...compared, { name: 'cost, memory', measured: used[0]?.megabytes ?? NaN, limit: 150, unit: 'MB' }] };
}

function ccusage(home: string): Command {
  return {
    program: process.env['CCUSAGE'] ?? 'ccusage',
    args: ['claude', 'session', '--json', '--offline', '--mode', 'calculate', '--timezone', 'UTC'],
    env: { HOME: home, CLAUDE_CONFIG_DIR: path.join(home, '.claude') },
  };
}
