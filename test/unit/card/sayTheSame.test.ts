import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sayTheSame } from '../../../src/core/card/sayTheSame.ts';
import { normalizeResult } from '../../../src/core/session/normalizeResult.ts';
import type { ToolResult } from '../../../src/core/session/session.ts';

function resultOf(text: string, chars = text.length, hash?: string): ToolResult {
  return {
    chars,
    images: 0,
    text,
    isError: false,
    source: { source: 0, offset: 0, line: 1, length: 1 },
    ...(hash !== undefined && { hash }),
  };
}

const PIECES = ['\n', '\r\n', '\r', ' ', '\t', 'passed', 'in 12 s', '3ms', '10:20:30', 'pid 4', '12\t', '7\u2192', '\u001b[1m', '<system-reminder>', '</system-reminder>', '\u2028']; // prettier-ignore
const pieces = fc.array(fc.constantFrom(...PIECES, 'x'.repeat(150)), { maxLength: 16 });
const reminder = pieces.map((inside) => `<system-reminder>${inside.join('')}\n</system-reminder>`);

it('says of whole results what their normalized texts say', () => {
  let same = 0;
  fc.assert(
    fc.property(pieces, pieces, pieces, reminder, (begin, one, other, inserted) => {
      const [a, ...others] = [
        [...begin, ...one],
        [...begin, ...other],
        [...begin, inserted, ...one],
      ].map((all) => all.join(''));
      for (const b of others) {
        const expected = normalizeResult(a as string) === normalizeResult(b);
        if (expected) same++;
        expect(sayTheSame(resultOf(a as string), resultOf(b))).toBe(expected);
      }
    }),
    { numRuns: 1_000, seed: 7 },
  );
  expect(same).toBeGreaterThan(300);
});

it('takes results for the same whose times alone differ', () => {
  expect(sayTheSame(resultOf('ok in 12 s\nend\n'), resultOf('ok in 3 s\nend'))).toBe(true);
  expect(sayTheSame(resultOf('ok in 12 s\nend\n'), resultOf('no in 12 s\nend\n'))).toBe(false);
});

it('goes by the hashes of the whole where one was cut', () => {
  const cut = (hash: string): ToolResult => resultOf('begin', 900_000, hash);
  expect(sayTheSame(cut('a'), cut('a'))).toBe(true);
  expect(sayTheSame(cut('a'), cut('b'))).toBe(false);
});
