import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differAtOnce, firstShownLine, shownLines, type FirstLine } from '../../../src/core/card/shownLines.ts';
import { toolUse } from '../../../src/core/card/toolUse.ts';
import type { ToolStep } from '../../../src/core/session/session.ts';

const source = { source: 0, offset: 0, line: 1, length: 1 };

function readStep(text: string, offset: number | undefined): ToolStep {
  const args = { file_path: '/a.ts', ...(offset !== undefined && { offset }) };
  const result = { chars: text.length, images: 0, text, isError: false, source };
  return { kind: 'tool', index: 0, toolCallId: 't', name: 'Read', args, argsChars: 9, callIndex: -1, source, result };
}

function lookAt(text: string, offset: number | undefined): { first: FirstLine | undefined; lines: ReadonlyMap<number, string> } {
  const step = readStep(text, offset);
  const use = toolUse(step, undefined);
  return { first: firstShownLine(step, use), lines: shownLines(step, use)?.texts ?? new Map<number, string>() };
}

const PIECES = ['\n', '\n', '\r\n', ' ', 'x', 'y', '     1\u2192x', '1\tx', '2\ty', '1. x', '<system-reminder>', '</system-reminder>', '[Showing lines 1-2 of 9]', "Here's the result of running `cat -n` on a:", 'z'.repeat(150)]; // prettier-ignore
const read = fc.tuple(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.constantFrom(undefined, 2),
);

test('two reads whose beginnings differ at once share no line with the same text', () => {
  let differing = 0;
  fc.assert(
    fc.property(read, read, (one, other) => {
      const [a, b] = [lookAt(...one), lookAt(...other)];
      for (const { first, lines } of [a, b]) if (first) expect(first.texts).toContain(lines.get(first.number));
      if (!differAtOnce(a.first, b.first)) return;
      differing++;
      const number = a.first?.number ?? 0;
      expect(a.lines.get(number)).toBeDefined();
      expect(b.lines.get(number)).toBeDefined();
      expect(a.lines.get(number)).not.toBe(b.lines.get(number));
    }),
    { numRuns: 3_000, seed: 3 },
  );
  expect(differing).toBeGreaterThan(50);
});

test('says nothing of reads from other lines, or of a beginning that is not known', () => {
  const first = (text: string, offset?: number): FirstLine | undefined => lookAt(text, offset).first;
  expect(differAtOnce(first('x\nz'), first('y\nz'))).toBe(true);
  expect(differAtOnce(first('1\tx\n2\tz'), first('1\ty\n2\tz'))).toBe(true);
  expect(differAtOnce(first('x\nz', 2), first('y\nz'))).toBe(false);
  expect(differAtOnce(first('4\tx\nz'), first('y\nz'))).toBe(false);
  expect(differAtOnce(first('x'), first('y'))).toBe(false);
});
