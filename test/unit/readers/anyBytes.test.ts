import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { FORMATS } from '../../../src/core/readers/formats.ts';
import { checkSession } from '../../soak/problemOf.ts';

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
          const reader = format.createReader('x', 'whole');
          records.forEach((record, i) => reader.record(record, { line: i + 1, offset: i, length: 1 }));
          const source = { path: 'x', format: format.id, bytes: records.length + 1, lines: records.length, sha256: '' };
          expect(checkSession(reader.session(source, [])).problem).toBeUndefined();
        }
      }),
      { numRuns: 300 },
    );
  });
});
