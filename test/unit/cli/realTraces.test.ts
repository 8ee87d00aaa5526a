import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formatUsdExact, parseUsd } from '../../../src/core/session/money.ts';
import { captureCli } from './captureCli.ts';

/** Real sessions, which are other people's text and therefore not part of this repository. */
const TRACES = path.join(import.meta.dirname, '../../../../shared/traces');
const FOLDERS = ['claude', 'openclaw'].map((name) => path.join(TRACES, name));
const title = existsSync(TRACES) ? '' : ' (skipped: ../shared/traces is not there)';

test.skipIf(!existsSync(TRACES))(`splits the whole bill of every real session to the last digit${title}`, async () => {
  const { code, out } = await captureCli(['cost', '--json', ...FOLDERS]);
  expect(code).toBe(0);
  // Numbers as the text they have in the document: doubles would hide a difference.
  const document = JSON.parse(out.replaceAll(/(: )(-?\d[\d.]*)(?=,?\n)/g, '$1"$2"')) as {
    sessions: { path: string; usd: string; attributed: Record<string, string> }[];
    total: { usd: string };
  };
  expect(document.sessions.length).toBeGreaterThan(40);
  expect(document.sessions.map((session) => session.path)).toEqual(document.sessions.map((session) => session.path).sort());
  const split = document.sessions.map(({ attributed }) =>
    formatUsdExact(Object.values(attributed).reduce((sum, part) => sum + parseUsd(part), 0n)),
  );
  expect(split).toEqual(document.sessions.map(({ usd }) => usd));
  const sum = document.sessions.reduce((all, { usd }) => all + parseUsd(usd), 0n);
  expect(parseUsd(document.total.usd) <= sum).toBe(true);
});
