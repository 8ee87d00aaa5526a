import path from 'node:path';
import { build } from '../../scripts/build.mjs';
import type { PanelNode, PanelTrace } from '../../src/protocol/panelTrace.ts';
import { answerFromCore } from '../webview/answerFromCore.ts';
import { launchBrowser } from '../webview/launchBrowser.ts';
import { makeTrace } from '../webview/makeTrace.ts';
import { openPanelPage, type OpenPanel } from '../webview/panelPage.ts';
import { sharedTraces } from '../unit/sharedTraces.ts';
import { median } from './measure.ts';

/** `npm run bench:panel`: how soon the built page shows a session, how smoothly it scrolls and zooms, and how much memory it takes. */
const PAINT_MS = 200;
const FRAMES_PER_SECOND = 50;
const MEMORY_MB = 150;
const RUNS = 5;

interface Figures {
  name: string;
  steps: number;
  paintMs: number;
  scrollFps: number;
  zoomFps: number;
  memoryMb: number;
}

await build({ production: true, only: ['webview'] });
const browser = await launchBrowser();
try {
  const rows: Figures[] = [];
  for (const steps of [5, 500, 5000]) rows.push(await measure(`made, ${steps} steps`, madeTrace(steps)));
  for (const [name, trace] of await largestReal()) rows.push(await measure(name, trace));
  print(rows);
} finally {
  await browser.close();
}

async function measure(name: string, trace: PanelTrace): Promise<Figures> {
  const paints: number[] = [];
  let page: OpenPanel | undefined;
  for (let run = 0; run < RUNS; run++) {
    await page?.close();
    page = await openPanelPage(browser, 'dark', { width: 1280, height: 900 });
    paints.push(await paintTime(page, trace));
  }
  const panel = page!;
  const scrollFps = await framesPerSecond(panel, "document.querySelector('.tree-body').scrollTop += 73");
  await panel.page.getByRole('tab', { name: 'Timeline' }).click();
  await panel.page.getByRole('application').focus();
  const zoomFps = await framesPerSecond(
    panel,
    "document.querySelector('.timeline-frame').dispatchEvent(new KeyboardEvent('keydown', { key: frame % 40 < 20 ? '+' : '-', bubbles: true }))",
  );
  const memoryMb = await memory(panel);
  if (panel.faults.length > 0) throw new Error(`${name}: ${panel.faults.join('; ')}`);
  await panel.close();
  return { name, steps: trace.nodes.length, paintMs: median(paints), scrollFps, zoomFps, memoryMb };
}

/** From the moment the page has its session to the frame that shows it, plus what the empty page took before. */
async function paintTime(panel: OpenPanel, trace: PanelTrace): Promise<number> {
  const { page } = panel;
  const ready = await page.evaluate<number>('performance.getEntriesByType("navigation")[0].duration');
  await page.evaluate(`void (globalThis.shown = new Promise((resolve) => {
    addEventListener('message', () => {
      const began = performance.now();
      const look = () => document.querySelector('.tree-row') ? requestAnimationFrame(() => resolve(performance.now() - began)) : setTimeout(look, 0);
      look();
    }, { once: true });
  }))`);
  await panel.send({ type: 'trace', trace, models: [], linked: [] });
  return ready + (await page.evaluate<number>('shown'));
}

/** Frames drawn in a second in which each frame brings a change. */
async function framesPerSecond({ page }: OpenPanel, change: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    let frame = 0;
    const began = performance.now();
    const draw = () => {
      ${change};
      frame++;
      const took = performance.now() - began;
      if (took < 2000) requestAnimationFrame(draw);
      else resolve((frame * 1000) / took);
    };
    requestAnimationFrame(draw);
  })`);
}

/** What the page's own scripts hold after a collection, in MB. */
async function memory({ page }: OpenPanel): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** A session as real ones are: a call, then its tool, now and then a message, a sub-agent or a failure. */
function madeTrace(steps: number): PanelTrace {
  const drafts: (Partial<PanelNode> & Pick<PanelNode, 'kind' | 'name'>)[] = [{ kind: 'prefix', name: 'prefix', step: '0', usd: '1' }];
  const start = Date.UTC(2026, 0, 1);
  let thread = 0;
  for (let i = 0; drafts.length < steps; i++) {
    const at = start + i * 4000;
    if (i % 40 === 0) drafts.push({ kind: 'user', name: 'user', target: 'do the next thing', start: at, end: at });
    const call = drafts.length;
    drafts.push({
      kind: 'llm',
      name: 'claude-sonnet-4-5',
      target: 'now the next file',
      usd: '0.0123',
      tokens: 800,
      start: at,
      end: at + 2500,
    });
    const name = ['Read', 'Bash', 'Edit', 'Grep'][i % 4]!;
    if (i % 60 === 59) {
      const agent = drafts.length;
      drafts.push({ kind: 'agent', name: 'Task', target: 'look it up', parent: call, usd: '0.002', start: at + 2500, end: at + 3900 });
      drafts.push({
        kind: 'llm',
        name: 'claude-haiku-4-5',
        thread: ++thread,
        parent: agent,
        usd: '0.001',
        start: at + 2600,
        end: at + 3700,
      });
    } else
      drafts.push({
        kind: 'tool',
        name,
        target: `src/part${i % 97}.ts`,
        parent: call,
        usd: '0.0045',
        tokens: 400,
        start: at + 2500,
        end: at + 3800,
        ...(i % 23 === 0 && { status: 'error' as const, error: 'no such file' }),
      });
  }
  const trace = makeTrace(drafts.slice(0, steps));
  return {
    ...trace,
    context: trace.nodes.filter(({ kind }) => kind === 'llm').map(({ id }, i) => ({ node: id, tokens: 15_000 + i * 300 })),
  };
}

/** The largest of the real sessions, where they are there. */
async function largestReal(): Promise<[string, PanelTrace][]> {
  const { folder, skip } = sharedTraces;
  if (skip !== undefined) {
    console.log(skip);
    return [];
  }
  const found: [string, PanelTrace][] = [];
  for (const file of ['claude/entire-6d-9f76b.jsonl', 'openclaw/volvox-build-d2acd8e2.jsonl']) {
    const messages = await answerFromCore(path.join(folder, file))({ type: 'ready' });
    for (const message of messages) if (message.type === 'trace') found.push([path.basename(file), message.trace]);
  }
  return found;
}

function print(rows: readonly Figures[]): void {
  const verdict = (good: boolean): string => (good ? 'ok' : 'MISSED');
  console.log(
    `marks: first paint < ${PAINT_MS} ms, scroll and zoom >= ${FRAMES_PER_SECOND} frames a second, page memory < ${MEMORY_MB} MB`,
  );
  for (const { name, steps, paintMs, scrollFps, zoomFps, memoryMb } of rows) {
    const good = paintMs < PAINT_MS && scrollFps >= FRAMES_PER_SECOND && zoomFps >= FRAMES_PER_SECOND && memoryMb < MEMORY_MB;
    console.log(
      `${name.padEnd(34)} ${String(steps).padStart(6)} nodes  paint ${paintMs.toFixed(0).padStart(4)} ms  scroll ${scrollFps.toFixed(0)} fps  zoom ${zoomFps.toFixed(0)} fps  ${memoryMb.toFixed(0)} MB  ${verdict(good)}`,
    );
  }
}
