import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseUsd } from '../../../src/core/session/money.ts';
import type { LlmCall, Session } from '../../../src/core/session/session.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { discoverTraces } from '../../../src/platform/discoverTraces.ts';
import { loadSession } from '../../../src/platform/loadSession.ts';
import { fixtureBytes } from '../readers/fixture.ts';
import { completionLog, openHandsRun } from './openHandsRun.ts';
import { temporaryFolder } from './temporaryFolder.ts';

async function load(folder: string): Promise<Session> {
  const loaded = await loadSession(path.join(folder, 'output.jsonl'));
  if (loaded.kind !== 'session') throw new Error(loaded.reason);
  return loaded.session;
}

function callsOf({ main }: Session): LlmCall[] {
  return main.entries.filter((entry) => entry.kind === 'llm');
}

const LOGS = {
  'llm_completions/shelf-1/gpt-4o-2.json': completionLog('g1-2', 600, 2),
  'llm_completions/shelf-1/gpt-4o-1.json': completionLog('g1-1', 500, 1),
  'llm_completions/shelf-1/gpt-4o-3.json': completionLog('unknown to the events', 700, 3),
};

test.each([true, false])('takes the usage of each call from the log beside the trajectory (totals recorded: %s)', async (total) => {
  const folder = temporaryFolder({ 'output.jsonl': openHandsRun({ total }), ...LOGS });
  const session = await load(folder);
  const usages = callsOf(session).map(({ billId, usage, loggedUsd }) => [billId, usage?.input, usage?.cacheRead, loggedUsd]);
  const usd = parseUsd('0.25');
  expect(usages.slice(0, 2)).toEqual([
    ['g1-1', 400, 100, usd],
    ['g1-2', 500, 100, usd],
  ]);
  // The last answer bears no id in the events: it is the one that is left.
  expect(usages[2]?.slice(1)).toEqual([600, 100, usd]);
  expect(session.warnings).toEqual([]);
  expect(attributeSession(session).tokens).toMatchObject({ input: 1500, cacheRead: 300, output: 60 });
  // The log's files are no sessions of their own.
  expect((await discoverTraces([folder])).files.map(({ path: file }) => path.basename(file))).toEqual(['output.jsonl']);
});

test('leaves an allocation as it is where the log does not know all calls', async () => {
  const run = openHandsRun({ total: true });
  const alone = await load(temporaryFolder({ 'output.jsonl': run }));
  expect(alone.warnings.map(({ code }) => code)).toEqual(['allocated-usage']);
  const folder = temporaryFolder({ 'output.jsonl': run, 'llm_completions/shelf-1/1.json': completionLog('g1-1', 500, 1) });
  expect((await load(folder)).main).toEqual(alone.main);
});

test('fills what it can, and tells of what no event names and of what it could not read', async () => {
  const folder = temporaryFolder({
    'output.jsonl': openHandsRun({ total: false }),
    'llm_completions/1.json': completionLog('g1-1', 500, 1),
    'llm_completions/shelf-1/a.json': completionLog('x', 700, 1),
    'llm_completions/shelf-1/b.json': completionLog('y', 700, 2),
    'llm_completions/shelf-1/c.json': completionLog('z', 700, 3),
    'llm_completions/shelf-1/cut.json': completionLog('g1-2', 600, 2).slice(0, -9),
    'llm_completions/shelf-1/other.json': '{"messages":[]}',
  });
  mkdirSync(path.join(folder, 'llm_completions/shelf-1/folder.json'));
  const session = await load(folder);
  expect(callsOf(session).map(({ usage }) => usage?.input)).toEqual([400, undefined, undefined]);
  const cut = path.join('llm_completions', 'shelf-1', 'cut.json');
  const directory = path.join('llm_completions', 'shelf-1', 'folder.json');
  expect(session.warnings).toEqual([
    {
      code: 'not-logged',
      message: 'the log of completions holds 3 that no event tells of; what their 2160 tokens cost is not in the total',
    },
    { code: 'bad-completion-log', message: `the log ${cut} could not be used: it is not JSON` },
    { code: 'bad-completion-log', message: `the log ${directory} could not be used: is a folder, not a file` },
  ]);
});

test('reads no log for a trajectory that tells the usage itself', async () => {
  const folder = temporaryFolder({ 'output.jsonl': fixtureBytes('openhands.jsonl') });
  const before = await load(folder);
  mkdirSync(path.join(folder, 'llm_completions'));
  writeFileSync(path.join(folder, 'llm_completions', 'g.json'), completionLog('g1-1', 9_999, 1));
  expect(await load(folder)).toEqual(before);
});
