import { expect, test } from 'vitest';
import { WorkerClient } from '../../../src/platform/workerClient.ts';
import { fixtureBytes } from '../readers/fixture.ts';
import { MadeStore } from '../platform/makeStore.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { captureCli } from './captureCli.ts';

const LINES = Buffer.from(fixtureBytes('openclaw.jsonl')).toString('utf8');

test('takes a database for all its sessions, and an address for one', async () => {
  const store = new MadeStore(temporaryFolder());
  try {
    store.addSession('a', LINES);
    store.addSession('b', LINES);
    const paths = ({ out }: { out: string }): string[] =>
      (JSON.parse(out) as { sessions: { path: string }[] }).sessions.map(({ path }) => path);
    expect(paths(await captureCli(['cost', store.path, '--json']))).toEqual([`${store.path}#a`, `${store.path}#b`]);
    expect(paths(await captureCli(['cost', `${store.path}#b`, '--json']))).toEqual([`${store.path}#b`]);
    const card = await captureCli(['card', `${store.path}#b`]);
    expect(card).toMatchObject({ code: 0, err: '' });
    expect(card.out).toContain(`openclaw-agent.sqlite#b", format: openclaw`);
    expect(await captureCli(['cost', `${store.path}#c`])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such session') as string,
    });
  } finally {
    store.close();
  }
});

test('the worker reads a session anew when it has grown, and gives its records as text', async () => {
  const store = new MadeStore(temporaryFolder());
  const client = new WorkerClient(new URL('../../../src/worker/main.ts', import.meta.url).pathname);
  try {
    const [head = '', ...rest] = LINES.trimEnd().split('\n');
    const path = `${store.path}#a`;
    store.addSession('a', head);
    const calls = async (): Promise<number> => {
      const [result] = await client.call('summarize', { paths: [path], settings: { prices: [] } });
      return result?.kind === 'session' ? result.summary.llmCalls : -1;
    };
    expect(await calls()).toBe(0);
    for (const line of rest) store.addRecord('a', line);
    expect(await calls()).toBeGreaterThan(0);
    expect((await client.call('records', { path })).text).toBe(LINES);
  } finally {
    await client.dispose();
    store.close();
  }
});
