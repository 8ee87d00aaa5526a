import { readFileSync } from 'node:fs';
import { recordShape } from '../../src/core/readers/claude/recordShape.ts';
import type { Detail } from '../../src/core/readers/reader.ts';
import { RecordScanner } from '../../src/core/readers/scan/recordScanner.ts';
import { cheapestMs } from './measure.ts';

export interface ScannerFigures {
  parseMs: number;
  /** How many times as fast as JSON.parse of each line the scanner alone is, for dollars and for cards. */
  figures: number;
  whole: number;
}

/** The scanner beside JSON.parse, on the same lines in memory and in turns: without the reading of files, and without what a reader makes of a record. */
export async function benchScanner(files: readonly string[], turns = 5): Promise<ScannerFigures> {
  const texts = files.map((file) => readFileSync(file));
  const cheapest = { parse: Infinity, figures: Infinity, whole: Infinity };
  for (let turn = 0; turn < turns; turn++) {
    cheapest.parse = Math.min(cheapest.parse, await cheapestMs(() => texts.forEach(parseLines), 1));
    cheapest.figures = Math.min(cheapest.figures, await cheapestMs(() => texts.forEach((bytes) => scanLines(bytes, 'figures')), 1));
    cheapest.whole = Math.min(cheapest.whole, await cheapestMs(() => texts.forEach((bytes) => scanLines(bytes, 'whole')), 1));
  }
  const { parse } = cheapest;
  return { parseMs: parse, figures: parse / cheapest.figures, whole: parse / cheapest.whole };
}

function parseLines(bytes: Buffer): void {
  for (const [start, end] of linesOf(bytes)) JSON.parse(bytes.toString('utf8', start, end));
}

function scanLines(bytes: Buffer, detail: Detail): void {
  const scanner = new RecordScanner(recordShape(detail));
  scanner.open(bytes);
  for (const [start, end] of linesOf(bytes)) if (!scanner.scan(start, end)) throw new Error('a line was refused');
}

function* linesOf(bytes: Buffer): Generator<[start: number, end: number]> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    yield [start, end < 0 ? bytes.length : end];
    start = end < 0 ? bytes.length : end + 1;
  }
}
