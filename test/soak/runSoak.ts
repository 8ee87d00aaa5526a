import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { BINARY_SUITES } from './binarySuites.ts';
import { KEPT_SUITES } from './keptSuites.ts';
import { FILE_SUITES } from './fileSuites.ts';
import { runLarge } from './large.ts';
import { READER_SUITES } from './readerSuites.ts';
import { STORE_SUITES } from './storeSuites.ts';
import { tryInput } from './suite.ts';
import type { Finding, Suite } from './suite.ts';

/**
 * Tries damaged, cut, repeated and changing session files for as long as it is told, and prints what it found: how many inputs of each
 * suite there were, and each kind of problem once, with the line that tries its input again. The inputs run in a worker, so that one that
 * never ends is seen from outside, named and left behind.
 */
const SUITES: readonly Suite[] = [...READER_SUITES, ...BINARY_SUITES, ...STORE_SUITES, ...FILE_SUITES, ...KEPT_SUITES];

/** An input that takes longer than this, in milliseconds, is taken to hang: the slowest takes a hundredth of it. */
const HANGS_AFTER = 30_000;

/** Inputs that are tried before the worker tells of them. */
const BATCH = 50;

interface Job {
  suite: string;
  from: number;
  to: number;
  seed: number;
}

/** How a worker's memory tells the main thread which input is under way. */
type Clock = Int32Array<SharedArrayBuffer>;

async function work(clock: Clock): Promise<void> {
  for await (const job of jobs()) {
    const suite = SUITES.find(({ name }) => name === job.suite) as Suite;
    const findings: Finding[] = [];
    for (let input = job.from; input < job.to; input++) {
      Atomics.store(clock, 0, input);
      const finding = await tryInput(suite, input, job.seed);
      if (finding) findings.push(finding);
    }
    parentPort?.postMessage(findings);
  }
}

async function* jobs(): AsyncGenerator<Job> {
  const waiting: Job[] = [];
  let wake = (): void => undefined;
  parentPort?.on('message', (job: Job) => {
    waiting.push(job);
    wake();
  });
  for (;;) {
    const job = waiting.shift();
    if (job) yield job;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}

/** One worker at a time; a new one after an input that hangs. */
class Runner {
  readonly #clock: Clock = new Int32Array(new SharedArrayBuffer(4));
  #worker: Worker | undefined;

  async run(job: Job): Promise<Finding[]> {
    const worker = (this.#worker ??= new Worker(new URL(import.meta.url), { workerData: this.#clock }));
    Atomics.store(this.#clock, 0, -1);
    return new Promise((resolve) => {
      let [last, since] = [-1, Date.now()];
      const finish = (findings: Finding[]): void => {
        clearInterval(watch);
        worker.off('message', finish).off('error', died);
        resolve(findings);
      };
      const lose = (problem: string): void => {
        const input = Math.max(job.from, Atomics.load(this.#clock, 0));
        this.#worker = undefined;
        void worker.terminate();
        finish([{ suite: job.suite, seed: job.seed, input, problem }]);
      };
      const watch = setInterval(() => {
        const now = Atomics.load(this.#clock, 0);
        if (now !== last) [last, since] = [now, Date.now()];
        else if (Date.now() - since > HANGS_AFTER) lose('never ends');
      }, 1_000);
      const died = (error: unknown): void => lose(`the worker died: ${String(error)}`);
      worker.on('message', finish).on('error', died);
      worker.postMessage(job);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      suite: { type: 'string' },
      input: { type: 'string' },
      large: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const names = SUITES.map(({ name }) => name);
  if (values.help || (values.suite !== undefined && !names.includes(values.suite))) {
    console.log(
      `npm run test:soak -- [--minutes 5] [--seed n] [--suite ${names.join('|')}] [--input n] [--large]\n` +
        '--input tries one input again; --large adds 10,000 files and a session of 1 GB (2 GB of free disk)',
    );
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const seed = Number(values.seed);
  const suites = SUITES.filter(({ name }) => values.suite === undefined || name === values.suite);
  const runner = new Runner();
  const findings: Finding[] = [];
  const tried = new Map<string, number>();
  try {
    if (values.input !== undefined) {
      const from = Number(values.input);
      findings.push(...(await runner.run({ suite: (suites[0] as Suite).name, from, to: from + 1, seed })));
      tried.set((suites[0] as Suite).name, 1);
    } else findings.push(...(await soak(runner, suites, seed, Number(values.minutes), tried)));
  } finally {
    await runner.close();
  }
  report(findings, tried, seed);
  if (values.large) findings.push(...(await runLarge()));
  process.exitCode = findings.length > 0 ? 1 : 0;
}

/** Gives the suites equal time, each until it has no more inputs. */
async function soak(
  runner: Runner,
  suites: readonly Suite[],
  seed: number,
  minutes: number,
  tried: Map<string, number>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const spent = new Map<string, number>();
  const end = Date.now() + minutes * 60_000;
  while (Date.now() < end) {
    const open = suites.filter(({ name, inputs = Infinity }) => (tried.get(name) ?? 0) < inputs);
    const [suite] = open.sort((a, b) => (spent.get(a.name) ?? 0) - (spent.get(b.name) ?? 0));
    if (!suite) break;
    const began = Date.now();
    const from = tried.get(suite.name) ?? 0;
    const to = Math.min(from + BATCH, suite.inputs ?? Infinity);
    const found = await runner.run({ suite: suite.name, from, to, seed });
    findings.push(...found);
    // What stands behind an input that hangs is tried in the next batch.
    const lost = found.find(({ problem }) => /^(?:never ends|the worker died)/.test(problem));
    tried.set(suite.name, lost ? lost.input + 1 : to);
    spent.set(suite.name, (spent.get(suite.name) ?? 0) + Date.now() - began);
  }
  return findings;
}

function report(findings: readonly Finding[], tried: ReadonlyMap<string, number>, seed: number): void {
  const kinds = new Map<string, { first: Finding; count: number }>();
  for (const finding of findings) {
    // Alike but for its numbers and its file.
    const key = `${finding.suite} ${finding.problem.replaceAll(/\d+|^\S+ /g, '')}`.slice(0, 200);
    const kind = kinds.get(key);
    if (kind) kind.count++;
    else kinds.set(key, { first: finding, count: 1 });
  }
  for (const { first, count } of kinds.values()) {
    console.log(`\n${count} x ${first.problem}\n  npm run test:soak -- --suite ${first.suite} --seed ${first.seed} --input ${first.input}`);
  }
  let total = 0;
  console.log(`\nseed ${seed}`);
  for (const [name, count] of tried) {
    total += count;
    console.log(
      `${name.padEnd(12)} ${String(count).padStart(9)} inputs, ${findings.filter(({ suite }) => suite === name).length} findings`,
    );
  }
  console.log(`${'in all'.padEnd(12)} ${String(total).padStart(9)} inputs, ${findings.length} findings of ${kinds.size} kinds`);
}

if (isMainThread) await main();
else await work(workerData as Clock);
