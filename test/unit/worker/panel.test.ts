import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { savingOf } from '../../../src/core/cost/simulateBill.ts';
import { formatUsdExact, parseUsd, ZERO } from '../../../src/core/session/money.ts';
import { discoverTraces } from '../../../src/platform/discoverTraces.ts';
import { summarizeSession } from '../../../src/platform/summarizeSession.ts';
import { readFromPanel } from '../../../src/protocol/panelMessages.ts';
import type { PanelTrace, WhatIf } from '../../../src/protocol/panelTrace.ts';
import { compareSessions } from '../../../src/worker/panel/compareSessions.ts';
import { findBatches } from '../../../src/worker/panel/findBatches.ts';
import { panelTrace } from '../../../src/worker/panel/panelTrace.ts';
import { panelTree, type PanelTree } from '../../../src/worker/panel/panelTree.ts';
import { simulateWhatIf } from '../../../src/worker/panel/simulateWhatIf.ts';
import { SessionStore } from '../../../src/worker/sessionStore.ts';
import { sharedTraces } from '../sharedTraces.ts';

const WORKSPACE = path.join(import.meta.dirname, '..', '..', 'workspace', 'sessions');
const SETTINGS = { prices: [] };
const NOTHING: WhatIf = { nodes: [], clusters: [], batchReads: false };

interface Shown {
  analyzed: AnalyzedSession;
  tree: PanelTree;
  trace: PanelTrace;
}

const store = new SessionStore();
const book = store.bookFor(SETTINGS);

async function show(file: string): Promise<Shown | undefined> {
  const read = await store.get(file, SETTINGS, new AbortController().signal);
  if (read.kind !== 'session') return undefined;
  const tree = panelTree(read.analyzed);
  return { analyzed: read.analyzed, tree, trace: panelTrace(read.analyzed, tree, summarizeSession(read.analyzed, file)) };
}

async function showAll(folder: string): Promise<Shown[]> {
  const { files: found } = await discoverTraces([folder]);
  const shown = await Promise.all(found.map(({ path: file }) => show(file)));
  return shown.filter((one) => one !== undefined);
}

const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, usd) => total + parseUsd(usd), ZERO);

/** What must hold for any session. */
function check({ analyzed, tree, trace }: Shown): void {
  const { nodes, clusters, split, summary } = trace;
  const total = parseUsd(summary.usd);
  expect(sum(split.map(({ usd }) => usd))).toBe(total);
  expect(split.every(({ usd }) => parseUsd(usd) >= ZERO)).toBe(true);
  expect(sum(nodes.map(({ usd }) => usd))).toBe(total);
  expect(sum(nodes.filter(({ parent }) => parent < 0).map(({ subtreeUsd }) => subtreeUsd))).toBe(total);
  expect(nodes.every(({ id, parent }, i) => id === i && parent < id)).toBe(true);
  expect(new Set(clusters.map(({ id }) => id)).size).toBe(clusters.length);
  for (const { id, wasted } of clusters) {
    expect(wasted.length).toBeGreaterThan(0);
    for (const node of wasted) expect(nodes[node]?.clusters).toContain(id);
  }
  const bill = (change: Partial<WhatIf>) => simulateWhatIf(analyzed, tree, { ...NOTHING, ...change }, book);
  expect(bill({}).after).toEqual({ low: summary.usd, mid: summary.usd, high: summary.usd });
  const { after, removed, capped } = bill({ clusters: clusters.map(({ id }) => id) });
  expect(removed + capped > 0).toBe(clusters.length > 0);
  expect(parseUsd(after.low)).toBeLessThanOrEqual(parseUsd(after.high));
  expect(parseUsd(after.high)).toBeLessThanOrEqual(total);
  expect(parseUsd(after.low)).toBeGreaterThanOrEqual(ZERO);
}

