import { expect, it } from 'vitest';
import { fuzzMadeSkills } from '../../bench/distill/skillFiles.ts';

it('edits skills of any shape without touching another byte, and takes every edit back', () => {
  expect(fuzzMadeSkills(600, 13)).toEqual({ edits: 600, files: 0, faults: {} });
});
