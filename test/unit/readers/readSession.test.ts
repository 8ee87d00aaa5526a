import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../src/core/readers/formats.ts';
import { readSessionBytes, SessionFileReader, detectFormat } from '../../../src/core/readers/readSession.ts';
import { ccUser, linesOf, piAssistant, piHeader, piMessage, piUser } from './make.ts';

const LABELS = FORMATS.map(({ label }) => label).join(', ');

const encoder = new TextEncoder();

describe('what is no session gets a clear answer', () => {
  it.each([
    ['', 'x.jsonl: empty file'],
    ['hello\nworld\n', `x.jsonl: no agent session: no line of it is JSON (looked for ${LABELS} records in the first 25 JSON lines)`],
    [
      '{"level":"info","msg":"up"}\n[1]\n',
      `x.jsonl: no agent session: looked for ${LABELS} records in the first 25 JSON lines, found objects with level, msg, a list`,
    ],
    [
      '{"type":"event"}\n',
      `x.jsonl: no agent session: looked for ${LABELS} records in the first 25 JSON lines, found records of type "event"`,
    ],
  ])('%j', (content, message) => {
    expect(readSessionBytes(encoder.encode(content), 'x.jsonl')).toMatchObject({ notATrace: message });
  });

  it('tells a file without any record from one of other records', () => {
    expect(readSessionBytes(encoder.encode(''), 'x')).toMatchObject({ damaged: true });
    expect(readSessionBytes(encoder.encode('\u0000\u0001'), 'x')).toMatchObject({ damaged: true });
    expect(readSessionBytes(encoder.encode('{"type":"event"}'), 'x')).toMatchObject({ damaged: false });
  });

  it('a file of other records stays refused however long it is', () => {
    const content = `${'{"type":"event"}\n'.repeat(30)}${new TextDecoder().decode(linesOf([ccUser({ uuid: 'u' }, 'hi')]))}`;
    expect(readSessionBytes(encoder.encode(content), 'x.jsonl').notATrace).toContain('records of type "event"');
  });
});

describe('detection', () => {
  it('goes by content, not by name', () => {
    expect(readSessionBytes(linesOf([ccUser({ uuid: 'u' }, 'hi')]), '/home/me/.openclaw/agents/x.jsonl').session?.format).toBe(
      'claude-code',
    );
    expect(readSessionBytes(linesOf([piHeader(), piMessage('a', null, piUser('hi'))]), 'agent-1.jsonl').session?.format).toBe('pi');
  });

  it('tells OpenClaw from pi by what only OpenClaw writes', () => {
    const openclaw = { type: 'custom', customType: 'model-snapshot', data: {}, id: 'c', parentId: null, timestamp: '2026-01-01T00:00:00Z' };
    expect(detectFormat([piHeader(), openclaw], 'x')?.id).toBe('openclaw');
    expect(detectFormat([piHeader({ cwd: '/home/me/.openclaw/workspace' })], 'x')?.id).toBe('openclaw');
    expect(detectFormat([piHeader({ version: 4 })], 'x')?.id).toBe('openclaw');
    expect(detectFormat([piMessage('a', null, piAssistant({ provider: 'openclaw', model: 'delivery-mirror' }))], 'x')?.id).toBe('openclaw');
    expect(detectFormat([piHeader()], 'x')?.id).toBe('pi');
    expect(detectFormat([piHeader()], '/home/me/.openclaw/agents/a/sessions/x.jsonl')?.id).toBe('openclaw');
  });

  it('waits for records that tell before it decides for good', () => {
    const snapshots = Array.from({ length: 24 }, () => ({ type: 'file-history-snapshot', snapshot: {} }));
    expect(readSessionBytes(linesOf([...snapshots, ccUser({ uuid: 'u' }, 'hi')]), 'x').session?.task).toBe('hi');
  });
});

describe('a live file', () => {
  it('can be looked at after every append', () => {
    const reader = new SessionFileReader('live.jsonl');
    expect(reader.snapshot().notATrace).toBe('live.jsonl: empty file');
    reader.push(linesOf([piHeader()]));
    expect(reader.snapshot().session?.main.entries).toEqual([]);
    const message = linesOf([piMessage('a', null, piUser('Count the shelves'))]);
    reader.push(message.subarray(0, 30));
    const half = reader.snapshot();
    expect(half.session?.warnings.map(({ code }) => code)).toEqual(['cut-line']);
    reader.push(message.subarray(30));
    const whole = reader.snapshot();
    expect(whole.session?.warnings).toEqual([]);
    expect(whole.session?.task).toBe('Count the shelves');
    expect(half.session?.main.entries).toEqual([]);
    expect(whole.session?.sources[0]?.sha256).not.toBe(half.session?.sources[0]?.sha256);
  });

  it('takes the platform’s hasher', () => {
    const seen: number[] = [];
    const hasher = { update: (bytes: Uint8Array) => void seen.push(bytes.length), digestHex: () => 'abc' };
    const bytes = linesOf([piHeader(), piMessage('a', null, piUser('x'))]);
    expect(readSessionBytes(bytes, 'x', hasher).session?.sources).toEqual([
      { path: 'x', format: 'pi', bytes: bytes.length, lines: 2, sha256: 'abc' },
    ]);
    expect(seen).toEqual([bytes.length]);
  });
});