describe('the snapshot', () => {
  let sessions: Shown[];
  beforeAll(async () => {
    sessions = await showAll(WORKSPACE);
  });

  it('adds up, in each example session', () => {
    expect(sessions.length).toBeGreaterThan(3);
    sessions.forEach(check);
  });

  it.skipIf(sharedTraces.skip)('adds up, in each real session', async () => {
    const real = await showAll(sharedTraces.folder);
    expect(real.length).toBeGreaterThan(60);
    real.forEach(check);
    // Clusters inside sub-agents name the steps of their own thread.
    for (const { trace } of real) {
      for (const { needed, wasted } of trace.clusters) {
        const threads = new Set([...(needed === undefined ? [] : [needed]), ...wasted].map((node) => trace.nodes[node]?.thread));
        expect(threads.size).toBe(1);
      }
    }
  });

  it('simulates what the core would save', () => {
    for (const { analyzed, tree, trace } of sessions) {
      const tools = trace.nodes.filter(({ kind }) => kind === 'tool').slice(0, 5);
      const { attributed } = analyzed;
      const removals = tools.flatMap(({ id }) => {
        const entry = tree.entries[id];
        return entry?.kind === 'tool' ? [{ kind: 'step' as const, toolStep: entry }] : [];
      });
      const { mid } = savingOf(attributed, removals);
      const bill = simulateWhatIf(analyzed, tree, { ...NOTHING, nodes: tools.map(({ id }) => id) }, book);
      expect(bill.after.mid).toBe(formatUsdExact(attributed.total - mid));
      expect(bill.removed).toBe(tools.length);
    }
  });

  it('asks together only for what is read, and less once a step is gone', () => {
    for (const { analyzed } of sessions) {
      const { session } = analyzed.attributed;
      const calls = findBatches(session, new Set());
      expect(new Set(calls).size).toBe(calls.length);
      const all = new Set(
        [...analyzed.uses.keys()].flatMap((n) => {
          const entry = analyzed.steps[n - 1]?.entry;
          return entry?.kind === 'tool' ? [entry] : [];
        }),
      );
      expect(findBatches(session, all)).toEqual([]);
    }
  });

  it('compared with itself shows no difference, and with another the difference of the totals', () => {
    const [a, b] = sessions.map(({ trace }) => trace) as [PanelTrace, PanelTrace];
    const same = compareSessions([a], [a]);
    expect(same.groups.every((group) => group.a.usd === group.b.usd && group.a.count === group.b.count)).toBe(true);
    expect(same.steps.every((step) => step.a !== undefined && step.b !== undefined)).toBe(true);
    const { groups, steps } = compareSessions([a], [b]);
    for (const by of ['bucket', 'kind'] as const) {
      const of = groups.filter((group) => group.by === by);
      expect(sum(of.map((group) => group.a.usd))).toBe(parseUsd(a.summary.usd));
      expect(sum(of.map((group) => group.b.usd))).toBe(parseUsd(b.summary.usd));
    }
    expect(steps.filter((step) => step.a).length).toBe(a.nodes.filter(({ kind }) => kind !== 'prefix').length);
    expect(steps.filter((step) => step.b).length).toBe(b.nodes.filter(({ kind }) => kind !== 'prefix').length);
  });

  it('compares groups by their sums, and aligns no steps of several sessions', () => {
    const [a, b] = sessions.map(({ trace }) => trace) as [PanelTrace, PanelTrace];
    const { a: both, b: one, groups, steps } = compareSessions([a, b], [b]);
    expect(parseUsd(both.usd)).toBe(parseUsd(a.summary.usd) + parseUsd(b.summary.usd));
    expect(both.paths).toEqual([a.path, b.path]);
    expect([both.task, one.task]).toEqual([undefined, b.summary.task]);
    const buckets = groups.filter(({ by }) => by === 'bucket');
    expect(sum(buckets.map((group) => group.a.usd))).toBe(parseUsd(both.usd));
    expect(steps).toEqual([]);
  });
});

describe('messages of the page', () => {
  it.each([
    undefined,
    null,
    'ready',
    [],
    {},
    { type: 'run', command: 'rm' },
    { type: 'openSource', line: 0 },
    { type: 'openSource', line: '1' },
    { type: 'openSession' },
    { type: 'compare' },
    { type: 'compare', paths: ['/a'], with: '/b' },
    { type: 'detail', node: -1 },
    { type: 'detail', node: 1.5 },
    { type: 'whatIf', id: 1, change: { nodes: ['1'], clusters: [], batchReads: false } },
    { type: 'whatIf', id: 1, change: { nodes: [], clusters: [], batchReads: 'yes' } },
    { type: 'save', name: 'a', format: 'exe', data: '' },
    { type: 'copy', text: 5 },
  ])('that are none are dropped: %j', (message) => {
    expect(readFromPanel(message)).toBeUndefined();
  });

  it('keep nothing but what was checked', () => {
    expect(readFromPanel({ type: 'ready', extra: 1 })).toEqual({ type: 'ready' });
    const change = { nodes: [1], clusters: ['r1'], batchReads: true, capTokens: -1, model: 5 };
    expect(readFromPanel({ type: 'whatIf', id: 2, change })).toEqual({
      type: 'whatIf',
      id: 2,
      change: { nodes: [1], clusters: ['r1'], batchReads: true },
    });
  });
});
