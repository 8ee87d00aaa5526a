import { describe, expect, it } from 'vitest';
import { spans } from './binarySuites.ts';
import { changes, folders } from './fileSuites.ts';
import { cache, live } from './keptSuites.ts';
import { damages, growth, noise, repeats } from './readerSuites.ts';
import { stores } from './storeSuites.ts';
import { tryInput } from './suite.ts';
import type { Suite } from './suite.ts';

/** The same inputs each time; `npm run test:soak` tries others, and as many as there is time for. */
const SEED = 1;

const SUITES: readonly [suite: Suite, inputs: number][] = [
  [damages, 2_000],
  [repeats, 400],
  [growth, 150],
  [noise, 400],
  [spans, 400],
  [stores, 200],
  [changes, 150],
  [folders, 40],
  [cache, 150],
  [live, 60],
];

describe('whatever a file has come to', () => {
  it.each(SUITES.map(([suite, inputs]) => ({ name: suite.name, suite, inputs })))(
    'holds for $inputs inputs of "$name"',
    async ({ suite, inputs }) => {
      const findings = [];
      for (let input = 0; input < inputs; input++) {
        const finding = await tryInput(suite, input, SEED);
        if (finding) findings.push(finding);
      }
      expect(findings).toEqual([]);
    },
  );
});
