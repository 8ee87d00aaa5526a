import { expect, test } from 'vitest';
import { writeJson } from '../../../src/cli/writeJson.ts';

test('writes what cannot be seen, or steers a terminal, as escapes that read back the same', () => {
  const value = { 'm\u009b31m': 'rm \u202etxt.exe', plain: 'naïve' };
  const json = writeJson(value);
  expect(json).not.toMatch(/[\u0080-\u009f\u202e]/);
  expect(json).toContain('naïve');
  expect(JSON.parse(json)).toEqual(value);
});
