import { describe, expect, it } from 'vitest';
import type { LineCost, LineStep } from '../../../src/core/card/costsByLine.ts';
import type { CostSettings } from '../../../src/editor/shared/costSettings.ts';
import { lineTexts, lineWords } from '../../../src/editor/rawTrace/lineTexts.ts';
import { english } from '../../../src/protocol/translate.ts';

const step = (changes: Partial<LineStep> = {}): LineStep => ({
  step: 9,
  kind: 'tool',
  name: 'Read',
  usd: '0.0412',
  share: 0.123,
  flags: [],
  part: 'result',
  ...changes,
});
const cost = (line: number, about: LineStep[], asks: LineStep[] = []): LineCost => ({ line, usd: '0.0412', share: 0.123, about, asks });
const settings: CostSettings = {
  enabled: true,
  content: 'costAndShare',
  atStart: true,
  thresholds: { share: { low: 0.04, medium: 0.1, high: 0.2 } },
};
const layout = { isDocument: false, lines: [{ from: 1, to: 3 }] };
const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ').trim();

describe('lineTexts', () => {
  it('stands before the record, and indents the lines between as much', () => {
    const drawn = lineTexts([cost(2, [step({ status: 'error' })])], [], settings, layout, english);
    expect(drawn.map(({ line }) => line).sort()).toEqual([1, 2, 3]);
    expect(new Set(drawn.map(({ lead }) => lead.length)).size).toBe(1);
    expect(plain(drawn[0]?.lead)).toBe('$0.0412   12 % ✗ 9 Read, error');
    expect(drawn[0]?.heat).toBe('medium');
    expect(plain(drawn[1]?.lead)).toBe('');
  });

  it('follows the line in a JSON document', () => {
    const drawn = lineTexts([cost(2, [step()])], [], settings, { ...layout, isDocument: true }, english);
    expect(drawn).toEqual([{ line: 2, lead: '', trail: '$0.0412 · 12 % · 9 Read', heat: 'medium' }]);
  });

  it.each([
    ['cost', '$0.0412   9 Read'],
    ['costAndTokens', '$0.0412   1.2k tok   9 Read'],
    ['off', ''],
  ] as const)('shows %s', (content, text) => {
    const [drawn] = lineTexts([cost(2, [step({ tokens: 1200 })])], [], { ...settings, content }, layout, english);
    expect(plain(drawn?.lead)).toBe(text);
    expect(drawn?.heat).toBe('medium');
  });
});

describe('lineWords', () => {
  it.each([
    [[step({ part: 'call' })], '9 call Read'],
    [[step({ step: '', agentOf: 4 })], 'sub-agent of 4: Read'],
    [[step({ step: '', agentOf: '' })], 'sub-agent: Read'],
    [[step(), step({ step: 10 })], '2 steps: 9, 10'],
    [[step({ step: '', agentOf: 4 }), step({ step: '', agentOf: 4 })], '2 steps'],
  ])('%#', (about, words) => expect(lineWords(cost(1, about), [], english)).toBe(words));
});
