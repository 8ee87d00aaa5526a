import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { threadsOf } from '../../../src/core/session/walk.ts';
import { readSessionBytes, SessionFileReader } from '../../../src/core/readers/readSession.ts';
import { FORMATS } from '../../../src/core/readers/formats.ts';

const FILES = ['pi', 'openclaw', 'claude-code'];

/** The digest is not what these tests are about, and it would take most of their time. */
const NO_HASH = { update: (): void => undefined, digestHex: (): string => '' };

function bytesOf(format: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/readers/${format}.jsonl`, import.meta.url)));
}

/** What is so in the undamaged file, too. */
const OF_THE_SOURCE = new Set(['compaction-call-not-logged']);

/** Lines of which the session tells something. */
function linesTold(session: Session): Set<number> {
  const lines = new Set<number>();
  for (const { thread } of threadsOf(session)) {
    for (const entry of thread.entries) {
      lines.add(entry.source.line);
      if (entry.kind === 'tool' && entry.result) lines.add(entry.result.source.line);
    }
  }
  return lines;
}

/** What does not hold in a session that must hold in every one, whatever it was read from. Plain tests: it runs for each byte of a file. */
function problemOf(session: Session): string | undefined {
  const bills = new Set<string>();
  for (const { thread } of threadsOf(session)) {
    for (const [index, entry] of thread.entries.entries()) {
      if (entry.index !== index) return `entry ${index} has the index ${entry.index}`;
      if (entry.parent !== undefined && (entry.parent < -1 || entry.parent >= index - 1))
        return `entry ${index} hangs below ${entry.parent}`;
      if (entry.source.source >= session.sources.length) return `entry ${index} has no source`;
      if (entry.kind === 'llm') {
        if (entry.billId === '' || bills.has(entry.billId)) return `the bill "${entry.billId}" stands twice or has no name`;
        bills.add(entry.billId);
        const counts = Object.values(entry.usage ?? {}) as number[];
        if (counts.some((count) => !Number.isInteger(count) || count < 0)) return `entry ${index} has no whole tokens`;
      }
      if (
        entry.kind === 'tool' &&
        (entry.callIndex >= index || (entry.callIndex >= 0 && thread.entries[entry.callIndex]?.kind !== 'llm'))
      ) {
        return `entry ${index} was not called by ${entry.callIndex}`;
      }
    }
  }
  return undefined;
}

describe.each(FILES)('%s', (format) => {
  const bytes = bytesOf(format);
  const whole = readSessionBytes(bytes, 'x.jsonl').session as Session;

  it('is read as what it is, without a warning of damage', () => {
    expect(whole.format).toBe(format);
    expect(whole.warnings.filter(({ code }) => !OF_THE_SOURCE.has(code))).toEqual([]);
    expect(problemOf(whole)).toBeUndefined();
  });

  it('gives the same session however it is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 60 }), fc.boolean(), (sizes, look) => {
        const reader = new SessionFileReader('x.jsonl');
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] as number;
          reader.push(bytes.subarray(at, at + size));
          at += size;
          if (look) reader.snapshot();
        }
        expect(reader.snapshot().session).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('loses no earlier record wherever the file is cut', () => {
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at);
    const told = linesTold(whole);
    const problems: string[] = [];
    for (let length = 0; length <= bytes.length; length++) {
      const { session } = readSessionBytes(bytes.subarray(0, length), 'x.jsonl', NO_HASH);
      const complete = ends.filter((end) => end <= length).length;
      if (!session) {
        if (complete >= 2) problems.push(`${length} bytes: no session`);
        continue;
      }
      const lines = linesTold(session);
      const lost = [...told].filter((line) => line <= complete && !lines.has(line));
      const harmless = session.warnings.every(({ code }) => code === 'cut-line' || code === 'bad-utf8' || OF_THE_SOURCE.has(code));
      const problem = problemOf(session);
      if (lost.length > 0 || !harmless || problem)
        problems.push(`${length} bytes: lost lines ${lost.join()}, ${problem ?? 'a wrong warning'}`);
    }
    expect(problems).toEqual([]);
  });

  it('survives any damage to single bytes and lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 30 }), (damage) => {
        const copy = bytes.slice();
        for (const [at, byte] of damage) copy[at] = byte;
        const { session } = readSessionBytes(copy, 'x.jsonl');
        if (session) expect(problemOf(session)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });
});

describe('anything at all', () => {
  it('nested without end is survived', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const pi = `{"type":"session","id":"s","timestamp":"2026-01-01T00:00:00Z"}\n{"type":"message","timestamp":"2026-01-01T00:00:00Z","message":{"role":"assistant","model":"m","usage":{"input":1,"x":${deep}},"content":[{"type":"toolCall","id":"t","name":"read","arguments":{"a":${deep}}}]}}\n`;
    const claude = `{"type":"assistant","uuid":"u","sessionId":"s","message":{"id":"m","usage":${deep},"content":[{"type":"tool_use","id":"t","name":"Read","input":${deep}},{"type":"odd","x":${deep}}]}}\n{"type":"attachment","uuid":"v","sessionId":"s","attachment":{"x":${deep}}}\n`;
    for (const text of [pi, claude]) {
      const { session } = readSessionBytes(new TextEncoder().encode(text), 'x.jsonl');
      expect(session?.main.entries[1]).toMatchObject({ kind: 'tool', toolCallId: 't' });
    }
  });

  it('in bytes is refused or read, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { session } = readSessionBytes(bytes, 'x.jsonl');
        expect(session).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('in records neither throws nor breaks a session', () => {
    const keys = [
      'type',
      'message',
      'uuid',
      'parentUuid',
      'id',
      'parentId',
      'sessionId',
      'content',
      'usage',
      'data',
      'role',
      'timestamp',
      'isSidechain',
      'agentId',
    ];
    const words = [
      'user',
      'assistant',
      'toolResult',
      'progress',
      'agent_progress',
      'compaction',
      'system',
      'tool_result',
      'text',
      'a',
      'b',
      '2026-01-01T00:00:00Z',
    ];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(...words),
        fc.jsonValue({ maxDepth: 1 }),
        tie('record'),
        fc.array(tie('record'), { maxLength: 3 }),
      ),
      record: fc.dictionary(fc.constantFrom(...keys), tie('any'), { maxKeys: 8 }),
    }));
    fc.assert(
      fc.property(fc.array(value.record, { maxLength: 12 }), (records) => {
        for (const format of FORMATS) {
          expect(format.recognise(records, 'x')).toBeGreaterThanOrEqual(0);
          const reader = format.createReader('x');
          records.forEach((record, i) => reader.record(record, { line: i + 1, offset: i, length: 1 }));
          expect(
            problemOf(reader.session({ path: 'x', format: format.id, bytes: 0, lines: records.length, sha256: '' }, [])),
          ).toBeUndefined();
        }
      }),
      { numRuns: 300 },
    );
  });
});
