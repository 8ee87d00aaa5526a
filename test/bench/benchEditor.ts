import { costsByLine } from '../../src/core/card/costsByLine.ts';
import { analyzeSession } from '../../src/core/card/analyzeSession.ts';
import { inspectCard } from '../../src/core/card/inspectCard.ts';
import type { CardInspection, InspectedRow } from '../../src/core/card/inspectCard.ts';
import { attributeSession } from '../../src/core/cost/attributeSession.ts';
import { readSessionBytes } from '../../src/core/readers/readSession.ts';
import { compileCard } from '../../src/core/card/compileCard.ts';
import { writeCard } from '../../src/core/card/cardYaml.ts';
import { drawnRows, heatMarks } from '../../src/editor/card/drawnRows.ts';
import { lineTexts } from '../../src/editor/rawTrace/lineTexts.ts';
import type { CostSettings } from '../../src/editor/shared/costSettings.ts';
import { inSight } from '../../src/editor/shared/inSight.ts';
import { english } from '../../src/protocol/translate.ts';
import { generateSession } from './generateCorpus.ts';
import { cheapestMs } from './measure.ts';

const SETTINGS: CostSettings = {
  enabled: true,
  content: 'costAndShare',
  atStart: true,
  thresholds: { share: { low: 0.04, medium: 0.1, high: 0.2 }, usd: { low: 0.05, medium: 0.25, high: 1 } },
};

/** How many times a viewport is drawn for one figure: a single one is too short to measure. */
const TIMES = 200;

/** What one visible part of a text costs the editor's thread, by the length of the card or file: a steady figure is what is wanted. */
export async function benchEditor(print: (titles: readonly string[], rows: readonly (readonly string[])[]) => void): Promise<void> {
  const rows: string[][] = [];
  let first: number | undefined;
  for (const steps of [100, 5_000, 50_000]) {
    const card = madeInspection(steps);
    const middle = { from: steps >> 1, to: (steps >> 1) + 60 };
    const viewport = (): unknown => drawnRows(inSight(card.rows, [middle]), card.clusters, SETTINGS, english);
    const ms = (await cheapestMs(() => repeat(viewport))) / TIMES;
    first ??= ms;
    const marks = await cheapestMs(() => heatMarks(card.rows, SETTINGS));
    rows.push([String(steps), ms.toFixed(3), (ms / first).toFixed(2), marks.toFixed(1)]);
  }
  print(['STEPS IN A CARD', 'CPU MS A VIEWPORT', 'x THE SHORTEST', 'RULER, MS ONCE A VERSION'], rows);
  const raw: string[][] = [];
  for (const calls of [250, 2_000]) {
    const session = readSessionBytes(generateSession(calls), 'long.jsonl').session;
    if (!session) throw new Error('the made-up session was not recognised');
    const analyzed = analyzeSession(attributeSession(session));
    const { lines, clusters } = costsByLine(analyzed, 0);
    const visible = [{ from: calls, to: calls + 60 }];
    const viewport = (): unknown => lineTexts(inSight(lines, visible), clusters, SETTINGS, { isDocument: false, lines: visible }, english);
    const text = writeCard(compileCard(analyzed, { allSteps: true }));
    raw.push([
      String(lines.length),
      ((await cheapestMs(() => repeat(viewport))) / TIMES).toFixed(3),
      (await cheapestMs(() => costsByLine(analyzed, 0))).toFixed(1),
      (await cheapestMs(() => inspectCard(text))).toFixed(0),
    ]);
  }
  print(['RECORDS WITH A STEP', 'CPU MS A VIEWPORT', 'ALL LINES, MS IN THE WORKER', 'INSPECT ITS CARD, MS IN THE WORKER'], raw);
}

function repeat(work: () => unknown): void {
  for (let i = 0; i < TIMES; i++) work();
}

function madeInspection(steps: number): CardInspection {
  const rows = Array.from({ length: steps }, (_, i): InspectedRow => ({
    line: i + 1,
    step: i + 1,
    kind: 'tool',
    name: 'Read',
    target: `src/file${i}.ts`,
    usd: `0.${String((i * 7919) % 1_000_000).padStart(6, '0')}`,
    share: ((i * 31) % 1000) / 3000,
    carry: '0.0001',
    tokens: i,
    flags: i % 40 === 0 ? ['r1'] : [],
    at: `L${i}`,
  }));
  const cluster = { line: 1, id: 'r1', kind: 'duplicate', class: 'proven', steps: [1, 41], usd: '0.1', proof: '' };
  return { problems: [], rows, clusters: [cluster], failures: [], sections: [], total: '100' };
}
