import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/core/readers/formats.ts';
import { spansCut } from './binarySuites.ts';
import { cuts } from './readerSuites.ts';
import { SAMPLES } from './samples.ts';
import { packedCut } from './storeSuites.ts';
import { tryInput } from './suite.ts';
import type { Finding, Suite } from './suite.ts';

async function tryAll(suite: Suite, from: number, to: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (let input = from; input < to; input++) {
    const finding = await tryInput(suite, input, 1);
    if (finding) findings.push(finding);
  }
  return findings;
}

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
      expect(await tryAll(cuts, first, to)).toEqual([]);
    },
    // Each byte of it takes about a millisecond, on a machine that does nothing else.
    300_000,
  );

  it.each([spansCut, packedCut])('a binary file is read up to the cut, or refused: $name', async (suite) => {
    expect(await tryAll(suite, 0, suite.inputs ?? 0)).toEqual([]);
  });
});
