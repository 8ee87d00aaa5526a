import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable } from '../../src/cli/formatTable.ts';
import { analyzeSession } from '../../src/core/card/analyzeSession.ts';
import { compileCard } from '../../src/core/card/compileCard.ts';
import type { AnalyzedSession } from '../../src/core/card/findings.ts';
import { inspectCard } from '../../src/core/card/inspectCard.ts';
import { writeCard } from '../../src/core/card/cardYaml.ts';
import { attributeSession } from '../../src/core/cost/attributeSession.ts';
import { createPriceBook } from '../../src/core/cost/priceBook.ts';
import { distillSkill } from '../../src/core/costcraft/distillSkill.ts';
import { recordShape } from '../../src/core/readers/claude/recordShape.ts';
import { RecordScanner } from '../../src/core/readers/scan/recordScanner.ts';
import { readSessionBytes, SessionFileReader } from '../../src/core/readers/readSession.ts';
import type { Session } from '../../src/core/session/session.ts';
import { newSkill } from '../../src/core/skill/newSkill.ts';
import { AgentFiles } from '../../src/platform/agentFiles.ts';
import { analyzeFile } from '../../src/platform/analyzeFile.ts';
import { nodeSha256 } from '../../src/platform/loadSession.ts';
import { readChunks } from '../../src/platform/readChunks.ts';
import { benchAttribution } from './benchAttribution.ts';
import { benchCatalog } from './benchCatalog.ts';
import { benchDistill } from './benchDistill.ts';
import { benchEditor } from './benchEditor.ts';
import { generateCorpus, generateSession } from './generateCorpus.ts';
import type { Corpus } from './generateCorpus.ts';
import { cheapestMs, median } from './measure.ts';

const RUNS = 5;
const REPORT =
  'process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nUSED "+u.maxRSS+" "+(u.userCPUTime+u.systemCPUTime))})';

/**
 * How fast the core is, told as ratios within one run: figures of different machines or moments cannot be compared, those of one run can.
 * The measure is the plainest thing a program could do with the same bytes: JSON.parse of each line.
 */
const { values } = parseArgs({ options: { mb: { type: 'string', default: '24' }, growth: { type: 'boolean' } }, allowPositionals: true });
const folder = mkdtempSync(path.join(tmpdir(), 'clawtrace-bench-'));
try {
  // Laid out as Claude Code does, so that other programs find the same sessions.
  const corpus = generateCorpus(path.join(folder, '.claude/projects/bench'), Number(values.mb));
  const size = (corpus.bytes / 1e6).toFixed(1);
  console.log(
    `Node ${process.version}; ${corpus.files.length} made-up sessions, ${size} MB, ${corpus.lines} lines; processor time, the cheapest of 3 runs\n`,
  );
  await benchPipeline(corpus);
  benchProcesses(corpus);
  await benchCards(corpus);
  await benchLength();
  console.log(await benchAttribution());
  const rows = await benchCatalog();
  print(
    ['LIST OF SESSIONS', 'MS', 'x WHOLE'],
    rows.map(([name, ms, ratio]) => [name, ms.toFixed(0), ratio]),
  );
  const distilled = await benchDistill(corpus.files);
  print(
    ['RULES', 'MS', 'x FIRST'],
    distilled.map(([name, ms, ratio]) => [name, ms.toFixed(0), ratio]),
  );
  if (values.growth) benchGrowth();
  else console.log('Growth from 50 to 400 MB: with --growth.');
  await benchEditor(print);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function benchPipeline(corpus: Corpus): Promise<void> {
  const book = createPriceBook();
  const each = async (work: (file: string) => unknown): Promise<void> => {
    for (const file of corpus.files) await work(file);
  };
  const parse = await cheapestMs(() => each(parseLines));
  const rows: [string, number][] = [
    ['read the bytes', await cheapestMs(() => each((file) => readChunks(file, () => true)))],
    ['read and SHA-256', await cheapestMs(() => each(hashFile))],
    ['JSON.parse of each line', parse],
    ['scanner alone: what dollars need of each line', await cheapestMs(() => each(scanLines))],
    ['scanner alone: what cards need of each line', await cheapestMs(() => each((file) => scanLines(file, 'whole')))],
    ['reader: file to Session', await cheapestMs(() => each(readFile))],
    [
      'whole way: read, price, attribute, find waste',
      await cheapestMs(() => each((file) => analyzeFile(file, { book, agentFiles: new AgentFiles() }))),
    ],
  ];
  print(
    ['FILES', 'CPU MS', 'MB/s', 'x JSON.parse'],
    rows.map(([name, ms]) => [name, ms.toFixed(0), (corpus.bytes / 1e3 / ms).toFixed(0), (ms / parse).toFixed(2)]),
  );
}

/** The least that reading JSON Lines takes: split at line ends, parse, throw away. */
async function parseLines(file: string): Promise<void> {
  const pieces: Buffer[] = [];
  await readChunks(file, (chunk) => pieces.push(Buffer.from(chunk)));
  const bytes = Buffer.concat(pieces);
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    JSON.parse(bytes.toString('utf8', start, end < 0 ? bytes.length : end));
    start = end < 0 ? bytes.length : end + 1;
  }
}

