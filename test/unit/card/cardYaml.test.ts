import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { writeCard } from '../../../src/core/card/cardYaml.ts';
import type { TraceCard } from '../../../src/core/card/traceCard.ts';

test('writes what cannot be seen, or steers a terminal, as escapes that read back the same', () => {
  const card = { task: 'rm \u202etxt.exe', models: { 'm\u009b31m': 1 }, note: '\u001b[31m' };
  const yaml = writeCard(card as unknown as TraceCard);
  expect(yaml).not.toMatch(/[^\n -~]/);
  expect(parse(yaml)).toEqual(card);
});
