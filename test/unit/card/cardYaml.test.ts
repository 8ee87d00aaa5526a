import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeCard } from '../../../src/core/card/cardYaml.ts';
import type { TraceCard } from '../../../src/core/card/traceCard.ts';

const write = (card: object): string => writeCard(card as TraceCard);

/** What YAML reads as a number, a date, a truth or nothing where it stands without quotes, and what only looks so. */
const TREACHEROUS =
  'y n yes No on OFF true False null ~ 1 01 1_000 0x1F 0b1 0o7 1.5 .5 5. . .. ... --- - -- e3 1e3 1e .inf -.inf .nan 12:30 190:20:30 2026-01-01 1-9 2.1.7 +1 = <<'.split(
    ' ',
  );

const anyText = fc.oneof(
  fc.constantFrom(
    ...TREACHEROUS,
    '',
    ' ',
    'a ',
    ' a',
    'a: b',
    'a #b',
    '# a',
    '[a]',
    '{a}',
    'a, b',
    '%a',
    '@a',
    '`a',
    "it's",
    'a "b"',
    'a\nb',
  ),
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789.:-+_eExyn~ /')), maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const leaf = fc.oneof(anyText, fc.integer(), fc.boolean());
const flat = fc.dictionary(
  anyText.filter((key) => !['usd', 'carry', '__proto__'].includes(key) && !key.endsWith('_usd')),
  fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })),
  { maxKeys: 4, noNullPrototype: true },
);

/** Shaped as a card: maps and lists over several lines, and such that stand on one. */
const anyCard = fc.record({
  format: anyText,
  session: fc.record({ task: anyText, models: flat, source: flat }),
  outcome: flat,
  steps: fc.array(flat, { maxLength: 3 }),
  context: fc.record({ peak: fc.nat(), rewrites: fc.array(flat, { maxLength: 2 }) }),
  warnings: fc.array(anyText, { maxLength: 3 }),
  more: fc.record({ failures: flat }),
});

describe('writeCard', () => {
  it('writes what cannot be seen, or steers a terminal, as escapes that read back the same', () => {
    const card = { task: 'rm \u202etxt.exe', models: { 'm\u009b31m': 1 }, note: '\u001b[31m' };
    const yaml = write(card);
    expect(yaml).not.toMatch(/[^\n -~]/);
    expect(parse(yaml)).toEqual(card);
  });

  it.each(['1.2', '1.1'] as const)('writes any text and any key so that YAML %s reads back the same', (version) => {
    fc.assert(
      fc.property(anyCard, (card) => {
        expect(parse(write(card), { version, merge: false })).toEqual(card);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every step on one line, whatever its text', () => {
    fc.assert(
      fc.property(fc.array(flat, { minLength: 1, maxLength: 5 }), (steps) => {
        expect(write({ steps }).trimEnd().split('\n')).toHaveLength(1 + steps.length);
      }),
      { numRuns: 100 },
    );
  });

  it('writes dollars digit by digit, and lists and maps without anything on one line', () => {
    const card = {
      cost: { usd: '0.100000000000000001', split: { prefix: '12345678901234567890.5' } },
      steps: [],
      context: { compactions: [{ step: 1, usd: '0' }] },
      more: { rewrites: { count: 1, usd: '1.50' } },
      warnings: ['a'],
    };
    expect(write(card)).toBe(
      [
        'cost:',
        '  usd: 0.100000000000000001',
        '  split:',
        '    prefix: 12345678901234567890.5',
        'steps: []',
        'context:',
        '  compactions:',
        '    - { step: 1, usd: 0 }',
        'more:',
        '  rewrites: { count: 1, usd: 1.50 }',
        'warnings:',
        '  - a',
        '',
      ].join('\n'),
    );
  });
});
