import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { captureCli } from './captureCli.ts';
import type { Captured } from './captureCli.ts';
import { wastefulSession } from './sampleSessions.ts';

const SKILL = '---\nname: x\ndescription: Use it.\n---\n\n# x\n\nThe words of the author.\n';

/** A workspace whose skill has learned from its sessions, as if that had been accepted at this time. */
async function learned(at: string): Promise<string> {
  const folder = temporaryFolder({
    'traces/a.jsonl': wastefulSession('a'),
    'traces/b.jsonl': wastefulSession('b'),
    'skills/x/SKILL.md': SKILL,
  });
  await run(folder, 'distill', '--apply');
  const ledger = path.join(folder, '.clawtrace/ledger.jsonl');
  writeFileSync(ledger, readFileSync(ledger, 'utf8').replaceAll(/"at":"[^"]*"/g, `"at":"${at}"`));
  return folder;
}

function run(folder: string, command: 'distill' | 'effect', ...args: string[]): Promise<Captured> {
  return captureCli([command, path.join(folder, 'traces'), '--skill', path.join(folder, 'skills/x/SKILL.md'), ...args], { cwd: folder });
}

test('tells of each rule what later sessions show, or why nothing can be said', async () => {
  const folder = await learned('2100-01-01T00:00:00.000Z');
  const before = readFileSync(path.join(folder, 'skills/x/SKILL.md'), 'utf8');
  const { code, out } = await run(folder, 'effect');
  expect(code).toBe(0);
  expect(out).toMatch(/^\d+ learned rules? in .*SKILL\.md, \d+ of them in the ledger; 2 sessions read\.\n/);
  expect(out).toMatch(/Effect so far +no later session yet/);
  expect(out).toMatch(/Seen before +2 of 2 sessions/);
  expect(out).toContain('that the rule was the cause is not shown');
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(readFileSync(path.join(folder, 'skills/x/SKILL.md'), 'utf8')).toBe(before);
});

test('prints the same figures with --json, dollars as exact numbers', async () => {
  const folder = await learned('2000-01-01T00:00:00.000Z');
  const { out } = await run(folder, 'effect', '--json');
  const { rules, sessions } = JSON.parse(out) as { sessions: number; rules: { id: string; effect: Record<string, unknown> }[] };
  expect(sessions).toBe(2);
  expect(rules.length).toBeGreaterThan(0);
  for (const { effect } of rules)
    expect(effect).toMatchObject({ verdict: 'no-before', before: { of: 0 }, notLoaded: { of: 2 }, money: null });
});

test('knows nothing of rules that no ledger holds', async () => {
  const folder = await learned('2000-01-01T00:00:00.000Z');
  writeFileSync(path.join(folder, '.clawtrace/ledger.jsonl'), '');
  expect((await run(folder, 'effect')).out).toContain(', 0 of them in the ledger;');
  expect((JSON.parse((await run(folder, 'effect', '--json')).out) as { rules: { effect: unknown }[] }).rules[0]?.effect).toBeNull();
});

test('needs a skill that is there', async () => {
  const folder = await learned('2000-01-01T00:00:00.000Z');
  expect(await captureCli(['effect', path.join(folder, 'traces')], { cwd: folder })).toMatchObject({ code: 2 });
  const missing = await captureCli(['effect', path.join(folder, 'traces'), '--skill', path.join(folder, 'no/SKILL.md')], { cwd: folder });
  expect(missing).toMatchObject({ code: 1 });
  expect(missing.err).toContain('no such file');
});
