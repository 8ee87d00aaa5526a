import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/core/readers/formats.ts';
import { cuts } from './readerSuites.ts';
import { SAMPLES } from './samples.ts';
import { tryInput } from './suite.ts';

it('has a file of every format', () => {
  const formats = new Set(SAMPLES.map(({ format }) => format));
  expect(FORMATS.map(({ id }) => id).filter((id) => !formats.has(id))).toEqual([]);
});

describe('wherever it is cut', () => {
  let from = 0;
  const ranges = SAMPLES.map(({ file, bytes }) => ({ file, from, to: (from += bytes.length) }));

  it.each(ranges)(
    '$file is read, or refused, and never dearer than the whole',
    async ({ from: first, to }) => {
      const findings = [];
      for (let input = first; input < to; input++) {
        const finding = await tryInput(cuts, input, 1);
        if (finding) findings.push(finding);
      }
      expect(findings).toEqual([]);
    },
    // Each byte of it takes about a millisecond, on a machine that does nothing else.
    300_000,
  );
});
