import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { applyPatches } from '../../../src/core/costcraft/applyPatches.ts';
import { toLedgerRecord } from '../../../src/core/costcraft/ledger.ts';
import type { Patch, PatchSet } from '../../../src/core/costcraft/patch.ts';
import { CallCancelled, WorkerClient } from '../../../src/platform/workerClient.ts';
import { markSession } from '../../../src/platform/markFile.ts';
import type { WorkerOptions } from '../../../src/platform/workerClient.ts';
import type { SummaryResult } from '../../../src/protocol/sessionSummary.ts';
import { claudeSession, piSession, wastefulSession } from '../cli/sampleSessions.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';

const WORKER = path.join(import.meta.dirname, '../../../src/worker/main.ts');
const settings = { prices: [] };
const clients: WorkerClient[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
});

function open(file = WORKER, options?: WorkerOptions): WorkerClient {
  const client = new WorkerClient(file, options);
  clients.push(client);
  return client;
}

function usdOf(results: readonly SummaryResult[]): (string | undefined)[] {
  return results.map((result) => (result.kind === 'session' ? result.summary.usd : undefined));
}

test('summarises files in the order asked for, with progress, and says what is none', async () => {
  const folder = temporaryFolder({
    's1.jsonl': claudeSession(),
    's1/subagents/agent-a.jsonl': claudeSession({ agentId: 'a', prefix: 'a' }),
    'p.jsonl': piSession(),
    'x.jsonl': '',
  });
  const paths = ['p.jsonl', 'x.jsonl', 'gone.jsonl', 's1.jsonl', 's1/subagents/agent-a.jsonl'].map((name) => path.join(folder, name));
  const progress: number[] = [];
  const results = await open().call('summarize', { paths, settings }, { onProgress: ({ done }) => progress.push(done) });
  expect(results.map(({ kind }) => kind)).toEqual(['session', 'unreadable', 'unreadable', 'session', 'not-a-trace']);
  expect(results[1]).toMatchObject({ path: paths[1], reason: 'empty file' });
  expect(results[3]).toMatchObject({ summary: { path: paths[3], agents: 1, sessionId: 's1' } });
  expect(results[4]).toMatchObject({ reason: `is a part of the session ${paths[3] ?? ''}` });
  expect(progress).toEqual([0, 1, 2, 3, 4, 5]);
});

test('reads a session anew when it has grown, and with other prices', async () => {
  const folder = temporaryFolder({ 's.jsonl': claudeSession({ turns: 1, model: 'nobody-knows-1' }) });
  const paths = [path.join(folder, 's.jsonl')];
  const client = open();
  expect(usdOf(await client.call('summarize', { paths, settings }))).toEqual(['0']);
  const prices = [{ model: 'nobody-knows-1', perMillion: { input: 1, output: 1 }, source: 'test' }];
  expect(usdOf(await client.call('summarize', { paths, settings: { prices } }))).toEqual(['0.002406']);
  appendFileSync(paths[0] ?? '', claudeSession({ turns: 1, model: 'nobody-knows-1', prefix: 'more' }));
  expect(usdOf(await client.call('summarize', { paths, settings: { prices } }))).toEqual(['0.004812']);
});

test("tells how a session ended, and tells it anew when the user's mark or a report has changed", async () => {
  const folder = temporaryFolder({ 's.jsonl': claudeSession() });
  const paths = [path.join(folder, 's.jsonl')];
  const client = open();
  const outcome = async (): Promise<unknown> => {
    const [answer] = await client.call('summarize', { paths, settings: { ...settings, workspaces: [folder] } });
    return answer?.kind === 'session' ? answer.summary.outcome : answer;
  };
  expect(await outcome()).toBeUndefined();
  writeFileSync(path.join(folder, 'junit.xml'), '<testsuite tests="1" failures="1"/>');
  expect(await outcome()).toEqual({ result: 'failure', evidence: ['junit.xml: 0 of 1 passed'] });
  await markSession({ workspace: folder, sessionFile: paths[0] ?? '', result: 'success' });
  expect(await outcome()).toMatchObject({ result: 'success' });
  const { yaml } = await client.call('card', { path: paths[0] ?? '', allSteps: false, brief: true, linkedAgents: [], settings });
  expect(yaml).toContain('brief: true');
});

