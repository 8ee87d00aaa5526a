import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { identity, listInstances, readLabels } from '../../judged/instances.ts';
import { sharedTraces } from '../sharedTraces.ts';

/** Least share of judged findings that must be right: proven ones nearly always, likely ones as a rule. */
const MARKS = { proven: 0.98, likely: 0.85 };

describe.skipIf(sharedTraces.skip)(`judged findings in real sessions ${sharedTraces.skip ?? ''}`, () => {
  it('keeps to its marks, and finds again what was judged right', async () => {
    const labels = readLabels(path.join(import.meta.dirname, '../../judged/labels.jsonl'));
    const found = new Map((await listInstances(sharedTraces.folder)).map((instance) => [identity(instance), instance]));
    for (const [which, mark] of Object.entries(MARKS)) {
      // What is no longer flagged is no longer wrong; what changed its class is judged under the new one.
      const judged = labels.filter((label) => found.get(identity(label))?.class === which && label.verdict !== 'unsure');
      const right = judged.filter(({ verdict }) => verdict === 'right').length;
      process.stdout.write(`${which}: ${right} of ${judged.length} judged findings are right\n`);
      expect(judged.length).toBeGreaterThan(0);
      expect(right / judged.length).toBeGreaterThanOrEqual(mark);
    }
    const lost = labels.filter((label) => label.verdict === 'right' && !found.has(identity(label)));
    expect(lost.length / labels.length).toBeLessThanOrEqual(0.1);
  });
});
