import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import { writeCard } from '../../../src/core/card/cardYaml.ts';
import { BRIEF_SIZE_LIMIT, compileBrief } from '../../../src/core/card/compileBrief.ts';
import { CARD_SIZE_LIMIT, compileCard } from '../../../src/core/card/compileCard.ts';
import { parseCard } from '../../../src/core/card/parseCard.ts';
import type { BriefCard, TraceCard } from '../../../src/core/card/traceCard.ts';
import { validateCard } from '../../../src/core/card/validateCard.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { parseUsd } from '../../../src/core/session/money.ts';
import type { AgentRun } from '../../../src/core/session/session.ts';
import { analyze, bash, edit, makeEntries, makeSession, numbered, read, type Event } from './makeSession.ts';

const FILE = '/home/someone/shop/src/basket.ts';

const SOURCE = { path: '', format: 'claude-code', bytes: 1234, lines: 20, sha256: 'a'.repeat(64) };

const STORY: Event[] = [
  { say: 'Mend the basket; my key is sk-ant-' + 'api03-Ab3dEf6hIj9kLm2nOp5qRs8t' },
  read(FILE, numbered(1, 120)),
  bash('npm test', 'Exit code 1\nFAIL basket total', { isError: true, exitCode: 1 }),
  read(FILE, numbered(1, 120)),
  edit(FILE),
  bash('npm test', '3 passed'),
];

function rowSum(card: TraceCard | BriefCard): bigint {
  return card.steps.reduce((sum, row) => sum + parseUsd(row.usd), 0n);
}

function splitSum(card: TraceCard | BriefCard): bigint {
  return Object.values(card.cost.split).reduce((sum, usd) => sum + parseUsd(usd), 0n);
}

describe('compileCard', () => {
  it('tells a short session whole, to the byte', async () => {
    const card = compileCard(analyze(STORY), { home: '/home/someone' });
    await expect(writeCard(card)).toMatchFileSnapshot('../../fixtures/card/short.tracecard.yaml');
  });

  it('folds a long session and keeps what matters', async () => {
    const more = Array.from({ length: 30 }, (_, i) => read(`/home/someone/shop/src/part${i}.ts`, numbered(1, 10 + i)));
    const card = compileCard(analyze([...STORY, ...more, { compact: 'so far' }, bash('./deploy', 'done')]), { root: '/home/someone/shop' });
    await expect(writeCard(card)).toMatchFileSnapshot('../../fixtures/card/long.tracecard.yaml');
    expect(card.steps.length).toBeLessThan(30);
  });

  it('masks secrets and hides the account name', () => {
    const text = writeCard(compileCard(analyze(STORY), { allSteps: true }));
    expect(text).not.toContain('Ab3dEf6h');
    expect(text).not.toContain('/home/someone');
  });

  it('rolls sub-agents up into the row that started them, and gives strays a row', () => {
    const run = (id: string): AgentRun => ({
      id,
      aliases: [],
      type: 'Explore',
      task: 'look around',
      thread: { entries: makeEntries([read(FILE, numbered(1, 9))], id) },
    });
    const session = makeSession(
      [{ say: 'go' }, { tool: 'Task', args: { description: 'Look', prompt: 'look around' }, gives: 'found', agent: run('x') }],
      { strayAgents: [run('y')] },
    );
    const attributed = attributeSession(session);
    const card = compileCard(analyzeSession(attributed), { allSteps: true });
    expect(rowSum(card)).toBe(attributed.total);
    expect(card.steps.map((r) => `${r.step} ${r.kind}`)).toContain('a1 agent');
    expect(card.agents).toMatchObject([
      { step: 2, id: 'x', type: 'Explore', calls: 2, in_total: true },
      { id: 'y', calls: 2, in_total: true },
    ]);
  });

  it('says "at least" when a call has no price, and links what others know of an agent', () => {
    const events: Event[] = [
      { think: 'hm', model: 'nobody-knows-1' },
      {
        tool: 'sessions_spawn',
        args: { task: 'patrol' },
        gives: 'ok',
        agent: { id: 'child', aliases: [], task: 'patrol', sessionId: 's2' },
      },
    ];
    const card = compileCard(analyze(events), {
      linked: (r) => (r.sessionId === 's2' ? { usd: 5n * 10n ** 14n, calls: 3, card: 's2.tracecard.yaml' } : undefined),
    });
    expect(card.cost.bound).toBe('at least');
    expect(card.cost.unpriced_tokens).toBeGreaterThan(0);
    expect(card.agents).toEqual([
      expect.objectContaining({ step: 3, id: 'child', task: 'patrol', calls: 3, usd: '0.5', in_total: false, card: 's2.tracecard.yaml' }),
    ]);
  });

  it('keeps to its size for any session', () => {
    const noise = Array.from({ length: 400 }, (_, i): Event =>
      i % 3 === 0
        ? bash(`pytest tests/${'very/long/'.repeat(20)}${i}.py`, `Exit code 1\nError ${'x'.repeat(200)} ${i}`, {
            isError: true,
            exitCode: 1,
          })
        : read(`/x/${'y'.repeat(90)}${i % 7}.ts`, numbered(1, 30)),
    );
    const text = writeCard(compileCard(analyze(noise)));
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(CARD_SIZE_LIMIT);
    expect(validateCard(text)).toEqual([]);
  });

  it('keeps to its sizes where every character takes three bytes and every text is as long as can be', () => {
    const wide = (length: number): string => '漢'.repeat(length);
    const events = Array.from({ length: 200 }, (_, i): Event => {
      if (i % 5 === 0) return { say: wide(400) };
      const result = { isError: i % 2 === 0, exitCode: i % 2 };
      const agent = i % 7 === 0 ? { agent: { id: `${wide(200)}${i}`, aliases: [], task: wide(300), type: wide(90) } } : {};
      return { tool: `${wide(90)}${i % 9}`, args: { query: wide(90) }, gives: `${wide(300)}${i}`, result, ...agent };
    });
    const evidence = Array.from({ length: 20 }, () => wide(400));
    const parts = {
      id: wide(300),
      task: wide(500),
      agent: { name: wide(90), version: wide(90) },
      outcome: { result: 'partial' as const, evidence },
    };
    const warnings = Array.from({ length: 9 }, (_, i) => ({ code: `w${i}`, message: `${wide(400)}${i}` }));
    const session = makeSession(events, { ...parts, warnings, sources: [{ ...SOURCE, path: `/${wide(500)}` }] });
    const analyzed = analyzeSession(attributeSession(session));
    const card = writeCard(compileCard(analyzed));
    expect(new TextEncoder().encode(card).length).toBeLessThanOrEqual(CARD_SIZE_LIMIT);
    const brief = writeCard(compileBrief(analyzed));
    expect(new TextEncoder().encode(brief).length).toBeLessThanOrEqual(BRIEF_SIZE_LIMIT);
    expect([...validateCard(card), ...validateCard(brief)]).toEqual([]);
  });

  it('copes with a session in which nothing happened', () => {
    const session = { ...makeSession([]), main: { entries: [] }, sources: [], task: '' };
    const text = writeCard(compileCard(analyzeSession(attributeSession(session))));
    expect(validateCard(text)).toEqual([]);
  });
});

