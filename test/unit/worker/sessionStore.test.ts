import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { SessionSummary } from '../../../src/protocol/sessionSummary.ts';
import { SessionStore } from '../../../src/worker/sessionStore.ts';
import type { SessionRow } from '../../../src/worker/sessionStore.ts';
import { wastefulSession } from '../cli/sampleSessions.ts';
import { temporaryFolder } from '../platform/temporaryFolder.ts';

const settings = { prices: [] };
const { signal } = new AbortController();

/** A store for which every search is a long one. */
const store = (): SessionStore => new SessionStore(-1);

function summaryOf(row: SessionRow): SessionSummary {
  if (row.kind !== 'session') throw new Error(row.reason);
  return row.linkable.summary;
}

function without({ searchedInMs: _, ...summary }: SessionSummary): Omit<SessionSummary, 'searchedInMs'> {
  return summary;
}

test('a large session that runs has its new bill at once, and its waste when it is asked for again', async () => {
  const text = wastefulSession('s');
  const lines = text.trimEnd().split('\n');
  const file = path.join(temporaryFolder({ 's.jsonl': `${lines.slice(0, -4).join('\n')}\n` }), 's.jsonl');
  const slow = store();
  const first = summaryOf(await slow.rowOf(file, settings, signal));
  expect(first.searchedInMs).toBeUndefined();
  appendFileSync(file, `${lines.slice(-4).join('\n')}\n`);
  const atOnce = summaryOf(await slow.rowOf(file, settings, signal));
  const whole = summaryOf(await new SessionStore().rowOf(file, settings, signal));
  expect(whole.usd).not.toBe(first.usd);
  expect(whole.redundant).not.toBe(first.redundant);
  expect(atOnce.searchedInMs).toBeGreaterThan(0);
  expect(without(atOnce)).toEqual({ ...whole, redundant: first.redundant, avoidableUsd: first.avoidableUsd });
  let later = atOnce;
  while (later.searchedInMs !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    later = summaryOf(await slow.rowOf(file, settings, signal));
  }
  expect(later).toEqual(whole);
});

test('what is opened is searched whatever it takes', async () => {
  const file = path.join(temporaryFolder({ 's.jsonl': wastefulSession('s') }), 's.jsonl');
  const slow = store();
  await slow.rowOf(file, settings, signal);
  appendFileSync(file, wastefulSession('s').replaceAll('"uuid":"', '"uuid":"again-'));
  const opened = await slow.get(file, settings, signal);
  expect(opened.kind).toBe('session');
  const row = summaryOf(await slow.rowOf(file, settings, signal));
  expect(row.searchedInMs).toBeUndefined();
});
