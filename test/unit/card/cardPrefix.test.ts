import { expect, test } from 'vitest';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import { writeCard } from '../../../src/core/card/cardYaml.ts';
import { compileCard } from '../../../src/core/card/compileCard.ts';
import { validateCard } from '../../../src/core/card/validateCard.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { formatUsdExact, parseUsd } from '../../../src/core/session/money.ts';
import type { PrefixPart } from '../../../src/core/session/session.ts';
import { bash, makeSession } from './makeSession.ts';

function cardWith(prefix: PrefixPart[]): ReturnType<typeof compileCard> {
  const session = { ...makeSession([{ say: 'go' }, bash('ls', 'a\nb'), bash('date', 'x')]), prefix };
  return compileCard(analyzeSession(attributeSession(session)));
}

const tools = Array.from({ length: 30 }, (_, i): PrefixPart => ({ kind: 'tool', name: `tool${i}`, chars: 10 + i }));

test('names the dearest parts of the prefix, folds the others by kind, and adds up to the prefix', () => {
  const card = cardWith([
    { kind: 'system', name: 'system prompt', chars: 5 },
    { kind: 'file', name: 'AGENTS.md', chars: 6001 },
    { kind: 'skill', name: 'weather', chars: 7 },
    ...tools,
  ]);
  const parts = card.cost.prefix ?? [];
  expect(parts.map(({ what }) => what)).toEqual([
    'file AGENTS.md',
    'tool tool29',
    'tool tool28',
    'tool tool27',
    'tool tool26',
    'tool tool25',
    'system prompt',
    '1 other skill',
    '25 other tools',
  ]);
  expect(formatUsdExact(parts.reduce((sum, { usd }) => sum + parseUsd(usd), 0n))).toBe(card.cost.split.prefix);
  const text = writeCard(card);
  expect(validateCard(text)).toEqual([]);
  const wrong = text.replace(/(what: tool tool29, usd: )[\d.]+/, '$10.5');
  expect(validateCard(wrong).map(({ code }) => code)).toContain('prefix-does-not-add-up');
});

test('says nothing of a prefix of which the source tells nothing', () => {
  expect(cardWith([]).cost).not.toHaveProperty('prefix');
});