test('links sessions with those of earlier calls', async () => {
  const folder = temporaryFolder({
    's1.jsonl': claudeSession(),
    'other.jsonl': claudeSession({ agentId: 'a', prefix: 'a' }),
  });
  const main = path.join(folder, 's1.jsonl');
  const child = path.join(folder, 'other.jsonl');
  const client = open();
  await client.call('summarize', { paths: [child], settings });
  // What one panel asks for must not be news that the list never gets.
  expect(await client.call('summarize', { paths: [main], aside: true, settings })).toMatchObject([{ summary: { path: main } }]);
  const results = await client.call('summarize', { paths: [main], settings });
  // The row of the earlier call has changed by this one, and so follows after.
  expect(results).toMatchObject([{ summary: { path: main } }, { summary: { path: child, parent: main } }]);
  expect(await client.call('summarize', { paths: [], removed: [main], settings })).toMatchObject([{ summary: { path: child } }]);
  expect(await client.call('summarize', { paths: [], settings })).toEqual([]);
});

test('compiles and inspects a card, and distils rules that make a valid skill', async () => {
  const folder = temporaryFolder({ 'a.jsonl': wastefulSession('a'), 'b.jsonl': wastefulSession('b') });
  const paths = ['a.jsonl', 'b.jsonl'].map((name) => path.join(folder, name));
  const client = open();
  const { yaml } = await client.call('card', { path: paths[0] ?? '', relativeTo: folder, allSteps: true, linkedAgents: [], settings });
  expect(yaml).toContain('path: a.jsonl');
  const inspection = await client.call('inspectCard', { text: yaml });
  expect(inspection.problems).toEqual([]);
  expect(inspection.rows.length).toBeGreaterThan(10);
  const text = '---\nname: x\ndescription: Use it.\n---\n';
  const skill = { file: path.join(folder, 'x/SKILL.md'), text, isNew: false };
  const target = { paths, skill, context: [], rejected: [] };
  const gone = path.join(folder, 'gone.jsonl');
  const sets = await client.call('distill', {
    targets: [
      { ...target, paths: [gone, ...paths] },
      { ...target, paths: [] },
    ],
    settings,
  });
  expect(sets.map(({ sessions }) => sessions.length)).toEqual([2, 0]);
  // One that cannot be read stops nothing.
  expect(sets.map(({ unread }) => unread)).toEqual([[{ path: gone, reason: expect.stringMatching(/./) as string }], []]);
  const [set] = sets as [PatchSet, PatchSet];
  expect(set.patches.length).toBeGreaterThan(0);
  const applied = applyPatches(text, set.patches);
  expect(applied).toContain(set.patches[0]?.rule);
  expect(await client.call('inspectSkill', { text: applied, path: skill.file })).toEqual([]);
});

test('measures what became of rules, and names the sessions that cannot be read', async () => {
  const folder = temporaryFolder({ 'a.jsonl': wastefulSession('a'), 'b.jsonl': wastefulSession('b') });
  const paths = ['a.jsonl', 'b.jsonl', 'gone.jsonl'].map((name) => path.join(folder, name));
  const skill = { file: path.join(folder, 'x/SKILL.md'), text: '---\nname: x\ndescription: Use it.\n---\n', isNew: false };
  const client = open();
  const [set] = await client.call('distill', { targets: [{ paths, skill, context: [], rejected: [] }], settings });
  const [patch] = (set as PatchSet).patches as [Patch];
  const facts = {
    decision: 'accept',
    finalRule: patch.rule,
    baseHash: '',
    file: 'x/SKILL.md',
    sessionIds: [],
    at: Date.UTC(2040, 0),
  } as const;
  const text = applyPatches(skill.text, [patch]);
  const request = { paths, skill: { ...skill, text }, records: [toLedgerRecord(patch, facts)], file: 'x/SKILL.md', settings };
  const { effects, unread } = await client.call('ruleEffects', request);
  expect(effects).toMatchObject([{ patch: patch.id, verdict: 'no-later', before: { of: 2 }, after: { of: 0 } }]);
  expect(unread).toEqual([{ path: paths[2], reason: expect.stringMatching(/./) as string }]);
});

test('names the file of a card that cannot be made', async () => {
  const folder = temporaryFolder({ 'x.jsonl': '' });
  const file = path.join(folder, 'x.jsonl');
  await expect(open().call('card', { path: file, allSteps: false, linkedAgents: [], settings })).rejects.toThrow(`${file}: empty file`);
});

