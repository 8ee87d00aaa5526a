import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GrowingFile } from '../../src/platform/growingFile.ts';
import { TraceWatcher } from '../../src/platform/traceWatcher.ts';
import type { CallContext } from '../../src/worker/callServer.ts';
import { createHandlers } from '../../src/worker/createHandlers.ts';
import { generateSession, generateTurns } from './generateCorpus.ts';
import type { Mark } from './marks.ts';
import { median } from './measure.ts';

const settings = { prices: [] };
const context: CallContext = { signal: new AbortController().signal, progress: () => {}, breathe: () => Promise.resolve() };

/** Wall time in milliseconds. */
async function wallMs(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

export interface CatalogFigures {
  rows: [what: string, ms: number, ratio: string][];
  marks: Mark[];
}

/** How a list of sessions comes up, and how it follows a session that grows. */
export async function benchCatalog(sessions = 5_000, megabytes = 100): Promise<CatalogFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'clawtrace-bench-'));
  try {
    const [start, append] = [await benchStart(folder, sessions), await benchAppend(folder, megabytes)];
    return { rows: [...start.rows, ...append.rows], marks: [...start.marks, ...append.marks] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first start reads every file; the second should read none. */
async function benchStart(folder: string, sessions: number): Promise<CatalogFigures> {
  const bytes = Buffer.from(generateSession(8)).toString();
  const traces = path.join(folder, 'traces');
  for (let i = 0; i < sessions; i++) {
    const project = path.join(traces, `project-${i % 40}`);
    if (i < 40) mkdirSync(project, { recursive: true });
    writeFileSync(path.join(project, `session-${i}.jsonl`), bytes.replaceAll('long', `s${i}`));
  }
  const options = { storage: path.join(folder, 'storage'), version: 'bench', log: () => {} };
  const start = async (): Promise<{ read: number; recalled: number; search: number; recall: number; ms: number }> => {
    const handlers = createHandlers(options);
    const begun = performance.now();
    let found: string[] = [];
    const watcher = new TraceWatcher([traces], ({ added }) => (found = added), { reconcileMs: 0 });
    await watcher.ready;
    const searched = performance.now();
    const recalled = (await handlers.recall({ paths: found, settings }, context)).length;
    const afterRecall = performance.now();
    if (recalled < found.length) await handlers.summarize({ paths: found, settings }, context);
    const ms = performance.now() - begun;
    await watcher.dispose();
    await handlers.flush({}, context);
    return { read: found.length - recalled, recalled, search: searched - begun, recall: afterRecall - searched, ms };
  };
  const first = await start();
  const second = await start();
  const rows: CatalogFigures['rows'] = [
    [`first start with ${sessions} sessions`, first.ms, '1'],
    [`second start (${second.read} read)`, second.ms, (second.ms / first.ms).toFixed(3)],
    ['  search of the folders', second.search, (second.search / first.ms).toFixed(3)],
    ['  rows that were kept', second.recall, (second.recall / first.ms).toFixed(3)],
  ];
  const marks: Mark[] = [
    { name: `second start with ${sessions} sessions`, measured: second.ms, limit: 1000, unit: 'ms' },
    { name: '  sessions read again', measured: second.read, limit: 0, unit: '' },
  ];
  return { rows, marks };
}

function sessionOf(megabytes: number): Buffer {
  let text = '';
  for (const turn of generateTurns()) {
    text += turn;
    if (text.length >= megabytes * 1e6) break;
  }
  return Buffer.from(text);
}

/** One call more at the end of a large session: the work for it should not grow with the session. */
async function benchAppend(folder: string, megabytes: number): Promise<CatalogFigures> {
  const bytes = sessionOf(megabytes);
  const file = path.join(folder, 'long.jsonl');
  writeFileSync(file, bytes);
  const handlers = createHandlers({ version: 'bench', log: () => {} });
  const summarize = () => handlers.summarize({ paths: [file], settings }, context);
  // The last call once more, as one that there was not yet: what it asks for and what comes back.
  const last = bytes.toString('utf8').trimEnd().split('\n').slice(-2);
  const lines = [0, 1, 2].flatMap((time) => last.map((line) => line.replaceAll(/long[-_]\d+/g, (id) => `${id}-more-${time}`)));
  const whole = await wallMs(summarize);
  const growing = new GrowingFile(file);
  await growing.read();
  const times: number[] = [];
  const reads: number[] = [];
  for (const line of lines) {
    appendFileSync(file, `${line}\n`);
    times.push(await wallMs(summarize));
    reads.push(await wallMs(() => growing.read()));
  }
  const [append, read] = [median(times), median(reads)];
  const fetched = growing.bytesRead - bytes.length;
  const added = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const rows: CatalogFigures['rows'] = [
    [`a session of ${(bytes.length / 1e6).toFixed(0)} MB, read whole`, whole, '1'],
    [`one line appended, row made anew`, append, (append / whole).toFixed(3)],
    [`  of it the reader (${Math.round(fetched / lines.length)} bytes fetched)`, read, (read / whole).toFixed(3)],
  ];
  const marks: Mark[] = [
    { name: `a line appended to ${(bytes.length / 1e6).toFixed(0)} MB, until its row is there`, measured: append, limit: 250, unit: 'ms' },
    {
      name: '  fetched beside it, to see that the rest is unchanged',
      measured: (fetched - added) / lines.length,
      limit: 8192,
      unit: 'bytes',
    },
  ];
  return { rows, marks };
}
