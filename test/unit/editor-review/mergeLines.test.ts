import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeLines } from '../../../src/editor/review/mergeLines.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', '', 'd'), { maxLength: 8 }).map((lines) => lines.join('\n'));

describe('mergeLines', () => {
  it('joins changes in different places', () => {
    expect(mergeLines('1\n2\n3\n4\n', '1\nmine\n2\n3\n4\n', '1\n2\n3\n')).toBe('1\nmine\n2\n3\n');
  });

  it('keeps both where both rewrote one line', () => {
    expect(mergeLines('1\n2\n3', '1\nmine\n3', '1\ntheirs\n3')).toBe('1\ntheirs\nmine\n3');
  });

  it('takes a change that both made once', () => {
    expect(mergeLines('1\n3', '1\n2\n3', '1\n2\n3')).toBe('1\n2\n3');
  });

  it('takes the line ends of theirs', () => {
    expect(mergeLines('1\n2\n', '1\nmine\n2\n', '1\r\n2\r\n')).toBe('1\r\nmine\r\n2\r\n');
  });

  it('is the other side when one side did nothing', () => {
    fc.assert(
      fc.property(text, text, (ancestor, side) => {
        expect(mergeLines(ancestor, ancestor, side)).toBe(side);
        expect(mergeLines(ancestor, side, ancestor)).toBe(side);
      }),
    );
  });

  it('loses no line that either side put in', () => {
    fc.assert(
      fc.property(text, text, text, (ancestor, mine, theirs) => {
        const merged = mergeLines(ancestor, mine.replaceAll('a', 'M'), theirs.replaceAll('a', 'T')).split('\n');
        for (const [side, mark] of [
          [mine, 'M'],
          [theirs, 'T'],
        ] as const) {
          const wanted = side.split('\n').filter((line) => line === 'a').length;
          expect(merged.filter((line) => line === mark).length).toBeGreaterThanOrEqual(wanted);
        }
      }),
    );
  });
});
