import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import { writeCard } from '../../../src/core/card/cardYaml.ts';
import { BRIEF_SIZE_LIMIT, compileBrief } from '../../../src/core/card/compileBrief.ts';
import { CARD_SIZE_LIMIT, compileCard } from '../../../src/core/card/compileCard.ts';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { inspectCard } from '../../../src/core/card/inspectCard.ts';
import { ownUsd } from '../../../src/core/card/listSteps.ts';
import { maskSecrets } from '../../../src/core/card/maskSecrets.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { formatUsdExact, parseUsd } from '../../../src/core/session/money.ts';
import { isTraceFileName } from '../../../src/platform/traceFileNames.ts';
import { sharedTraces } from '../sharedTraces.ts';

/** Every session of every format: folders hold one format each. */
const files = sharedTraces.skip
  ? []
  : readdirSync(sharedTraces.folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(`${sharedTraces.folder}${name}`).map((file) => `${name}/${file}`))
      .filter((file) => isTraceFileName(file))
      .sort();

function analyze(file: string): AnalyzedSession | undefined {
  const { session } = readSessionBytes(readFileSync(`${sharedTraces.folder}${file}`), `${sharedTraces.folder}${file}`);
  return session && analyzeSession(attributeSession(session));
}

function wastedOnce({ clusters }: AnalyzedSession): number {
  const seen = new Set<number>();
  for (const cluster of clusters) {
    expect(cluster.usd).toBeLessThanOrEqual(cluster.wasted.reduce((sum, s) => sum + ownUsd(s.cost), 0n));
    for (const { n } of cluster.wasted) {
      expect(seen.has(n)).toBe(false);
      seen.add(n);
    }
  }
  return seen.size;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

describe.skipIf(sharedTraces.skip)(`cards of real sessions ${sharedTraces.skip ?? ''}`, () => {
  const sizes: number[] = [];

  it.each(files)('%s: rows add up in every form, which is valid, short enough and without a secret', (file) => {
    const analyzed = analyze(file);
    // What holds no session, or tells no usage, has no size to be judged by.
    if (!analyzed) return;
    wastedOnce(analyzed);
    const total = formatUsdExact(analyzed.attributed.total);
    const options = { root: sharedTraces.folder };
    const cards = {
      folded: compileCard(analyzed, options),
      whole: compileCard(analyzed, { ...options, allSteps: true }),
      brief: compileBrief(analyzed, options),
    };
    const texts = { folded: writeCard(cards.folded), whole: writeCard(cards.whole), brief: writeCard(cards.brief) };
    for (const text of Object.values(texts)) {
      const inspection = inspectCard(text);
      expect(inspection.problems).toEqual([]);
      expect(inspection.total).toBe(total);
      expect(formatUsdExact(inspection.rows.reduce((sum, row) => sum + parseUsd(row.usd), 0n))).toBe(total);
      expect(maskSecrets(text)).toBe(text);
    }
    expect(bytesOf(texts.folded)).toBeLessThanOrEqual(CARD_SIZE_LIMIT);
    expect(bytesOf(texts.brief)).toBeLessThanOrEqual(BRIEF_SIZE_LIMIT);
    if (Object.values(analyzed.attributed.tokens).some((tokens) => tokens > 0)) sizes.push(bytesOf(texts.folded));
  });

  it('finds waste in some of them', () => {
    expect(
      files.filter((file) => file.startsWith('claude/entire-f4')).every((file) => wastedOnce(analyze(file) as AnalyzedSession) > 0),
    ).toBe(true);
  });

  afterAll(() => {
    sizes.sort((a, b) => a - b);
    const median = sizes[sizes.length >> 1] ?? 0;
    process.stdout.write(`cards: ${sizes.length}, median ${median} bytes, largest ${sizes.at(-1) ?? 0} bytes\n`);
    expect(median).toBeLessThanOrEqual(3_000);
  });
});
