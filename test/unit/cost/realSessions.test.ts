import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedSession } from '../../../src/core/cost/attributedSession.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { toUsd } from '../../../src/core/session/money.ts';
import { callsOf } from '../../../src/core/session/walk.ts';
import { sharedTraces } from '../sharedTraces.ts';

const book = createPriceBook();
const FORMATS = ['claude', 'openclaw'];

function filesOf(format: string): string[] {
  return readdirSync(`${sharedTraces.folder}${format}`)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => `${format}/${name}`);
}

const read = new Map<string, AttributedSession | undefined>();

function attributed(file: string): AttributedSession | undefined {
  if (!read.has(file)) {
    const { session } = readSessionBytes(readFileSync(`${sharedTraces.folder}${file}`), file);
    read.set(file, session && attributeSession(session, book));
  }
  return read.get(file);
}

const files = sharedTraces.skip ? [] : FORMATS.flatMap(filesOf);

describe.skipIf(sharedTraces.skip)(`real sessions${sharedTraces.skip ? ` (${sharedTraces.skip})` : ''}`, () => {
  it.each(files)('%s: every dollar has one owner', (file) => {
    const session = attributed(file);
    if (!session) return;
    for (const { owners, total } of [session.main, ...session.agents.map(({ thread }) => thread)]) {
      expect(owners.reduce((sum, { entry, carry, output, fees }) => sum + entry + carry + output + fees, 0n)).toBe(total);
    }
    expect(Object.values(session.buckets as unknown as Record<string, bigint>).reduce((sum, part) => sum + part, 0n)).toBe(session.total);
  });

  it('meets what OpenClaw and pi logged for each call of Anthropic and OpenAI within 1 %', () => {
    const off: string[] = [];
    let compared = 0;
    for (const file of files.filter((name) => name.startsWith('openclaw/'))) {
      const session = attributed(file);
      for (const call of session ? callsOf(session.session) : []) {
        const cost = session?.main.calls.get(call.index);
        if (call.loggedUsd === undefined || cost?.basis !== 'computed' || !/^(?:anthropic|openai)/.test(call.provider ?? '')) continue;
        compared++;
        const [ours, theirs] = [toUsd(cost.total), toUsd(call.loggedUsd)];
        if (Math.abs(ours - theirs) > 0.01 * theirs) off.push(`${file}#${call.index}: ${ours} for ${theirs}`);
      }
    }
    expect(off).toEqual([]);
    expect(compared).toBeGreaterThan(1_000);
  });
});
