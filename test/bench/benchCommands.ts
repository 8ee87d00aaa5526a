import { existsSync, rmSync } from 'node:fs';
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
  const [kept, cards] = [`${home}-cache`, `${home}-cards`];
  const env = { XDG_CACHE_HOME: kept };
  const remove = (folder: string) => (): void => rmSync(folder, { recursive: true, force: true });
  const makeCards = ['card', home, '--out', cards];
  const ours: [string, Command][] = [
    ['cost --no-cache', clawtrace(['cost', home, '--json', '--no-cache'])],
    ['cost, first run', clawtrace(['cost', home, '--json'], { env, prepare: remove(kept) })],
    ['cost, second run', clawtrace(['cost', home, '--json'], { env })],
    ['card --out --no-cache', clawtrace([...makeCards, '--no-cache'], { prepare: remove(cards) })],
    ['card --out, second run', secondRun(makeCards, `${home}-card-cache`)],
    ['distill, second run', secondRun(['distill', home, '--skill', `${home}-skill/SKILL.md`, '--json'], `${home}-note-cache`)],
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
  if (there) rows.push(['ccusage', median(others).toFixed(0), '', (corpus.bytes / 1e3 / median(others)).toFixed(0), '', '1.00']);
  const compared = MARKS.flatMap(([command, name, limit]): Mark[] => {
    const measured = ratios[ours.findIndex(([own]) => own === command)];
    return measured === undefined ? [] : [{ name: `${name}, beside ccusage`, measured, limit, digits: 2, unit: 'x' }];
  });
  return { rows, marks: [...compared, { name: 'cost, memory', measured: used[0]?.megabytes ?? NaN, limit: 150, unit: 'MB' }] };
}

/** What is promised of these commands' wall time, in that of ccusage. */
const MARKS: [command: string, name: string, limit: number][] = [
  ['cost --no-cache', 'cost, nothing kept', 0.8],
  ['cost, second run', 'cost, second run', 0.8],
  ['card --out --no-cache', 'card --out, nothing kept', 2.5],
  ['card --out, second run', 'card --out as it is by default, from the second run on', 2.5],
];

/** The command as it runs for the second time, with a cache folder of its own that a first run has filled. */
function secondRun(args: readonly string[], cache: string): Command {
  const env = { XDG_CACHE_HOME: cache };
  const first = clawtrace(args, { env });
  return { ...first, prepare: () => void (existsSync(cache) || measureUse(first)) };
}

function ccusage(home: string): Command {
  return {
    program: process.env['CCUSAGE'] ?? 'ccusage',
    args: ['claude', 'session', '--json', '--offline', '--mode', 'calculate', '--timezone', 'UTC'],
    env: { HOME: home, CLAUDE_CONFIG_DIR: path.join(home, '.claude') },
  };
}
