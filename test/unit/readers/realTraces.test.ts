import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { callsOf, threadsOf, toolStepsOf } from '../../../src/core/session/walk.ts';
import { assembleSessions } from './assembleSessions.ts';
import { claudeCode } from '../../../src/core/readers/claudeCode.ts';
import { openclaw, pi } from '../../../src/core/readers/openclaw.ts';
import { readSessionBytes, SessionFileReader, type ReadResult } from '../../../src/core/readers/readSession.ts';
import { sharedTraces } from '../sharedTraces.ts';

/** Their sub-agents are known from progress lines alone, which the index does not count. */
const PROGRESS_ONLY = new Set(['51-a2650', '6d-9f76b', '8c-fa910', 'b9-6b93f', 'bc-cb77b', 'ea-59bf8', 'f4-49058']);

function read(file: string): ReadResult {
  const hash = createHash('sha256');
  const hasher = { update: (bytes: Uint8Array) => void hash.update(bytes), digestHex: () => hash.copy().digest('hex') };
  return readSessionBytes(readFileSync(sharedTraces.folder + file), file, hasher);
}

function table(name: string): string[][] {
  return readFileSync(sharedTraces.folder + name, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
}

const rows =
  sharedTraces.skip === undefined ? table('ccusage-20.0.26.tsv').filter(([format]) => format === 'claude' || format === 'openclaw') : [];

describe.skipIf(sharedTraces.skip)(`real sessions${sharedTraces.skip === undefined ? '' : ` (${sharedTraces.skip})`}`, () => {
  const sessions = new Map<string, Session>();

  beforeAll(() => {
    for (const [, file = ''] of rows) {
      const { session, notATrace } = read(file);
      if (!session) throw new Error(notATrace);
      sessions.set(file, session);
    }
  });

  it('have the calls, tools and formats that the index counts', () => {
    const index = new Map(table('INDEX.tsv').map((row) => [row[1] ?? '', row]));
    for (const [file, session] of sessions) {
      const row = index.get(file) ?? [];
      const format = file.includes('/pi-') ? 'pi' : (row[0] ?? '').replace(/^claude$/, 'claude-code');
      expect([file, session.format]).toEqual([file, format]);
      expect([file, session.sources[0]?.bytes, session.sources[0]?.lines]).toEqual([file, Number(row[6]), Number(row[7])]);
      // The index counts answers in the main records; progress lines come on top.
      const own = PROGRESS_ONLY.has(file.replace(/^claude\/entire-|\.jsonl$/g, ''))
        ? session.main.entries.filter(({ kind }) => kind === 'llm').length
        : [...callsOf(session)].length;
      expect([file, own]).toEqual([file, Number(row[9])]);
    }
  });

  it('lose no tool use and invent none', () => {
    for (const [file, session] of sessions) {
      const steps = [...toolStepsOf(session)];
      expect([file, steps.filter(({ callIndex }) => callIndex < 0).length]).toEqual([file, 0]);
      expect(new Set(steps.map(({ toolCallId }) => toolCallId)).size).toBe(steps.length);
    }
    const unpaired = (file: string): number => [...toolStepsOf(sessions.get(file) as Session)].filter(({ result }) => !result).length;
    expect(unpaired('openclaw/pi-large-session.jsonl')).toBe(18);
    expect(unpaired('openclaw/volvox-build-69cf0233.jsonl')).toBe(1);
    expect(unpaired('claude/entire-8c-fa910.jsonl')).toBe(1);
  });

  it('branch only where they were rewound or cleared', () => {
    const branches = [...sessions].flatMap(([file, session]) =>
      [...threadsOf(session)].flatMap(({ thread }) =>
        thread.entries.flatMap(({ index, parent }) => (parent === undefined ? [] : [[file, index, parent]])),
      ),
    );
    expect(branches).toEqual([['claude/entire-ea-59bf8.jsonl', 8, -1]]);
  });

  it('name damaged lines and survive them', () => {
    const damaged = [...sessions].flatMap(([file, { warnings }]) =>
      warnings.flatMap(({ code, at }) => (code === 'bad-line' || code === 'cut-line' || code === 'bad-utf8' ? [[file, at?.line]] : [])),
    );
    expect(damaged).toEqual([
      ['openclaw/kayba-b3db607f-badhead.jsonl', 1],
      ['claude/entire-8c-fa910.jsonl', 115],
      ['claude/entire-8c-fa910.jsonl', 241],
    ]);
  });

  it('find their sub-agents', () => {
    const assembled = assembleSessions([...sessions.values()]);
    const links = assembled.flatMap((session) =>
      [...toolStepsOf(session)].flatMap(({ agent }) =>
        agent?.sessionId === undefined ? [] : [`${session.id.slice(0, 8)} > ${agent.sessionId.replace(/^(.{8})[^/]*/, '$1')}`],
      ),
    );
    expect(links.sort()).toEqual([
      '11383492 > 9d09f98e',
      '89686e6a > d60d6562',
      'b3a7bd3c > b3a7bd3c/agent-a775a67',
      'b3a7bd3c > b3a7bd3c/agent-aa9d784',
      'b3a7bd3c > b3a7bd3c/agent-ac47f8c',
      'b3a7bd3c > b3a7bd3c/agent-ae52dab',
      'f8e2c348 > 2e0d419d',
    ]);
    const threads = [...sessions.values()].map((session) => [...threadsOf(session)].length - 1).reduce((a, b) => a + b, 0);
    expect(threads).toBe(18);
  });
});

describe.skipIf(sharedTraces.skip)('real files of other formats', () => {
  it('are refused by these readers, with a reason', () => {
    const folders = [
      'codex',
      'gemini',
      'copilot-cli',
      'otlp',
      'mini-swe',
      'swe-agent',
      'openhands',
      'trae',
      'vscode-chat',
      'claude-stream',
    ];
    for (const folder of folders) {
      for (const file of readdirSync(sharedTraces.folder + folder)) {
        const reader = new SessionFileReader(`${folder}/${file}`, undefined, [claudeCode, openclaw, pi]);
        reader.push(readFileSync(`${sharedTraces.folder}${folder}/${file}`));
        const { session, notATrace } = reader.snapshot();
        expect([folder, file, session?.format]).toEqual([folder, file, undefined]);
        expect(notATrace).toContain('no agent session');
      }
    }
  });
});
