import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseUsd, toUsd, type Money } from '../../../src/core/session/money.ts';
import type { LlmCall, Session } from '../../../src/core/session/session.ts';
import { callsOf, toolStepsOf } from '../../../src/core/session/walk.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { priceCall } from '../../../src/core/cost/priceCall.ts';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { asNumber, asRecord } from '../../../src/core/readers/json.ts';
import { sharedTraces } from '../sharedTraces.ts';

const NO_HASH = { update: (): void => undefined, digestHex: (): string => '' };
const book = createPriceBook();
const read = new Map<string, Session>();

/** Folder of real files -> the format that each is to be recognised as. */
const FOLDERS: Readonly<Record<string, string>> = {
  codex: 'codex',
  'mini-swe': 'mini-swe-agent',
  trae: 'trae',
  'swe-agent': 'swe-agent',
  openhands: 'openhands',
  gemini: 'gemini-cli',
  'copilot-cli': 'copilot-cli',
  'claude-stream': 'claude-stream',
  otlp: 'otlp',
};

function sessionOf(file: string): Session {
  let session = read.get(file);
  if (!session) {
    const result = readSessionBytes(readFileSync(sharedTraces.folder + file), file, NO_HASH);
    if (!result.session) throw new Error(result.notATrace);
    read.set(file, (session = result.session));
  }
  return session;
}

function filesOf(folder: string): string[] {
  return sharedTraces.skip ? [] : readdirSync(sharedTraces.folder + folder).map((name) => `${folder}/${name}`);
}

