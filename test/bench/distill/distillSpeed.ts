import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateCorpus, generateSession } from '../generateCorpus.ts';

const PROGRAM = path.join(import.meta.dirname, '../../../dist/cli.js');
const REPORT =
  'process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nUSED "+u.maxRSS+" "+(u.userCPUTime+u.systemCPUTime))})';

export interface Timing {
  sessions: number;
  megabytes: number;
  /** Milliseconds of processor time, and the most memory in MB, of whole processes. */
  first: Run;
  again: Run;
  /** The second run had one session more. */
  parse: number;
}

export interface Run {
  cpuMs: number;
  wallMs: number;
  peakMb: number;
}

/** How long the built program takes to distil this many megabytes of made-up sessions, and again after one more came. */
export function timeDistilling(megabytes: number): Timing {
  const folder = mkdtempSync(path.join(tmpdir(), 'clawtrace-distill-'));
  try {
    const traces = path.join(folder, 'traces');
    const corpus = generateCorpus(traces, megabytes);
    const args = ['distill', traces, '--skill', path.join(folder, 'skills/demo/SKILL.md'), '--json'];
    const first = run(args, folder);
    writeFileSync(path.join(traces, 'one-more.jsonl'), generateSession(60));
    const again = run(args, folder);
    return { sessions: corpus.files.length, megabytes: corpus.bytes / 1e6, first, again, parse: parseMs(corpus.files) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[], cwd: string): Run {
  const start = performance.now();
  const all = ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`, PROGRAM, ...args];
  const { stderr, status } = spawnSync(process.execPath, all, {
    cwd,
    env: { ...process.env, HOME: cwd, XDG_CACHE_HOME: path.join(cwd, 'cache') },
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`clawtrace distill ended with ${status}: ${stderr}`);
  const [, kilobytes, microseconds] = /USED (\d+) (\d+)/.exec(stderr) ?? [];
  return { wallMs: performance.now() - start, cpuMs: Number(microseconds) / 1000, peakMb: Number(kilobytes) / 1024 };
}

/** The plainest thing a program could do with the same bytes, in the same way: JSON.parse of each line. */
function parseMs(files: readonly string[]): number {
  const script = `const{readFileSync}=require('node:fs');for(const f of process.argv.slice(1))for(const l of readFileSync(f,'utf8').split('\\n'))if(l)JSON.parse(l);const u=process.resourceUsage();console.log((u.userCPUTime+u.systemCPUTime)/1000)`;
  return Number(spawnSync(process.execPath, ['-e', script, ...files], { encoding: 'utf8' }).stdout);
}
