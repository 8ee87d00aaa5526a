import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sayTheSame } from '../../../src/core/card/sayTheSame.ts';
import { normalizeResult } from '../../../src/core/session/normalizeResult.ts';
import type { ToolResult } from '../../../src/core/session/session.ts';

function resultOf(text: string, chars = text.length, hash?: string): ToolResult {
  return { chars, images: 0, text, isError: false, source: { source: 0, offset: 0, line: 1, length: 1 }, ...(hash !== undefined && { hash }) };
}

const PIECES = ['\n', '\r\n', '\r', ' ', '\t', 'passed', 'in 12 s', '3ms', '10:20:30', 'pid 4', '12\t', '7\u2192', '\u001b[1m', '<system-reminder>', '</system-reminder>', '\u2028']; // prettier-ignore
const text = fc.array(fc.constantFrom(...PIECES, 'x'.repeat(150)), { maxLength: 24 }).map((pieces) => pieces.join(''));

it('says of whole results what their normalized texts say', () => {
  fc.assert(
    fc.property(text, text, text, (begin, one, other) => {
      for (const [a, b] of [
        [begin + one, begin + other],
        [one, other],
      ] as const)
        // prettier-ignore
        expect(sayTheSame(resultOf(a), resultOf(b))).toBe(normalizeResult(a) === normalizeResult(b));
    }),
    { numRuns: 2_000, seed: 7 },
  );
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
