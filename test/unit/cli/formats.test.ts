import { expect, test } from 'vitest';
import { commonFolder } from '../../../src/cli/commonFolder.ts';
import { formatCount } from '../../../src/cli/formatCount.ts';
import { formatTable, shortenMiddle } from '../../../src/cli/formatTable.ts';
import { wrapText } from '../../../src/cli/wrapText.ts';
import { ExactNumber, writeJson } from '../../../src/cli/writeJson.ts';

test('writes numbers digit by digit and leaves out what is undefined', () => {
  const text = writeJson({ a: new ExactNumber('0.123456789012345'), b: [1, null, 'x"y'], c: undefined, d: {}, e: [] });
  expect(text).toBe('{\n  "a": 0.123456789012345,\n  "b": [\n    1,\n    null,\n    "x\\"y"\n  ],\n  "d": {},\n  "e": []\n}\n');
});

test.each(['', '1,5', '.5', '01', 'NaN', '1e3'])('does not take %j for an exact number', (text) => {
  expect(() => new ExactNumber(text)).toThrow(RangeError);
});

test('aligns columns and shortens the one that may give way', () => {
  const columns = [{ title: 'NAME', align: 'left', least: 8 } as const, { title: 'USD', align: 'right' } as const];
  expect(
    formatTable(
      columns,
      [
        ['a-very-long-name.jsonl', '$1'],
        ['b', '$10.25'],
      ],
      20,
    ),
  ).toEqual(['NAME             USD', 'a-v…me.jsonl      $1', 'b             $10.25']);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdefgh', 4, 'a…gh'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
])('shortens %j to %d characters', (text, width, result) => {
  expect(shortenMiddle(text, width)).toBe(result);
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1.00k'],
  [12_345, '12.3k'],
  [999_499, '999k'],
  [999_500, '1.00M'],
  [345_000_000, '345M'],
])('writes %d as %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test('wraps text under its label', () => {
  expect(wrapText('one two three four', 12, 'Why ')).toEqual(['Why one two', '    three', '    four']);
  expect(wrapText('', 10, 'Why ')).toEqual(['Why']);
});

test('finds the folder that all paths share', () => {
  expect(commonFolder(['../t/a/x.jsonl', '../t/ab/y.jsonl'])).toBe('../t/');
  expect(commonFolder(['/x/a.jsonl'])).toBe('');
  expect(commonFolder(['a.jsonl', 'b.jsonl'])).toBe('');
});
