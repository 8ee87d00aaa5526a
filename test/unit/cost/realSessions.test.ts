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

/** Files whose dollars differ from ccusage's by more than 0.1 %, and the trap that ccusage falls into or we decide otherwise. */
const DIFFERS_FROM_CCUSAGE: Record<string, string> = {
  'claude/entire-51-a2650.jsonl': 'trap 9: sub-agents known only from progress lines',
  'claude/entire-6d-9f76b.jsonl': 'trap 9: sub-agents known only from progress lines',
  'claude/entire-8c-fa910.jsonl': 'trap 9: sub-agents known only from progress lines',
  'claude/entire-b9-6b93f.jsonl': 'trap 9: sub-agents known only from progress lines',
  'claude/entire-bc-cb77b.jsonl': 'trap 9: sub-agents known only from progress lines',
  'claude/entire-ea-59bf8.jsonl': 'trap 9: sub-agents known only from progress lines',
  'claude/entire-f4-49058.jsonl': 'trap 9: sub-agents known only from progress lines',
  'openclaw/volvox-build-856e88e9.jsonl': 'trap 30: zero logged for GLM-5, which has a published price',
  'openclaw/volvox-build-abaf93ed.jsonl': 'trap 30: zero logged for GLM-5, which has a published price',
  'openclaw/volvox-build-c6f3f717.jsonl': 'trap 30: zero logged for GLM-5, which has a published price',
  'openclaw/volvox-f4-child-1833568e.jsonl': 'trap 30: zero logged for GLM-5, which has a published price',
  'openclaw/volvox-f4-parent-44355794.jsonl': 'trap 30: zero logged for GLM-5, which has a published price',
  'openclaw/kayba-b3db607f-badhead.jsonl': 'trap 30: zero logged behind a gateway, list price of the model',
  'openclaw/kayba-f967d602.jsonl': 'trap 30: zero logged behind a gateway, list price of the model',
  'openclaw/volvox-build-d2acd8e2.jsonl': 'trap 21: cached input of Gemini counted twice',
};

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

  it('meets the dollars of ccusage, or a trap says why not', () => {
    const lines = readFileSync(`${sharedTraces.folder}ccusage-20.0.26.tsv`, 'utf8').trim().split('\n').slice(1);
    const differing = lines
      .map((line) => line.split('\t'))
      .filter(([format]) => FORMATS.includes(format ?? ''))
      .filter((cells) => {
        const session = attributed(cells[1] ?? '');
        const [ours, theirs] = [session ? toUsd(session.total) : 0, Math.abs(Number(cells[9]))];
        return Math.abs(ours - theirs) > 0.001 * Math.max(ours, theirs);
      })
      .map((cells) => cells[1]);
    expect(differing.sort()).toEqual(Object.keys(DIFFERS_FROM_CCUSAGE).sort());
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
