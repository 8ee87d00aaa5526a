import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashResult, hashText, normalizeResult } from '../../../src/core/session/normalizeResult.ts';

describe('normalizeResult', () => {
  it.each([
    ['ok in 12ms', 'ok in 3.5 s'],
    ['2026-01-05T10:11:12.345Z up', '2025-12-31 23:59:59 up'],
    ['[10:11:12] build', '[23:59:59.123] build'],
    ['started, pid 4711', 'started, pid 12'],
    ['     1→const a = 1;', '    12→const a = 1;'],
    ['     1\tconst a = 1;', '     2\tconst a = 1;'],
    ['same<system-reminder>one\ntwo</system-reminder>', 'same'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['a  \r\nb\r\n', 'a\nb'],
    ['real 1m2.3s', 'real 4m0s'],
  ])('%j and %j told the same', (one, other) => {
    expect(normalizeResult(one)).toBe(normalizeResult(other));
    expect(hashResult(one)).toBe(hashResult(other));
  });

  it.each([
    ['3 tests failed', '4 tests failed'],
    ['version 1.2.3', 'version 1.2.4'],
    ['const a = 1;', 'const a = 2;'],
  ])('%j and %j did not', (one, other) => {
    expect(hashResult(one)).not.toBe(hashResult(other));
  });

  it('stays fast on text made to slow it down', () => {
    const hostile = [
      `${' '.repeat(300_000)}x`,
      '<system-reminder>'.repeat(20_000),
      '1'.repeat(300_000),
      '1m'.repeat(100_000),
      '12:'.repeat(100_000),
    ];
    const start = performance.now();
    for (const text of hostile) hashResult(text);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('hashText', () => {
  it('is stable: stored hashes stay comparable', () => {
    expect(hashText('')).toMatch(/^[0-9a-f]{16}$/);
    expect([hashText(''), hashText('a'), hashText('clawtrace')]).toMatchInlineSnapshot(`
      [
        "74141c2001fce552",
        "90d827400d68bb84",
        "233e4d438f7af879",
      ]
    `);
  });

  it('does not collide on a hundred thousand similar texts', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100_000; i++) seen.add(hashText(`line ${i} of the file`));
    expect(seen.size).toBe(100_000);
  });
});

/** What normalizeResult does, by patterns alone and whatever that takes. */
function normalizePlainly(text: string): string {
  return text
    .replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/^ {0,8}\d{1,7}(?:\u2192|\t)/gm, '')
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?/g, '<time>')
    .replace(/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>')
    .replace(/\b(?:\d+h ?)?\d+m ?\d+(?:\.\d+)?s\b/g, '<duration>')
    .replace(/\b\d+(?:\.\d+)? ?(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|ns|µs|us)\b/g, '<duration>')
    .replace(/\b(pid|process id|process)([ :=#]{1,3})\d+\b/gi, '$1$2<pid>')
    .replace(/(?<![ \t])[ \t]+$/gm, '')
    .trim();
}

it('passes over no text that a pattern would change', () => {
  // prettier-ignore
  const piece = fc.constantFrom('1', '22', '10:11:12', '2026-01-02T10:11:12.5Z', '2026-01-02 10:11', ' ', '\t', '\n', '\r\n', '\r', '\u001b[31m', 'pid',
    'PID ', 'process ', 'process id: ', ':', '=', '#', 'ms', 's', 'm', 'h', '3 ', 'secs', 'µs', 'ns', '→', '   7→', '12\t', 'a', 'é', '\u2028', '\u00a0', ' minutes', '.5');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      expect(normalizeResult(pieces.join(''))).toBe(normalizePlainly(pieces.join('')));
    }),
    { numRuns: 5_000, seed: 1 },
  );
});

it('cuts the blank that is left where a colour or a line number was taken out', () => {
  expect(normalizeResult('a \u001b[0m\nb')).toBe('a\nb');
  expect(normalizeResult('a \r\nb')).toBe('a\nb');
  expect(normalizeResult('x\n  12\t\ny')).toBe('x\n\ny');
});
