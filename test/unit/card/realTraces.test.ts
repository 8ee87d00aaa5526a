import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import { writeCard } from '../../../src/core/card/cardYaml.ts';
import { CARD_SIZE_LIMIT, compileCard } from '../../../src/core/card/compileCard.ts';
import { inspectCard } from '../../../src/core/card/inspectCard.ts';
import { ownUsd } from '../../../src/core/card/listSteps.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { formatUsdExact, parseUsd } from '../../../src/core/session/money.ts';
import { sharedTraces } from '../sharedTraces.ts';

const files = sharedTraces.skip
  ? []
  : ['claude', 'openclaw'].flatMap((folder) =>
      readdirSync(`${sharedTraces.folder}${folder}`)
        .filter((name) => name.endsWith('.jsonl'))
        .sort()
        .map((name) => `${folder}/${name}`),
    );

function cardsOf(file: string, allSteps: boolean): { text: string; total: string; wasted: boolean } {
  const { session } = readSessionBytes(readFileSync(`${sharedTraces.folder}${file}`), `${sharedTraces.folder}${file}`);
  if (!session) throw new Error(`${file} was not read`);
  const analyzed = analyzeSession(attributeSession(session));
  const seen = new Set<number>();
  for (const cluster of analyzed.clusters) {
    expect(cluster.usd).toBeLessThanOrEqual(cluster.wasted.reduce((sum, s) => sum + ownUsd(s.cost), 0n));
    for (const { n } of cluster.wasted) {
      expect(seen.has(n)).toBe(false);
      seen.add(n);
    }
  }
  return {
    text: writeCard(compileCard(analyzed, { root: sharedTraces.folder, allSteps })),
    total: formatUsdExact(analyzed.attributed.total),
    wasted: seen.size > 0,
  };
}

describe.skipIf(sharedTraces.skip)(`cards of real sessions ${sharedTraces.skip ?? ''}`, () => {
  const sizes: number[] = [];

  it.each(files)('%s: rows add up, folded and not, and the card is valid', (file) => {
    for (const allSteps of [false, true]) {
      const { text, total } = cardsOf(file, allSteps);
      const inspection = inspectCard(text);
      expect(inspection.problems).toEqual([]);
      expect(inspection.total).toBe(total);
      expect(formatUsdExact(inspection.rows.reduce((sum, row) => sum + parseUsd(row.usd), 0n))).toBe(total);
      if (allSteps) continue;
      const bytes = new TextEncoder().encode(text).length;
      expect(bytes).toBeLessThanOrEqual(CARD_SIZE_LIMIT);
      sizes.push(bytes);
    }
  });

  it('gives the same bytes in another time zone and language', () => {
    const file = files[0] ?? '';
    const before = cardsOf(file, true).text;
    const { TZ, LANG, LC_ALL } = process.env;
    Object.assign(process.env, { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
    try {
      expect(cardsOf(file, true).text).toBe(before);
    } finally {
      for (const [name, value] of Object.entries({ TZ, LANG, LC_ALL })) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });

  it('finds waste in some of them', () => {
    expect(files.filter((file) => file.startsWith('claude/entire-f4')).every((file) => cardsOf(file, false).wasted)).toBe(true);
  });

  afterAll(() => {
    sizes.sort((a, b) => a - b);
    const median = sizes[sizes.length >> 1] ?? 0;
    process.stdout.write(`cards: ${sizes.length}, median ${median} bytes, largest ${sizes.at(-1) ?? 0} bytes\n`);
    expect(median).toBeLessThanOrEqual(3_000);
  });
});