async function scanLines(file: string, detail: 'figures' | 'whole' = 'figures'): Promise<void> {
  const pieces: Buffer[] = [];
  await readChunks(file, (chunk) => pieces.push(Buffer.from(chunk)));
  const bytes = Buffer.concat(pieces);
  const scanner = new RecordScanner(recordShape(detail));
  scanner.open(bytes);
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    if (!scanner.scan(start, end < 0 ? bytes.length : end)) throw new Error('a line was refused');
    start = end < 0 ? bytes.length : end + 1;
  }
}

async function hashFile(file: string): Promise<void> {
  const hash = nodeSha256();
  await readChunks(file, (chunk) => hash.update(chunk));
  hash.digestHex();
}

async function readFile(file: string): Promise<Session | undefined> {
  const reader = new SessionFileReader(file, nodeSha256());
  await readChunks(file, (chunk) => reader.push(chunk));
  return reader.snapshot().session;
}

interface Measured {
  wallMs: number;
  cpuMs: number;
  megabytes: number;
}

/** A command line as people run it, built: a process of its own, start and end included. The median by wall time. */
function runCommand(args: readonly string[]): Measured {
  const program = path.join(import.meta.dirname, '../../dist/cli.js');
  const runs = Array.from({ length: RUNS }, (): Measured => {
    const start = performance.now();
    const all = ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`, program, ...args];
    const { stderr, status } = spawnSync(process.execPath, all, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    const wallMs = performance.now() - start;
    if (status !== 0) throw new Error(`clawtrace ${args[0] ?? ''} ended with ${status}: ${stderr}`);
    const [, kilobytes, microseconds] = /USED (\d+) (\d+)/.exec(stderr) ?? [];
    return { wallMs, cpuMs: Number(microseconds) / 1000, megabytes: Number(kilobytes) / 1024 };
  });
  return runs.sort((a, b) => a.wallMs - b.wallMs)[RUNS >> 1] as Measured;
}

/** Whole processes, beside ccusage where it is (CCUSAGE names its program, else it is looked for on the path). */
function benchProcesses(corpus: Corpus): void {
  const other = runCcusage();
  const ratio = (ms: number): string => (other === undefined ? '' : (ms / other).toFixed(2));
  const row = (name: string, { wallMs, cpuMs, megabytes }: Measured): string[] => {
    return [name, wallMs.toFixed(0), cpuMs.toFixed(0), (corpus.bytes / 1e3 / wallMs).toFixed(0), megabytes.toFixed(0), ratio(wallMs)];
  };
  const rows = [
    row('clawtrace cost', runCommand(['cost', folder, '--json'])),
    row('clawtrace cost --waste', runCommand(['cost', folder, '--json', '--waste'])),
    row('clawtrace card --out', runCommand(['card', folder, '--out', path.join(folder, 'cards')])),
  ];
  if (other !== undefined) rows.push(['ccusage', other.toFixed(0), '', (corpus.bytes / 1e3 / other).toFixed(0), '', '1.00']);
  print(['WHOLE PROCESSES (MEDIAN OF 5)', 'WALL MS', 'CPU MS', 'MB/s', 'MB OF MEMORY', 'x ccusage'], rows);
  if (other === undefined) console.log('ccusage was not found: no comparison. CCUSAGE=/path/to/ccusage names it.\n');
}

function runCcusage(): number | undefined {
  const args = ['claude', 'session', '--json', '--offline', '--mode', 'calculate', '--timezone', 'UTC'];
  const env = { ...process.env, HOME: folder, CLAUDE_CONFIG_DIR: path.join(folder, '.claude') };
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    const { status, error } = spawnSync(process.env['CCUSAGE'] ?? 'ccusage', args, { env, stdio: 'ignore' });
    if (error || status !== 0) return undefined;
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Eight times the bytes should take eight times as long, start-up aside. */
function benchGrowth(): void {
  const rows = [50, 100, 200, 400].map((megabytes) => {
    const home = path.join(folder, `grown-${megabytes}`);
    const { bytes } = generateCorpus(home, megabytes);
    const { cpuMs, megabytes: memory } = runCommand(['cost', home, '--json']);
    rmSync(home, { recursive: true });
    return [String(megabytes), cpuMs.toFixed(0), (cpuMs / (bytes / 1e6)).toFixed(2), memory.toFixed(0)];
  });
  print(['clawtrace cost: MB', 'CPU MS', 'CPU MS A MB', 'MB OF MEMORY'], rows);
}

async function benchCards(corpus: Corpus): Promise<void> {
  const book = createPriceBook();
  const sessions: AnalyzedSession[] = [];
  for (const file of corpus.files.slice(0, 20)) {
    const result = await analyzeFile(file, { book, agentFiles: new AgentFiles() });
    if (result.kind === 'session') sessions.push(result.analyzed);
  }
  const folded = sessions.map((session) => writeCard(compileCard(session)));
  const whole = sessions.map((session) => writeCard(compileCard(session, { allSteps: true })));
  const skill = { file: 'skills/bench/SKILL.md', text: newSkill('bench'), isNew: true };
  const per = (ms: number): string => (ms / sessions.length).toFixed(2);
  print(
    ['CARDS AND RULES', 'CPU MS EACH', 'KB (MEDIAN)'],
    [
      ['compile a card', per(await cheapestMs(() => sessions.map((session) => compileCard(session)))), ''],
      ['write a card as YAML', per(await cheapestMs(() => sessions.map((session) => writeCard(compileCard(session))))), kilobytes(folded)],
      [
        '  with every step',
        per(await cheapestMs(() => sessions.map((s) => writeCard(compileCard(s, { allSteps: true }))))),
        kilobytes(whole),
      ],
      ['locate rows and problems, for decorations', per(await cheapestMs(() => folded.map(inspectCard))), kilobytes(folded)],
      ['  with every step', per(await cheapestMs(() => whole.map(inspectCard))), kilobytes(whole)],
      ['distil rules, a session', per(await cheapestMs(() => distillSkill({ sessions, skill, context: [], rejected: [] }))), ''],
    ],
  );
}

/** How the work grows with the length of one session: a steady figure a call is linear, a growing one is not. */
async function benchLength(): Promise<void> {
  const rows: string[][] = [];
  const book = createPriceBook();
  for (const calls of [250, 500, 1000, 2000]) {
    const bytes = generateSession(calls);
    const session = readSessionBytes(bytes, 'long.jsonl', nodeSha256()).session;
    if (!session) throw new Error('the made-up session was not recognised');
    const attributed = attributeSession(session, book);
    const us = async (run: () => unknown): Promise<string> => (((await cheapestMs(run)) * 1000) / calls).toFixed(0);
    const read = await us(() => readSessionBytes(bytes, 'long.jsonl', nodeSha256()));
    rows.push([String(calls), read, await us(() => attributeSession(session, book)), await us(() => analyzeSession(attributed))]);
  }
  print(['CALLS IN ONE SESSION', 'READ, us A CALL', 'ATTRIBUTE, us A CALL', 'ANALYSE, us A CALL'], rows);
}

function kilobytes(texts: readonly string[]): string {
  return (median(texts.map((text) => Buffer.byteLength(text))) / 1e3).toFixed(1);
}

function print(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  const columns = titles.map((title, i) => ({ title, align: i === 0 ? ('left' as const) : ('right' as const) }));
  console.log(`${formatTable(columns, rows, 120).join('\n')}\n`);
}
