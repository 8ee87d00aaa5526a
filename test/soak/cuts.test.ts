import { expect, it } from 'vitest';
import { FORMATS } from '../../src/core/readers/formats.ts';
import { cuts } from './readerSuites.ts';
import { SAMPLES } from './samples.ts';
import { tryInput } from './suite.ts';

it('has a file of every format', () => {
  const formats = new Set(SAMPLES.map(({ format }) => format));
  expect(FORMATS.map(({ id }) => id).filter((id) => !formats.has(id))).toEqual([]);
});

it('a file of each format is read, or refused, and never dearer than the whole, wherever it is cut', async () => {
  const findings = [];
  for (let input = 0; input < (cuts.inputs ?? 0); input++) {
    const finding = await tryInput(cuts, input, 1);
    if (finding) findings.push(finding);
  }
  expect(findings).toEqual([]);
});
