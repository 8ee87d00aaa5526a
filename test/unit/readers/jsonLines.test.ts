import { describe, expect, it } from 'vitest';
import { JsonLines } from '../../../src/core/readers/jsonLines.ts';
import type { RecordPlace } from '../../../src/core/readers/reader.ts';

const encoder = new TextEncoder();

function open(limit?: number): { lines: JsonLines; got: { value: unknown; place: RecordPlace }[] } {
  const got: { value: unknown; place: RecordPlace }[] = [];
  return { lines: new JsonLines((value, place) => got.push({ value, place }), limit), got };
}

describe('JsonLines', () => {
  it('gives each value with its line, byte offset and byte length', () => {
    const { lines, got } = open();
    lines.push(encoder.encode('{"a":"é"}\n\n  \r\n[1,2]\r\n'));
    expect(got).toEqual([
      { value: { a: 'é' }, place: { line: 1, offset: 0, length: 10 } },
      { value: [1, 2], place: { line: 4, offset: 16, length: 5 } },
    ]);
    expect(lines.settle()).toEqual([]);
    expect(lines.bytes).toBe(23);
    expect(lines.lines).toBe(4);
  });

  it('survives cuts inside a character and reuse of the chunk by the caller', () => {
    const bytes = encoder.encode('{"a":"日本"}\n{"b":"🙂"}\n');
    const { lines, got } = open();
    const chunk = new Uint8Array(1);
    for (const byte of bytes) {
      chunk[0] = byte;
      lines.push(chunk);
    }
    expect(got.map(({ value }) => value)).toEqual([{ a: '日本' }, { b: '🙂' }]);
  });

  it('warns about a damaged line with its number and its beginning, control characters taken out', () => {
    const { lines, got } = open();
    lines.push(encoder.encode(`{"a":1}\n\u001b[31mnot json ${'x'.repeat(200)}\n{"b":2}\n`));
    expect(got).toHaveLength(2);
    const [warning] = lines.settle();
    expect(warning).toMatchObject({ code: 'bad-line', at: { line: 2, offset: 8 } });
    expect(warning?.message).toMatch(/^line 2 is not JSON: {2}\[31mnot json x+$/);
    expect(warning?.message.length).toBeLessThan(110);
  });

  it('warns about a cut last line until its rest arrives', () => {
    const { lines, got } = open();
    lines.push(encoder.encode('{"a":1}\n{"b":'));
    expect(lines.settle().map(({ code }) => code)).toEqual(['cut-line']);
    lines.push(encoder.encode('2}'));
    expect(lines.settle()).toEqual([]);
    expect(got.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 2 }]);
    lines.push(encoder.encode('\n{"c":3}\n'));
    expect(lines.settle()).toEqual([]);
    expect(got.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
  });

  it('does not take a number at the end for a whole record: more digits may follow', () => {
    const { lines, got } = open();
    lines.push(encoder.encode('12'));
    expect(lines.settle().map(({ code }) => code)).toEqual(['cut-line']);
    lines.push(encoder.encode('3\n'));
    expect(got.map(({ value }) => value)).toEqual([123]);
  });

  it('reads a line with invalid UTF-8 and says so', () => {
    const { lines, got } = open();
    lines.push(new Uint8Array([...encoder.encode('{"a":"x'), 0xff, ...encoder.encode('y"}\n')]));
    expect(got.map(({ value }) => value)).toEqual([{ a: 'x\ufffdy' }]);
    expect(lines.settle().map(({ code }) => code)).toEqual(['bad-utf8']);
  });

  it('reads a line of 2 MB and one that begins with a byte order mark', () => {
    const { lines, got } = open();
    lines.push(new Uint8Array([0xef, 0xbb, 0xbf]));
    lines.push(encoder.encode(`${JSON.stringify({ big: 'y'.repeat(2_000_000) })}\n`));
    expect((got[0]?.value as { big: string }).big).toHaveLength(2_000_000);
  });

  it('skips a line over the limit and goes on after it', () => {
    const { lines, got } = open(20);
    lines.push(encoder.encode(`{"a":1}\n{"b":"${'z'.repeat(30)}`));
    expect(lines.settle().map(({ code }) => code)).toEqual(['line-too-long']);
    lines.push(encoder.encode(`"}\n{"c":3}\n`));
    expect(lines.settle()).toMatchObject([{ code: 'line-too-long', at: { line: 2 } }]);
    expect(got.map(({ value }) => value)).toEqual([{ a: 1 }, { c: 3 }]);
  });

  it('counts damaged lines after the first hundred instead of listing them', () => {
    const { lines } = open();
    lines.push(encoder.encode('nope\n'.repeat(250)));
    const warnings = lines.settle();
    expect(warnings).toHaveLength(101);
    expect(warnings.at(-1)).toEqual({ code: 'more-bad-lines', message: '150 more damaged lines' });
  });
});
