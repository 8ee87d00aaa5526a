import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { threadsOf } from '../../../src/core/session/walk.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { FORMATS } from '../../../src/core/readers/formats.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { fixture, fixtureBytes } from './fixture.ts';

const FILES: readonly [file: string, format: string][] = [
  ['codex.jsonl', 'codex'],
  ['mini-swe-agent.json', 'mini-swe-agent'],
  ['trae.json', 'trae'],
  ['swe-agent.traj', 'swe-agent'],
  ['openhands.jsonl', 'openhands'],
  ['atif.json', 'atif'],
  ['gemini-cli.json', 'gemini-cli'],
  ['gemini-cli.jsonl', 'gemini-cli'],
  ['copilot-cli.jsonl', 'copilot-cli'],
  ['vscode-chat.json', 'vscode-chat'],
  ['vscode-chatreplay.json', 'vscode-chatreplay'],
  ['claude-stream.jsonl', 'claude-stream'],
  ['otlp.json', 'otlp'],
  ['hook-events.jsonl', 'hook-events'],
];

const NO_HASH = { update: (): void => undefined, digestHex: (): string => '' };
const book = createPriceBook();

function checkShape(session: Session): void {
  const bills = new Set<string>();
  for (const { thread } of threadsOf(session)) {
    thread.entries.forEach((entry, index) => {
      expect(entry.index).toBe(index);
      if (entry.parent !== undefined) expect(entry.parent >= -1 && entry.parent < index - 1).toBe(true);
      expect([entry.source.source, entry.source.line > 0]).toEqual([0, true]);
      if (entry.kind === 'llm') {
        expect(entry.billId).not.toBe('');
        expect(bills.has(entry.billId), `bill ${entry.billId} twice`).toBe(false);
        bills.add(entry.billId);
        for (const count of Object.values(entry.usage ?? {}) as number[]) expect(Number.isInteger(count) && count >= 0).toBe(true);
      }
      if (entry.kind === 'tool') {
        expect(entry.callIndex).toBeLessThan(index);
        if (entry.callIndex >= 0) expect(thread.entries[entry.callIndex]?.kind).toBe('llm');
      }
    });
  }
}

/** Every dollar has one owner, in every thread and in the session. */
function checkConservation(session: Session): void {
  const attributed = attributeSession(session, book);
  for (const { owners, total } of [attributed.main, ...attributed.agents.map(({ thread }) => thread)]) {
    expect(owners.reduce((sum, { entry, carry, output, fees }) => sum + entry + carry + output + fees, 0n)).toBe(total);
  }
  const buckets = Object.values(attributed.buckets as unknown as Record<string, bigint>);
  expect(buckets.reduce((sum, part) => sum + part, 0n)).toBe(attributed.total);
}

describe.each(FILES)('%s', (file, format) => {
  const bytes = fixtureBytes(file);
  const whole = fixture(file);

  it('is recognised by what is in it, whatever it is called', () => {
    expect(whole.format).toBe(format);
    expect(readSessionBytes(bytes, 'x.json', NO_HASH).session?.format).toBe(format);
    expect(whole.main.entries.length).toBeGreaterThan(2);
    checkShape(whole);
  });

  it('has one owner for every dollar', () => checkConservation(whole));

  it('points at the records it was read from', () => {
    const lines = new TextDecoder().decode(bytes).split('\n').length;
    for (const { thread } of threadsOf(whole)) {
      for (const { source } of thread.entries) {
        expect(source.line).toBeLessThanOrEqual(lines);
        expect(source.offset + source.length).toBeLessThanOrEqual(bytes.length);
        expect(String.fromCharCode(bytes[source.offset] ?? 0)).toMatch(/[{["]/);
      }
    }
  });

  it('is the same on one line', () => {
    if (file.endsWith('l')) return;
    const flat = new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes))));
    const { session } = readSessionBytes(flat, file, NO_HASH);
    expect(session?.main.entries.map(({ kind }) => kind)).toEqual(whole.main.entries.map(({ kind }) => kind));
  });
});

it('no fixture is claimed by two formats as surely', () => {
  for (const [file, id] of FILES) {
    const text = new TextDecoder().decode(fixtureBytes(file));
    const records = (file.endsWith('l') ? text.trimEnd().split('\n') : [text]).slice(0, 25).map((line) => JSON.parse(line) as unknown);
    const scores = FORMATS.map((format) => [format.id, format.recognise(records, 'x')] as const).filter(([, score]) => score > 0.3);
    const best = Math.max(...scores.map(([, score]) => score));
    expect([file, scores.filter(([, score]) => score === best).map(([name]) => name)]).toEqual([file, [id]]);
  }
});
