import { describe, expect, it } from 'vitest';
import type { CardInspection, InspectedRow } from '../../../src/core/card/inspectCard.ts';
import { rowTexts } from '../../../src/editor/card/rowFigures.ts';
import { describeCardLine } from '../../../src/editor/card/rowHover.ts';
import { findPlace, linePlace } from '../../../src/editor/card/linePlace.ts';
import { parsePointer } from '../../../src/editor/card/sourcePointer.ts';
import { english } from '../../../src/protocol/translate.ts';

const cluster: CardInspection['clusters'][number] = {
  line: 20,
  id: 'r1',
  kind: 'duplicate',
  class: 'proven',
  steps: [9, 12],
  usd: '0.03',
  proof: 'Same [result](command:x).',
};
const row = (changes: Partial<InspectedRow> = {}): InspectedRow => ({
  line: 5,
  step: 12,
  kind: 'tool',
  name: 'Read',
  usd: '0.0412',
  share: 0.123,
  flags: [],
  ...changes,
});

describe('rowTexts', () => {
  it('says in words what the colour says', () => {
    const texts = rowTexts(row({ carry: '0.03', flags: ['r1', 'rewrite'] }), [cluster], 'costAndShare', english);
    expect(texts.whole).toBe('$0.0412 · 12 % · carry $0.0300 · duplicate of 9 · rewrite');
    expect(texts.trail).toBe('carry $0.0300 · duplicate of 9 · rewrite');
    expect(texts.lead).toMatch(/^\u00a0+\$0\.0412\u00a0+12\u00a0% ↻$/);
  });

  it('aligns every row, and marks the failed ones', () => {
    const leads = [row(), row({ usd: '0.00001', share: 0.00001 }), row({ usd: '12.5', share: 1, status: 'error' })].map(
      (r) => rowTexts(r, [], 'costAndShare', english).lead,
    );
    expect(new Set(leads.map((lead) => lead.length)).size).toBe(1);
    expect(leads[2]).toMatch(/✗$/);
  });

  it('does not call the needed step redundant, and says what is only likely', () => {
    expect(rowTexts(row({ step: 9, flags: ['r1'] }), [cluster], 'costAndShare', english).trail).toBe('');
    expect(rowTexts(row({ flags: ['r1'] }), [{ ...cluster, class: 'likely' }], 'costAndShare', english).trail).toBe(
      'likely duplicate of 9',
    );
    expect(rowTexts(row({ flags: ['r7'] }), [cluster], 'costAndShare', english).trail).toBe('redundant');
  });
});

describe('describeCardLine', () => {
  const inspection: CardInspection = {
    problems: [],
    rows: [row({ target: 'a|b <img src=x> $(alert)', flags: ['r1'], carry: '0.03' })],
    clusters: [cluster],
    failures: [{ line: 30, step: 12, error: '![x](http://e.vil)' }],
    total: '0.33',
    sections: [],
  };

  it('explains a row without letting the trace act', () => {
    const text = describeCardLine(inspection, 5, english) ?? '';
    expect(text).toContain('Carried on');
    expect(text).not.toMatch(/\]\(|<img|\$\(/);
  });

  it('explains clusters and failures, and nothing else', () => {
    expect(describeCardLine(inspection, 20, english)).toContain('step 12');
    expect(describeCardLine(inspection, 30, english)).toContain('was not repaired');
    expect(describeCardLine(inspection, 1, english)).toBeUndefined();
  });
});

describe('parsePointer', () => {
  it('reads both forms', () => {
    expect(parsePointer('L123')).toEqual({ source: 0, line: 123 });
    expect(parsePointer('2:L7')).toEqual({ source: 2, line: 7 });
    expect(parsePointer('12')).toBeUndefined();
  });
});

describe('findPlace', () => {
  it('finds the same step after its figures and the lines before it have changed', () => {
    const place = linePlace('  - { step: 3, kind: tool, usd: 0.1 }');
    expect(place).toBe('  - { step: 3');
    expect(findPlace(['steps:', '  - { step: 2, usd: 1 }', '  - { step: 3, usd: 0.2 }'], place, 1)).toBe(2);
    expect(linePlace('  usd: 0.44')).toBe(linePlace('  usd: 0.5'));
    expect(findPlace(['a', 'b'], 'gone', 7)).toBe(1);
  });
});
