import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { attributeSession } from '../../src/core/cost/attributeSession.ts';
import { formatUsdExact, parseUsd } from '../../src/core/session/money.ts';
import { discoverTraces } from '../../src/platform/discoverTraces.ts';
import { loadSession } from '../../src/platform/loadSession.ts';
import { readCatalog } from './readCatalog.ts';
import type { Finding } from './suite.ts';

const GIGABYTE = 1e9;
const FILES = 10_000;

/** Characters of each tool's result in the large session: with the records around them about 100 kB a turn. */
const RESULT = 98_000;

/** Sonnet 4.5 in USD per million tokens: 0.3 read, 3.75 written, 15 out. */
const TURN_USD = (30_000 * 0.3 + 200 * 3.75 + 50 * 15) / 1e6;

/** What is too large for every run: a session of 1 GB and 10,000 files in one folder. Prints what they took. */
export async function runLarge(): Promise<Finding[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'clawtrace-soak-'));
  try {
    return [...(await tryManyFiles(path.join(folder, 'many'))), ...tryLargeFile(path.join(folder, 'large.jsonl'))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tryManyFiles(folder: string): Promise<Finding[]> {
  for (let i = 0; i < FILES; i++) {
    if (i % 100 === 0) mkdirSync(path.join(folder, `p${i / 100}`), { recursive: true });
    writeFileSync(path.join(folder, `p${Math.floor(i / 100)}`, `s${i}.jsonl`), turns(`s${i}`, 0, 2, 40));
  }
  // Every folder leads back to all others, and to one of them directly.
  for (let i = 0; i < FILES / 100; i++) {
    symlinkSync(folder, path.join(folder, `p${i}`, 'all'));
    symlinkSync(path.join(folder, `p${(i * 7) % 100}`), path.join(folder, `p${i}`, 'other'));
  }
  const began = Date.now();
  const { files, problems } = await discoverTraces([folder]);
  const found = Date.now() - began;
  let total = 0n;
  for (const { path: file } of files) {
    const loaded = await loadSession(file);
    if (loaded.kind === 'session') total += attributeSession(loaded.session).total;
  }
  const usd = formatUsdExact(total);
  console.log(`${files.length} files: found in ${found} ms, all read and priced in ${Date.now() - began} ms, ${usd} USD`);
  const expected = String(Math.round(FILES * 2 * TURN_USD * 1e6) / 1e6);
  const findings: Finding[] = [];
  if (files.length !== FILES || problems.length > 0 || usd !== expected)
    findings.push(finding('10,000 files', `${files.length} files with ${problems.length} problems cost ${usd} for ${expected}`));
  return [...findings, ...(await tryCatalog(folder, expected))];
}

/** The list of the editor, made anew and then from what was kept. */
async function tryCatalog(folder: string, expected: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const wanted of [FILES, 0]) {
    const { sessions, read, listedMs, listeningMs, problems } = await readCatalog(folder, `${folder}-storage`);
    const usd = formatUsdExact(sessions.reduce((sum, session) => sum + (parseUsd(session.usd) ?? 0n), 0n));
    const figures = `${sessions.length} sessions, ${usd} USD, ${read} read, ${problems.length} problems`;
    console.log(`the catalog: ${figures}; listed in ${Math.round(listedMs)} ms, watched after ${Math.round(listeningMs)} ms`);
    if (sessions.length !== FILES || usd !== expected || read !== wanted || problems.length > 0)
      findings.push(
        finding('the catalog of 10,000 files', `${figures}; ${FILES} sessions, ${expected} USD and ${wanted} read were expected`),
      );
  }
  return findings;
}

/** In a process of its own, so that its memory is that of the reading alone. */
function tryLargeFile(file: string): Finding[] {
  const handle = openSync(file, 'w');
  let turn = 0;
  for (let bytes = 0; bytes < GIGABYTE; turn += 100) bytes += writeSync(handle, turns('large', turn, turn + 100, RESULT));
  closeSync(handle);
  const program = fileURLToPath(new URL('readLarge.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, file], { encoding: 'utf8', timeout: 600_000 });
  if (status !== 0) return [finding('1 GB', `ended with ${status}: ${stderr.slice(-2_000)}`)];
  const { usd, ms, rss } = JSON.parse(stdout) as { usd: string; ms: number; rss: number };
  const expected = String(Math.round(turn * TURN_USD * 1e6) / 1e6);
  console.log(
    `${(statSync(file).size / 1e9).toFixed(2)} GB in one file: ${ms} ms, at most ${Math.round(rss / 1024)} MB of memory, ${usd} USD`,
  );
  const findings: Finding[] = [];
  if (usd !== expected) findings.push(finding('1 GB', `costs ${usd} for ${expected}`));
  if (rss > 300 * 1024) findings.push(finding('1 GB', `took ${Math.round(rss / 1024)} MB of memory`));
  return findings;
}

function finding(suite: string, problem: string): Finding {
  console.log(`${suite}: ${problem}`);
  return { suite, input: 0, seed: 0, problem };
}

/** Turns of one session of Claude Code as JSON Lines, each one call with one tool. */
function turns(session: string, from: number, to: number, resultChars: number): string {
  const lines: string[] = [];
  const line = (type: string, uuid: string, parentUuid: string | null, message: unknown): void => {
    const timestamp = new Date(Date.UTC(2026, 0, 5) + from * 1_000).toISOString();
    lines.push(`${JSON.stringify({ type, uuid, parentUuid, sessionId: session, timestamp, version: '2.1.60', message })}\n`);
  };
  if (from === 0) line('user', `${session}-u`, null, { role: 'user', content: 'Look at every file' });
  for (let turn = from; turn < to; turn++) {
    const id = `toolu_${session}_${turn}`;
    const parent = turn === 0 ? `${session}-u` : `${session}-r${turn - 1}`;
    const usage = { input_tokens: 0, cache_read_input_tokens: 30_000, cache_creation_input_tokens: 200, output_tokens: 50 };
    const content = [{ type: 'tool_use', id, name: 'Read', input: { file_path: `/f${turn}` } }];
    const model = 'claude-sonnet-4-5-20250929';
    line('assistant', `${session}-a${turn}`, parent, { id: `msg_${session}_${turn}`, role: 'assistant', model, content, usage });
    const text = `text of ${turn} `.repeat(Math.ceil(resultChars / 12)).slice(0, resultChars);
    line('user', `${session}-r${turn}`, `${session}-a${turn}`, {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: id, content: text }],
    });
  }
  return lines.join('');
}