function table(name: string): string[][] {
  const text = sharedTraces.skip ? '' : readFileSync(sharedTraces.folder + name, 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
}

interface Totals {
  input: number;
  output: number;
  cacheRead: number;
}

function total(calls: Iterable<LlmCall>): Totals {
  const sum = { input: 0, output: 0, cacheRead: 0 };
  for (const call of calls) {
    if (!call.usage || call.free) continue;
    sum.input += call.usage.input + call.usage.cacheWrite5m + call.usage.cacheWrite1h;
    sum.output += call.usage.output;
    sum.cacheRead += call.usage.cacheRead;
  }
  return sum;
}

function logged(session: Session): Money {
  return [...callsOf(session)].reduce((sum, { loggedUsd }) => sum + (loggedUsd ?? 0n), 0n);
}

describe.skipIf(sharedTraces.skip)(`real files of other formats${sharedTraces.skip ? ` (${sharedTraces.skip})` : ''}`, () => {
  const all = [...Object.keys(FOLDERS), 'vscode-chat'].flatMap(filesOf);

  it.each(all)('%s is recognised, and every dollar of it has one owner', (file) => {
    const session = sessionOf(file);
    const [folder = ''] = file.split('/');
    const chat = file.includes('chatreplay') ? 'vscode-chatreplay' : 'vscode-chat';
    expect(session.format).toBe(FOLDERS[folder] ?? chat);
    const attributed = attributeSession(session, book);
    for (const { owners, total: whole } of [attributed.main, ...attributed.agents.map(({ thread }) => thread)]) {
      expect(owners.reduce((sum, { entry, carry, output, fees }) => sum + entry + carry + output + fees, 0n)).toBe(whole);
    }
    expect(Object.values(attributed.buckets as unknown as Record<string, bigint>).reduce((sum, part) => sum + part, 0n)).toBe(
      attributed.total,
    );
  });

  it('of mini-swe-agent meet the recorded bill to the last digit', () => {
    for (const file of filesOf('mini-swe')) {
      const stats = asRecord(asRecord(asRecord(JSON.parse(readFileSync(sharedTraces.folder + file, 'utf8')))?.['info'])?.['model_stats']);
      const bill = parseUsd((asNumber(stats?.['instance_cost']) ?? 0).toFixed(12));
      const session = sessionOf(file);
      expect([file, attributeSession(session, book).total, logged(session)]).toEqual([file, bill, bill]);
    }
  });

  it('of the Agent SDK meet total_cost_usd of every run that ended', () => {
    for (const file of filesOf('claude-stream')) {
      const lines = readFileSync(sharedTraces.folder + file, 'utf8').split('\n');
      const ends = lines.flatMap((line, i) => (line.startsWith('{"type":"result"') ? [i + 1] : []));
      const bill = ends.reduce((sum, line) => {
        const record = asRecord(JSON.parse(lines[line - 1] ?? ''));
        return sum + parseUsd((asNumber(asRecord(record?.['message'])?.['total_cost_usd']) ?? 0).toFixed(12));
      }, 0n);
      const session = sessionOf(file);
      const covered = [...callsOf(session)].filter(({ source }) => source.line <= (ends.at(-1) ?? 0));
      const cost = covered.reduce(
        (sum, call) => sum + priceCall(call, { book, ...(session.startedAt !== undefined && { fallbackAt: session.startedAt }) }).total,
        0n,
      );
      expect([file, cost]).toEqual([file, bill]);
      // What follows the last end was never billed in the file: its outputs are those of unfinished messages (trap 37).
      const isOpen = [...callsOf(session)].length > covered.length;
      expect([file, session.warnings.some(({ code }) => code === 'output-lower-bound')]).toEqual([file, isOpen]);
    }
  });

  it('of OpenTelemetry meet the costs that any-agent and Langfuse recorded', () => {
    for (const file of filesOf('otlp').filter((name) => /anyagent|langfuse/.test(name))) {
      const session = sessionOf(file);
      expect(logged(session)).toBeGreaterThan(0n);
      expect([file, toUsd(attributeSession(session, book).total)]).toEqual([file, toUsd(logged(session))]);
    }
  });

  it.each([
    ['trae/trae-gpt5-vllm-35fad35a.json', { input: 701_546, cacheRead: 30_625_536, output: 353_430 }],
    ['trae/trae-sonnet45-sglang-df7f61ee.json', { input: 24_338_626, cacheRead: 0, output: 72_855 }],
    ['openhands/multi-swe-example-output.jsonl', { input: 565_158 + 410_169 + 938_015, cacheRead: 0, output: 2_558 + 5_156 + 5_627 }],
    ['swe-agent/pydicom-1458-gpt4.traj', { input: 122_612, cacheRead: 0, output: 1_369 }],
    ['copilot-cli/azure-dev-45f1a36c.jsonl', { input: 0, cacheRead: 0, output: 18_112 }],
  ] as const)('%s has the totals that it states itself', (file, expected) => {
    expect(total(callsOf(sessionOf(file)))).toEqual(expected);
  });

  it('have the calls and tools that the index counts, or a reason', () => {
    const reasons: Record<string, string> = {
      'codex/cpolar-2025-09-16a.jsonl': 'two requests were given up before they were counted',
      'mini-swe/sqlfluff-1733-deepseek-reasoner.traj.json': 'the request that failed at the provider',
      'trae/trae-sonnet45-sglang-df7f61ee.json': 'the request that failed at the provider',
      'gemini/entire-gemini-e18968a9.json': 'two requests that failed at the provider',
      'copilot-cli/azure-dev-45f1a36c.jsonl': 'six answers are parts of one response each',
      'otlp/kagent-helm3-jaeger.json': 'the index counts usage on nested spans',
      'otlp/kagent-tempo-batches.json': 'the index counts usage on nested spans',
      'otlp/gemini-cli-telemetry.log': 'the index counts each response twice, and no tools',
      'otlp/langfuse-claude-agent-2025-12-22.trace.json': 'the index does not read Langfuse’s own usage',
      'otlp/langfuse-koog-2025-08-26.trace.json': 'the index does not read Langfuse’s own usage',
      'otlp/langfuse-pydantic-ai-2025-06-06.trace.json': 'the index counts usage on nested spans',
      'claude-stream/oa-20251222-152021.jsonl': 'calls that the bill adds',
      'claude-stream/oa-20251222-185150.jsonl': 'calls that the bill adds',
      'openhands/multi-swe-example-output.jsonl': 'thinking and finishing are tools that the model called, too',
    };
    const different = table('INDEX.tsv').filter(([, file = '', ...rest]) => {
      if (!all.includes(file)) return false;
      const session = sessionOf(file);
      return [...callsOf(session)].length !== Number(rest[7]) || [...toolStepsOf(session)].length !== Number(rest[8]);
    });
    const names = different.map(([, file]) => file);
    expect(names.sort()).toEqual(Object.keys(reasons).sort());
  });

  it('have their tools paired with the calls that asked for them', () => {
    for (const file of all) {
      const steps = [...toolStepsOf(sessionOf(file))];
      expect([file, steps.filter(({ callIndex }) => callIndex < 0).length]).toEqual([file, 0]);
    }
  });
});
