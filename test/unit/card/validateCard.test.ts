import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCard } from '../../../src/core/card/cardYaml.ts';
import { compileCard } from '../../../src/core/card/compileCard.ts';
import { inspectCard } from '../../../src/core/card/inspectCard.ts';
import { validateCard } from '../../../src/core/card/validateCard.ts';
import { analyze, bash, numbered, read } from './makeSession.ts';

const FILE = '/home/someone/shop/src/basket.ts';
const TEXT = writeCard(
  compileCard(
    analyze([
      { say: 'go' },
      read(FILE, numbered(1, 80)),
      read(FILE, numbered(1, 80)),
      bash('npm test', 'Exit code 1\nFAIL', { isError: true, exitCode: 1 }),
    ]),
  ),
);
const LINES = TEXT.split('\n');
const lineOf = (part: string): number => LINES.findIndex((line) => line.includes(part)) + 1;

function broken(from: string | RegExp, to: string): string[] {
  const text = TEXT.replace(from, to);
  expect(text).not.toBe(TEXT);
  return validateCard(text).map((p) => `${p.start.line}:${p.start.column}-${p.end.column} ${p.code}`);
}

describe('validateCard', () => {
  it('has nothing against a compiled card', () => {
    expect(validateCard(TEXT)).toEqual([]);
  });

  it('names what the schema forbids, with the exact range', () => {
    expect(broken('version: 1', 'version: 7')).toEqual(['2:10-11 schema-const']);
    expect(broken('bound: exact', 'bound: maybe')).toEqual([`${lineOf('bound: exact')}:10-15 schema-enum`]);
    expect(broken('  bound: exact', '  bounds: exact')).toEqual([
      `${lineOf('  usd:')}:3-1 schema-required`,
      `${lineOf('bound: exact')}:3-9 schema-additionalproperties`,
    ]);
    expect(broken(/reasoning: 0/, 'reasoning: none')).toContainEqual(expect.stringContaining('schema-type'));
  });

  it('names broken YAML with its place, and still reads the rest', () => {
    expect(
      validateCard(TEXT.replace('format: clawtrace/tracecard', 'format: "clawtrace/tracecard')).some((p) => p.code.startsWith('yaml-')),
    ).toBe(true);
    const twice = TEXT.replace('version: 1', 'version: 1\nversion: 1');
    expect(validateCard(twice).map((p) => p.code)).toContain('yaml-duplicate-key');
    expect(inspectCard(TEXT.replace('outcome: {', 'outcome: [')).problems.length).toBeGreaterThan(0);
  });

  it('names sums that do not add up', () => {
    const usdLine = lineOf('  usd:');
    expect(
      broken(/step: 0, (.*) usd: [\d.]+/, 'step: 0, $1 usd: 0.000001').some(
        (p) => p.startsWith(`${usdLine}:`) && p.endsWith('rows-do-not-add-up'),
      ),
    ).toBe(true);
    expect(broken(/prefix: [\d.]+/, 'prefix: 0.1')).toEqual([expect.stringMatching(/split-does-not-add-up$/)]);
    expect(broken(/\n {2}avoidable_usd: [\d.]+/, '\n  avoidable_usd: 0')).toEqual([expect.stringMatching(/avoidable-does-not-add-up$/)]);
    expect(broken(/rewrite_usd: [\d.]+/, 'rewrite_usd: 999')).toEqual([expect.stringMatching(/share-above-total$/)]);
  });

  it('names references to what is not there', () => {
    expect(broken('steps: [ 2, 4 ]', 'steps: [ 2, 44 ]')).toEqual([expect.stringMatching(/unknown-step$/)]);
    expect(broken('flags: [ r1 ]', 'flags: [ r9 ]')).toEqual([expect.stringMatching(/unknown-cluster$/)]);
    expect(broken(/failures:\n {2}- \{ step: 6/, 'failures:\n  - { step: 66')).toEqual([expect.stringMatching(/unknown-step$/)]);
  });

  it('names rows out of order and rows listed twice', () => {
    expect(broken('{ step: 3,', '{ step: 2,')).toContainEqual(expect.stringMatching(/duplicate-step$/));
    expect(broken('{ step: 3,', '{ step: 1-3,')).toContainEqual(expect.stringMatching(/wrong-order$/));
  });

  it.each([
    '',
    '[]',
    'hello',
    'a: *b',
    '&a [*a]',
    '- 1',
    '{',
    '\u0000',
    'a: &x [1]\nb: *x',
    '? [a]\n: b',
    '__proto__: { usd: 1 }',
    'steps: [null, 1, {step: x}]\ncost: 3',
  ])('never throws: %j', (text) => {
    expect(validateCard(text).length).toBeGreaterThan(0);
    expect(inspectCard(text).rows).toEqual([]);
  });

  it('survives a text that expands without end', () => {
    const bomb = [
      'a0: &a0 [x,x,x,x,x,x,x,x,x,x]',
      ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(',')}]`),
    ].join('\n');
    expect(validateCard(bomb).map((p) => p.code)).toContain('too-large');
  });

  it('never throws for a card that was damaged anywhere', () => {
    fc.assert(
      fc.property(fc.nat({ max: TEXT.length }), fc.nat({ max: 40 }), fc.string({ maxLength: 4 }), (at, cut, put) => {
        const inspection = inspectCard(TEXT.slice(0, at) + put + TEXT.slice(at + cut));
        for (const { start, end } of inspection.problems) {
          expect(start.line).toBeGreaterThanOrEqual(1);
          expect(end.line > start.line || end.column >= start.column).toBe(true);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe('inspectCard', () => {
  it('finds rows, clusters and failures with their lines', () => {
    const inspection = inspectCard(TEXT);
    expect(inspection.rows.map((r) => r.step)).toEqual([0, 'u1', 1, 2, 3, 4, 5, 6, 7]);
    for (const row of inspection.rows) expect(LINES[row.line - 1]).toContain(`{ step: ${row.step},`);
    expect(inspection.rows.reduce((sum, r) => sum + r.share, 0)).toBeCloseTo(1, 10);
    expect(inspection.clusters).toMatchObject([{ id: 'r1', kind: 'duplicate', class: 'proven', steps: [2, 4], line: lineOf('{ id: r1') }]);
    expect(inspection.failures).toMatchObject([{ step: 6, error: 'FAIL', line: lineOf('error: FAIL') }]);
    expect(inspection).toMatchObject({ bound: 'exact', source: { format: 'claude-code', sha256: 'a'.repeat(64) } });
  });

  it('still finds the rows of a card with broken parts', () => {
    const inspection = inspectCard(TEXT.replace('version: 1', 'version: [').replace(/cost:\n/, 'cots:\n'));
    expect(inspection.problems.length).toBeGreaterThan(0);
    const other = inspectCard(TEXT.replace(/cost:\n/, 'cots:\n'));
    expect(other.rows).toHaveLength(9);
    expect(other.total).toBeUndefined();
    expect(other.rows.every((r) => r.share === 0)).toBe(true);
  });
});
