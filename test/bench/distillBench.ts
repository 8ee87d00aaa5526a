/**
 * `npm run bench:distill`: is what CostCraft says true? Runs the tests of test/bench/distill on made data, and on the real sessions of
 * ../shared/traces where they are there, prints one table, and ends with 1 when a mark is missed. See distill/README.md.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../scripts/build.mjs';
import { formatTable } from '../../src/cli/formatTable.ts';
import { createPriceBook } from '../../src/core/cost/priceBook.ts';
import { AgentFiles } from '../../src/platform/agentFiles.ts';
import { analyzeFile } from '../../src/platform/analyzeFile.ts';
import { traceFiles } from '../judged/instances.ts';
import { sharedTraces } from '../unit/sharedTraces.ts';
import { analyzeRecords } from './distill/analyzeRecords.ts';
import type { BenchRow } from './distill/benchRow.ts';
import { formatShare, reaches } from './distill/benchRow.ts';
import { findImbalance } from './distill/conservation.ts';
import { timeDistilling, type Run } from './distill/distillSpeed.ts';
import { runEqualBytes } from './distill/equalBytes.ts';
import { runInjectedWaste, type Mistake } from './distill/injectedWaste.ts';
import { precisionOf, recallOf } from './distill/judgeInjected.ts';
import { runLabelledRepairs } from './distill/labelledRepairs.ts';
import { judgePoison } from './distill/poisonedTraces.ts';
import { POISONS } from './distill/poisons.ts';
import { runRemovedWaste } from './distill/removedWaste.ts';
import { shuffledOutcomes } from './distill/shuffledOutcomes.ts';
import { fuzzMadeSkills, fuzzSkillFiles, type EditFaults } from './distill/skillFiles.ts';
import { madeSources, realSources, type Half, type Source } from './distill/sources.ts';
import { injectedRows, removedRows } from './distill/wasteRows.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    half: { type: 'string', default: 'both' },
    only: { type: 'string', default: '' },
    skills: { type: 'string' },
    mb: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    mistakes: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const seed = Number(values.seed);
const only = values.only === '' ? undefined : new Set(values.only.toUpperCase().split(','));
const { folder, skip } = sharedTraces;
const rows: BenchRow[] = [];
const mistakes: Mistake[] = [];
const notes: string[] = [`seed ${seed}`];

/** Steps of waste, and decoys, that go into one session. */
const PER_SESSION = 8;

/** The share of false discoveries that preserve rules are admitted at. */
const FALSE_AT_MOST = 0.1;

const wants = (test: string): boolean => only === undefined || only.has(test);
if (wants('E1') || wants('E4')) runWaste();
if (wants('E2')) runRepairs();
if (wants('E3')) await runConservation();
if (wants('E5')) runShuffled();
if (wants('E6')) runEdits();
if (wants('E7')) await runPoisons();
if (wants('E9')) runSame();
if (wants('SPEED')) await runSpeed();
print();
if (rows.some(({ passed }) => !passed)) process.exitCode = 1;

function runWaste(): void {
  const sets: [string, () => Iterable<Source>][] = [['made', () => madeSources(12, 60, seed)]];
  const halves = (['development', 'held-out'] as const).filter((half) => values.half === 'both' || values.half === half);
  if (skip === undefined) for (const half of halves) sets.push([`real, ${half satisfies Half}`, () => realSources(folder, half)]);
  else notes.push(skip);
  for (const [data, sources] of sets) {
    if (wants('E1')) {
      const result = runInjectedWaste(sources(), seed, PER_SESSION);
      rows.push(...injectedRows(result, data));
      mistakes.push(...result.mistakes);
      notes.push(`${data}: ${result.sessions} sessions`);
    }
    if (wants('E4')) rows.push(...removedRows(runRemovedWaste(sources(), seed, PER_SESSION), data));
  }
}

function runRepairs(): void {
  const result = runLabelledRepairs(30, seed);
  const common = { test: 'E2', data: 'made' };
  const precision = precisionOf(result);
  rows.push(
    {
      ...common,
      figure: 'precision',
      cases: result.found + result.wrong,
      ours: formatShare(precision),
      mark: '>= 0.9',
      passed: reaches(precision, 0.9),
    },
    { ...common, figure: 'recall', cases: result.waste, ours: formatShare(recallOf(result)), mark: 'none', passed: true },
  );
  for (const [name, times] of Object.entries(result.mistakes)) notes.push(`E2: judged wrongly ${times} times: ${name}`);
}

async function runConservation(): Promise<void> {
  const judge = (data: string, imbalances: readonly (string | undefined)[]): void => {
    const wrong = imbalances.filter((text) => text !== undefined);
    rows.push({
      test: 'E3',
      data,
      figure: 'sessions that add up',
      cases: imbalances.length,
      ours: `${imbalances.length - wrong.length} of ${imbalances.length}`,
      mark: 'all',
      passed: wrong.length === 0 && imbalances.length > 0,
    });
    notes.push(...wrong.map((text) => `E3: ${text}`));
  };
  judge(
    'made',
    [...madeSources(12, 60, seed)].map(({ name, open }) => findImbalance(analyzeRecords(open().records, name))),
  );
  if (skip !== undefined) return;
  const options = { book: createPriceBook(), agentFiles: new AgentFiles() };
  const found: (string | undefined)[] = [];
  for (const file of traceFiles(folder)) {
    const read = await analyzeFile(path.join(folder, file), options);
    if (read.kind === 'session') found.push(findImbalance(read.analyzed));
  }
  judge('real', found);
}

