import { mkdtempSync, rmSync, statSync } from 'node:fs';
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
import { readSessionBytes, SessionFileReader } from '../../src/core/readers/readSession.ts';
import type { Session } from '../../src/core/session/session.ts';
import { newSkill } from '../../src/core/skill/newSkill.ts';
import { AgentFiles } from '../../src/platform/agentFiles.ts';
import { analyzeFile } from '../../src/platform/analyzeFile.ts';
import { nodeSha256 } from '../../src/platform/loadSession.ts';
import { readChunks } from '../../src/platform/readChunks.ts';
import { benchAttribution } from './benchAttribution.ts';
import { benchCatalog } from './benchCatalog.ts';
import { benchCommands } from './benchCommands.ts';
import { benchDistill } from './benchDistill.ts';
import { benchEditor } from './benchEditor.ts';
import { benchGrowth } from './benchGrowth.ts';
import { benchLarge } from './benchLarge.ts';
import { benchScanner } from './benchScanner.ts';
import { generateCorpus, generateSession } from './generateCorpus.ts';
import type { Corpus } from './generateCorpus.ts';
import { rowsOfMarks } from './marks.ts';
import type { Mark } from './marks.ts';
import { cheapestMs, median } from './measure.ts';

/** Megabytes of sessions that are worked on in this process; the commands work on all. */
const INSIDE_MB = 24;

/**
 * How fast the program is, told as ratios within one run: figures of different machines or moments cannot be compared, those of one run can.
 * The measure inside is the plainest thing a program could do with the same bytes, JSON.parse of each line; outside it is ccusage. What is
 * promised stands in the last table. `--marks` measures that alone; `--growth` and `--large` add what takes minutes.
 */
const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '200' },
    marks: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const folder = mkdtempSync(path.join(tmpdir(), 'clawtrace-bench-'));
try {
  // Laid out as Claude Code does, so that other programs find the same sessions.
  const home = path.join(folder, 'home');
  const corpus = generateCorpus(path.join(home, '.claude/projects'), Number(values.mb));
  const size = (corpus.bytes / 1e6).toFixed(1);
  console.log(`Node ${process.version}; ${corpus.files.length} made-up sessions, ${size} MB, ${corpus.lines} lines\n`);
  const commands = benchCommands(home, corpus);
  print(['WHOLE PROCESSES, IN TURNS (MEDIAN OF 5)', 'WALL MS', 'CPU MS', 'MB/s', 'MB OF MEMORY', 'x ccusage'], commands.rows);
  const inside = shareOf(corpus, INSIDE_MB);
  const scanner = await benchScanner(inside.files);
  const catalog = await benchCatalog();
  print(
    ['LIST OF SESSIONS', 'MS', 'x WHOLE'],
    catalog.rows.map(([name, ms, ratio]) => [name, ms.toFixed(0), ratio]),
  );
  const marks: Mark[] = [
    ...commands.marks,
    {
      name: 'scanner alone, for dollars: speed beside JSON.parse',
      measured: scanner.figures,
      limit: 2.5,
      least: true,
      digits: 2,
      unit: 'x',
    },
    { name: 'scanner alone, for cards: speed beside JSON.parse', measured: scanner.whole, limit: 2.5, least: true, digits: 2, unit: 'x' },
    ...catalog.marks,
  ];
  if (!values.marks) await benchParts(inside);
  if (values.growth) {
    const growth = benchGrowth(folder);
    print(['clawtrace cost: MB', 'CPU MS', 'CPU MS A MB', 'x THE FIRST', 'MB OF MEMORY'], growth.rows);
    marks.push(growth.mark);
  }
  if (values.large) marks.push(...(await benchLarge(folder)));
  print(['WHAT IS PROMISED', 'MEASURED', 'MARK', ''], rowsOfMarks(marks));
  const left = [
    ...(values.growth ? [] : ['growth from 50 to 400 MB (--growth)']),
    ...(values.large ? [] : ['a session of 1 GB (--large)']),
  ];
  if (left.length > 0) console.log(`Not measured: ${left.join(', ')}.`);
  if (commands.marks.length === 1) console.log('ccusage was not found: no comparison. CCUSAGE=/path/to/ccusage names it.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What the core and the editor take, part by part. */
async function benchParts(corpus: Corpus): Promise<void> {
  await benchPipeline(corpus);
  await benchCards(corpus);
  await benchLength();
  console.log(await benchAttribution());
  const distilled = await benchDistill(corpus.files);
  print(
    ['RULES', 'MS', 'x FIRST'],
    distilled.map(([name, ms, ratio]) => [name, ms.toFixed(0), ratio]),
  );
  await benchEditor(print);
}

/** The first sessions of a corpus, up to so many megabytes. */
function shareOf({ files }: Corpus, megabytes: number): Corpus {
  const share: Corpus = { files: [], bytes: 0, lines: 0 };
  for (const file of files) {
    if (share.bytes >= megabytes * 1e6) break;
    share.files.push(file);
    share.bytes += statSync(file).size;
  }
  return share;
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
    ['reader: file to Session', await cheapestMs(() => each(readFile))],
    [
      'whole way: read, price, attribute, find waste',
      await cheapestMs(() => each((file) => analyzeFile(file, { book, agentFiles: new AgentFiles() }))),
    ],
  ];
  print(
    ['FILES (CHEAPEST OF 3)', 'CPU MS', 'MB/s', 'x JSON.parse'],
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