test('gives a call up when its signal is aborted, and serves the next', async () => {
  const folder = temporaryFolder({ 's.jsonl': claudeSession() });
  const paths = Array.from({ length: 500 }, () => path.join(folder, 's.jsonl'));
  const client = open();
  const abort = new AbortController();
  const call = client.call('summarize', { paths, settings }, { signal: abort.signal, onProgress: () => abort.abort() });
  await expect(call).rejects.toBeInstanceOf(CallCancelled);
  expect(await client.call('inspectSkill', { text: '', path: 'x/SKILL.md' })).not.toEqual([]);
  await expect(client.call('summarize', { paths, settings }, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CallCancelled);
});

test('gives a distillation up between two sessions', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `s${i}.jsonl`);
  const folder = temporaryFolder(Object.fromEntries(names.map((name) => [name, wastefulSession(name)])));
  const paths = names.map((name) => path.join(folder, name));
  const client = open();
  const abort = new AbortController();
  const skill = { file: path.join(folder, 'x/SKILL.md'), text: '', isNew: true };
  const labels: string[] = [];
  const onProgress = ({ label }: { label: string }): void => {
    if (labels.push(path.basename(label)) === 3) abort.abort();
  };
  const request = { targets: [{ paths, skill, context: [], rejected: [] }], settings };
  await expect(client.call('distill', request, { signal: abort.signal, onProgress })).rejects.toBeInstanceOf(CallCancelled);
  expect(labels.slice(0, 3)).toEqual(names.slice(0, 3));
  expect(await client.call('distill', { ...request, targets: [] })).toEqual([]);
});

test('fails what was under way when the worker crashes, and starts it again', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'worker.mjs');
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ id, request }) => {
       if (request.text === 'crash') throw new Error('out of luck');
       parentPort.postMessage({ type: 'answer', id, answer: [] });
     });`,
  );
  const problems: string[] = [];
  const client = open(file, { onCrash: (message) => problems.push(message) });
  await expect(client.call('inspectSkill', { text: 'crash', path: '' })).rejects.toThrow(/stopped unexpectedly \(out of luck\)/);
  expect(problems).toHaveLength(1);
  expect(await client.call('inspectSkill', { text: '', path: '' })).toEqual([]);
});

test('rejects what is under way when it is disposed', async () => {
  const client = open();
  const call = client.call('inspectSkill', { text: '', path: '' });
  await Promise.all([expect(call).rejects.toBeInstanceOf(CallCancelled), client.dispose()]);
  await expect(client.call('inspectSkill', { text: '', path: '' })).rejects.toBeInstanceOf(CallCancelled);
});

test('tells what lines of a session cost, and of a sub-agent as a part of its session', async () => {
  const folder = temporaryFolder({
    's1.jsonl': claudeSession({ turns: 6 }),
    's1/subagents/agent-a.jsonl': claudeSession({ agentId: 'a', prefix: 'a' }),
    'x.jsonl': '{"a":1}\n',
  });
  const ask = async (name: string, from: number, to: number) => {
    const answer = await client.call('lineCosts', { path: path.join(folder, name), from, to, settings });
    return answer.kind === 'session' ? answer : undefined;
  };
  const client = open();
  const all = await ask('s1.jsonl', 1, 1000);
  const some = await ask('s1.jsonl', 3, 5);
  expect(some?.lines).toEqual(all?.lines.filter(({ line }) => line >= 3 && line <= 5));
  expect(some?.lines.length).toBeGreaterThan(0);
  expect(some?.dearest).toEqual(all?.dearest);
  expect(all?.session).toBe(path.join(folder, 's1.jsonl'));
  const agent = await ask('s1/subagents/agent-a.jsonl', 1, 1000);
  expect(agent).toMatchObject({ session: all?.session, total: all?.total });
  expect(agent?.lines.flatMap(({ about }) => about.map(({ agentOf }) => agentOf !== undefined))).not.toContain(false);
  expect(agent?.lines.length).toBeGreaterThan(0);
  expect(await ask('x.jsonl', 1, 9)).toBeUndefined();
});

test('writes its rows before it ends, so that the next one need not read the sessions', async () => {
  const folder = temporaryFolder({ 's.jsonl': claudeSession() });
  const paths = [path.join(folder, 's.jsonl')];
  const options = { data: { version: 'test', storage: path.join(folder, 'storage') } };
  const first = open(WORKER, options);
  const read = await first.call('summarize', { paths, settings });
  await first.settle(10_000);
  await first.dispose();
  expect(await open(WORKER, options).call('recall', { paths, settings })).toEqual(read);
});
