import { expect, test } from 'vitest';
import { dayOf } from '../../../src/editor/sessions/dayOf.ts';
import { patchSessionTree, placesOf } from '../../../src/editor/sessions/patchSessionTree.ts';
import { buildSessionTree } from '../../../src/editor/sessions/sessionTree.ts';
import type { TreeOptions } from '../../../src/editor/sessions/sessionTree.ts';
import { english } from '../../../src/protocol/translate.ts';
import type { SessionSummary } from '../../../src/protocol/sessionSummary.ts';
import { summaryOf } from './summaryOf.ts';

const now = new Date(2026, 10, 22, 12).getTime();
const HOUR = 3_600_000;
const sessions = Array.from({ length: 40 }, (_, i) =>
  summaryOf({
    path: `/w/${i}`,
    endedAt: now - i * 2 * HOUR,
    usd: `${i}.5`,
    ...(i % 7 === 3 && { parent: `/w/${i - 1}` }),
    agent: i % 2 === 0 ? 'pi' : 'codex',
  }),
);

function optionsOf(changes: Partial<TreeOptions>): TreeOptions {
  return {
    groupBy: 'day',
    sortBy: 'date',
    filter: '',
    projectOf: ({ path }) => path,
    dayOf: (at) => dayOf(at, now, 'en', english),
    ...changes,
  };
}

test.each<[string, Partial<TreeOptions>, Partial<SessionSummary>, number, boolean]>([
  ['a session that has grown', {}, { usd: '99', endedAt: now, lowerBound: true }, 2, true],
  ['a sub-agent that has grown', {}, { usd: '99' }, 3, true],
  ['an agent group', { groupBy: 'agent' }, { usd: '99', endedAt: now }, 8, true],
  ['a session of another day', {}, { endedAt: now - 400 * HOUR }, 2, false],
  ['a session with a parent now', {}, { parent: '/w/9' }, 2, false],
  ['a session that no longer fits the filter', { filter: 'surcharge' }, { task: 'else' }, 0, false],
  ['a list without groups', { groupBy: 'none' }, { usd: '99' }, 2, false],
  ['an order by cost', { sortBy: 'cost' }, { usd: '99' }, 2, false],
])('puts %s in its place, or says that it cannot', (_, optionChanges, changes, i, can) => {
  const options = optionsOf(optionChanges);
  const fresh = { ...(sessions[i] as SessionSummary), ...changes };
  const tree = buildSessionTree(sessions, [], options);
  const touched = patchSessionTree(placesOf(tree), fresh, fresh.path, options);
  expect(touched !== undefined).toBe(can);
  if (can) expect(tree).toEqual(buildSessionTree(sessions.with(i, fresh), [], options));
  if (can) expect(touched).toHaveLength(1);
});

test('does not know what to do with what came or went', () => {
  const options = optionsOf({});
  const places = placesOf(buildSessionTree(sessions, [], options));
  expect(patchSessionTree(places, summaryOf({ path: '/new' }), '/new', options)).toBeUndefined();
  expect(patchSessionTree(places, undefined, '/w/1', options)).toBeUndefined();
});