const path = fc.constantFrom('/home/someone/shop/a.ts', 'b.ts', '/tmp/c');
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ say: fc.string({ unit: 'binary', maxLength: 60 }), byPerson: fc.boolean() }),
  fc.record({ think: fc.string({ maxLength: 60 }), stop: fc.constantFrom('end' as const, 'aborted' as const) }),
  fc.tuple(path, fc.integer({ min: 1, max: 40 })).map(([p, n]) => read(p, numbered(1, n))),
  fc
    .tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(0, 1, 2))
    .map(([c, out, exitCode]) => bash(c, out, { exitCode })),
  path.map(edit),
  fc.record({ compact: fc.string({ maxLength: 30 }) }),
  fc.record({
    tool: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    args: fc.jsonValue() as fc.Arbitrary<string>,
    gives: fc.option(fc.string({ maxLength: 40 }), { nil: undefined }),
  }) as fc.Arbitrary<Event>,
);

describe('a brief card', () => {
  it('tells a session to the byte', async () => {
    const more = Array.from({ length: 30 }, (_, i) => read(`/home/someone/shop/src/part${i}.ts`, numbered(1, 10 + i)));
    const brief = compileBrief(analyze([...STORY, ...more]), { root: '/home/someone/shop' });
    await expect(writeCard(brief)).toMatchFileSnapshot('../../fixtures/card/brief.tracecard.yaml');
  });

  it('is the only one that may leave lists out', () => {
    const text = writeCard(compileBrief(analyze(STORY)));
    expect(validateCard(text)).toEqual([]);
    const codes = validateCard(text.replace('brief: true\n', '')).map(({ message }) => message);
    expect(codes).toContain('The card needs "failures".');
    expect(codes).toContain('"cost" needs "tokens".');
    expect(codes.join(' ')).not.toContain('schema');
  });
});

describe('any session', () => {
  it('gives a card whose rows and parts add up, that is valid, and that reads back to the same', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.boolean(), (events, allSteps) => {
        const analyzed = analyze(events);
        const card = compileCard(analyzed, { allSteps });
        expect(rowSum(card)).toBe(analyzed.attributed.total);
        expect(splitSum(card)).toBe(analyzed.attributed.total);
        const text = writeCard(card);
        const back = parseCard(text);
        expect(back.problems).toEqual([]);
        expect(back.card).toEqual(card);
        expect(validateCard(text)).toEqual([]);
        const brief = compileBrief(analyzed);
        const short = writeCard(brief);
        expect(rowSum(brief)).toBe(analyzed.attributed.total);
        expect(splitSum(brief)).toBe(analyzed.attributed.total);
        expect(Object.values(brief.session.models).reduce((sum, calls) => sum + calls, 0)).toBe(
          Object.values(card.session.models).reduce((sum, calls) => sum + calls, 0),
        );
        expect(validateCard(short)).toEqual([]);
        expect(parseCard(short).card).toEqual(brief);
        expect(new TextEncoder().encode(short).length).toBeLessThanOrEqual(BRIEF_SIZE_LIMIT);
      }),
      { numRuns: 60 },
    );
  });
});

it('the schema describes every field of the published format', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../media/tracecard.schema.json', import.meta.url), 'utf8')) as object;
  const missing: string[] = [];
  const walk = (node: unknown, at: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties } = node as { properties?: { [key: string]: { description?: string } } };
    for (const [name, property] of Object.entries(properties ?? {})) if (!property.description) missing.push(`${at}.${name}`);
    // What only the full form needs is described where it stands.
    for (const [key, value] of Object.entries(node)) if (key !== 'else') walk(value, `${at}.${key}`);
  };
  walk(schema, '');
  expect(missing).toEqual([]);
});