function runShuffled(): void {
  const { rounds, falseRounds, found, falseShare } = shuffledOutcomes({ rounds: 200, sessions: 40, seed });
  const common = { test: 'E5', data: 'made', cases: rounds };
  const atMost = (figure: string, share: number): BenchRow => ({
    ...common,
    figure,
    ours: formatShare(share),
    mark: `<= ${FALSE_AT_MOST}`,
    passed: share <= FALSE_AT_MOST,
  });
  rows.push(
    atMost('rounds by lot in which anything is found', falseRounds),
    { ...common, figure: 'rounds in which the planted one is found', ours: formatShare(found), mark: '>= 0.8', passed: found >= 0.8 },
    atMost('of what is found, not planted', falseShare),
  );
}

function runEdits(): void {
  const judge = (data: string, { edits, files, faults }: EditFaults): void => {
    const wrong = Object.values(faults).reduce((sum, times) => sum + times, 0);
    rows.push({
      test: 'E6',
      data,
      figure: files > 0 ? `edits of ${files} files without fault` : 'edits without fault',
      cases: edits,
      ours: formatShare(edits === 0 ? undefined : 1 - wrong / edits),
      mark: 'all',
      passed: wrong === 0 && edits > 0,
    });
    for (const [fault, times] of Object.entries(faults)) notes.push(`E6 ${data}: ${fault}, ${times} times`);
  };
  judge('made', fuzzMadeSkills(1000, seed));
  if (values.skills === undefined) notes.push('E6 on real files: with --skills FOLDER');
  else judge('real', fuzzSkillFiles(values.skills, 1000, seed));
}

async function runPoisons(): Promise<void> {
  const verdicts = await Promise.all(POISONS.map(judgePoison));
  const leaks = verdicts.filter((verdict) => verdict.leaks.length > 0);
  rows.push({
    test: 'E7',
    data: 'made',
    figure: "poisons with an attacker's word in a text of ours",
    cases: verdicts.length,
    ours: String(leaks.length),
    mark: '0',
    // A run that proposes nothing would prove nothing.
    passed: leaks.length === 0 && verdicts.every(({ proposed }) => proposed > 0),
  });
  for (const { poison, leaks: where } of leaks) notes.push(`E7: ${poison.way}, ${JSON.stringify(poison.text)}: ${where.join(', ')}`);
}

function runSame(): void {
  const real = skip === undefined ? ['claude/entire-cd-95add.jsonl', 'openclaw/volvox-build-d2acd8e2.jsonl'] : [];
  const { runs, outputs } = runEqualBytes(
    real.map((file) => path.join(folder, file)),
    4,
  );
  rows.push({
    test: 'E9',
    data: real.length > 0 ? 'made and real' : 'made',
    figure: 'different outputs',
    cases: runs,
    ours: String(outputs),
    mark: '1',
    passed: outputs === 1,
  });
}

async function runSpeed(): Promise<void> {
  await build({ only: ['cli'] });
  const { sessions, megabytes, first, again, parse } = timeDistilling(Number(values.mb));
  const told = ({ cpuMs, wallMs, peakMb }: Run): string =>
    `${(wallMs / 1000).toFixed(1)} s, ${(cpuMs / parse).toFixed(1)} x JSON.parse, ${peakMb.toFixed(0)} MB`;
  const common = { test: 'speed', data: 'made', cases: sessions, mark: 'none', passed: true };
  rows.push(
    { ...common, figure: `distil ${megabytes.toFixed(0)} MB`, ours: told(first) },
    { ...common, figure: 'again after one more session', ours: told(again) },
  );
}

function print(): void {
  if (values.json) {
    console.log(JSON.stringify({ seed, rows, notes, ...(values.mistakes && { mistakes }) }, undefined, 2));
    return;
  }
  for (const note of notes) console.log(note);
  if (values.mistakes)
    for (const { session, tier, label, form, step } of mistakes)
      console.log(`E1: ${session} step ${step}, tier ${tier}: ${label}, ${form}`);
  const titles = ['TEST', 'DATA', 'FIGURE', 'CASES', 'OURS', 'UPSTREAM', 'IDENTICAL', 'MARK', ''];
  const table = formatTable(
    titles.map((title) => ({ title, align: title === 'CASES' ? 'right' : 'left' })),
    rows.map((row) => [
      row.test,
      row.data,
      row.figure,
      String(row.cases),
      row.ours,
      row.upstream ?? '',
      row.identical ?? '',
      row.mark,
      row.mark === 'none' ? '' : row.passed ? 'passed' : 'MISSED',
    ]),
    200,
  );
  console.log(`\n${table.join('\n')}`);
}
