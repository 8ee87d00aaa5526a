import path from 'node:path';
import { expect, test } from 'vitest';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { AgentFiles } from '../../../src/platform/agentFiles.ts';
import { analyzeFile } from '../../../src/platform/analyzeFile.ts';
import { discoverTraces } from '../../../src/platform/discoverTraces.ts';
import { LinkBook } from '../../../src/platform/linkBook.ts';
import { linkableSummary } from '../../../src/platform/linkableSummary.ts';
import { linkSummaries } from '../../../src/platform/linkSummaries.ts';
import type { LinkableSummary } from '../../../src/platform/linkableSummary.ts';
import type { SessionSummary } from '../../../src/protocol/sessionSummary.ts';
import { sharedTraces } from '../sharedTraces.ts';

const book = createPriceBook();

async function load(folder: string): Promise<LinkableSummary[]> {
  const sessions: LinkableSummary[] = [];
  for (const { path: file, bytes } of (await discoverTraces([folder])).files) {
    if (bytes > 600_000) continue;
    const result = await analyzeFile(file, { book, agentFiles: new AgentFiles() });
    if (result.kind === 'session') sessions.push(linkableSummary(result.analyzed, file));
  }
  return sessions;
}

/** What is shown after all that was told, whatever the order in which it was told. */
class Shown {
  readonly rows = new Map<string, SessionSummary>();

  async take(links: LinkBook): Promise<void> {
    for (const [path, row] of await links.settle()) this.rows.set(path, row);
  }

  sorted(): SessionSummary[] {
    return [...this.rows.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

test.skipIf(sharedTraces.skip)(`links one by one, in any order, as all at once ${sharedTraces.skip ?? ''}`, async () => {
  const sessions = await load(path.join(sharedTraces.folder, 'openclaw'));
  const whole = await linkSummaries(sessions);
  expect(whole.filter(({ parent }) => parent !== undefined).length).toBe(3);
  for (const order of [sessions, [...sessions].reverse(), [...sessions.slice(7), ...sessions.slice(0, 7)]]) {
    const links = new LinkBook();
    const shown = new Shown();
    for (const session of order) {
      links.set(session.summary.path, session);
      await shown.take(links);
    }
    expect(shown.sorted()).toEqual(whole);
    // A session that goes takes its links along.
    const [gone] = whole.filter(({ linkedAgents }) => linkedAgents.length > 0);
    links.delete(gone?.path ?? '');
    shown.rows.delete(gone?.path ?? '');
    await shown.take(links);
    expect(shown.sorted()).toEqual(await linkSummaries(sessions.filter(({ summary }) => summary.path !== gone?.path)));
  }
});

test.skipIf(sharedTraces.skip)(`looks without leaving a trace ${sharedTraces.skip ?? ''}`, async () => {
  const sessions = await load(path.join(sharedTraces.folder, 'openclaw'));
  const whole = await linkSummaries(sessions);
  const [child] = whole.filter(({ parent }) => parent !== undefined);
  const asked = sessions.find(({ summary }) => summary.path === child?.path);
  if (!asked) throw new Error('no session with a parent');
  const links = new LinkBook();
  const shown = new Shown();
  for (const session of sessions) if (session !== asked) links.set(session.summary.path, session);
  await shown.take(links);
  const before = shown.sorted();
  expect(await links.look(asked.summary.path, asked)).toEqual(child);
  await shown.take(links);
  expect(shown.sorted()).toEqual(before);
  links.set(asked.summary.path, asked);
  await shown.take(links);
  expect(shown.sorted()).toEqual(whole);
});
