import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import { compileCard } from '../../../src/core/card/compileCard.ts';
import { costsByLine } from '../../../src/core/card/costsByLine.ts';
import type { LineStep } from '../../../src/core/card/costsByLine.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { formatUsdExact, parseUsd } from '../../../src/core/session/money.ts';
import { nodeSha256 } from '../../../src/platform/loadSession.ts';
import { sharedTraces } from '../sharedTraces.ts';
import { analyze, bash, read } from './makeSession.ts';

const names = (steps: readonly LineStep[]) => steps.map(({ step, name, part }) => `${step} ${name} ${part}`);

describe('costsByLine', () => {
  const session = analyze([{ say: 'Mend it' }, read('/home/someone/shop/a.ts', 'x'.repeat(4_000)), bash('ls', 'a.ts')]);

  it('puts each step at its record, with what its row in the card says', () => {
    const { lines, total } = costsByLine(session, 0);
    expect(lines.map(({ about }) => names(about))).toEqual([
      ['u1 user whole'],
      ['1 claude-opus-4-5 whole'],
      ['2 Read whole'],
      ['3 claude-opus-4-5 whole'],
      ['4 Bash whole'],
      ['5 claude-opus-4-5 whole'],
    ]);
    expect(lines[2]).toMatchObject({ line: 3, about: [{ target: 'a.ts', flags: [] }] });
    const rows = compileCard(session, { allSteps: true }).steps;
    expect(lines.map(({ usd }) => usd)).toEqual(rows.slice(1).map(({ usd }) => usd));
    expect(total).toBe(formatUsdExact(session.attributed.total));
  });

  it('tells a tool use at its call and at its result, and an answer before the calls in it', () => {
    const [, call, tool] = session.attributed.session.main.entries;
    if (call?.kind !== 'llm' || tool?.kind !== 'tool' || !tool.result) throw new Error('another session');
    const place = { source: 0, line: 2, offset: 0, length: 1 };
    const apart = structuredClone(session.attributed.session);
    const [, , copy] = apart.main.entries;
    if (copy?.kind !== 'tool' || !copy.result) throw new Error('another session');
    copy.source = place;
    copy.result.source = { ...place, line: 3 };
    const { lines } = costsByLine(analyzeSession(attributeSession(apart)), 0);
    const [, second, third] = lines;
    expect([names(second?.about ?? []), names(second?.asks ?? [])]).toEqual([['1 claude-opus-4-5 whole'], ['2 Read call']]);
    expect(names(third?.about ?? [])).toEqual(['2 Read result']);
    expect(second?.asks[0]).toMatchObject({ usd: third?.usd, otherLine: 3 });
    expect(third?.about[0]?.otherLine).toBe(2);
  });

  it('knows nothing of another file', () => {
    expect(costsByLine(session, 1).lines).toEqual([]);
  });
});

describe.skipIf(sharedTraces.skip)(`costs by line of real sessions ${sharedTraces.skip ?? ''}`, () => {
  const folders = ['claude', 'codex', 'copilot-cli', 'gemini', 'openclaw'];
  const files = sharedTraces.skip
    ? []
    : folders.flatMap((folder) =>
        readdirSync(`${sharedTraces.folder}${folder}`)
          .slice(0, 3)
          .map((name) => `${folder}/${name}`),
      );

  it.each(files)('%s: every row of the card stands at its record, and nothing is told twice', (file) => {
    const path = `${sharedTraces.folder}${file}`;
    const { session } = readSessionBytes(readFileSync(path), path, nodeSha256());
    if (!session) return expect(file).toBe('a session');
    const analyzed = analyzeSession(attributeSession(session));
    const { lines } = costsByLine(analyzed, 0);
    const at = new Map(lines.map((cost) => [cost.line, cost]));
    const rows = compileCard(analyzed, { allSteps: true }).steps;
    for (const row of rows) {
      const line = /^(?:0:)?L(\d+)$/.exec(row.at ?? '')?.[1];
      if (line === undefined) continue;
      const cost = at.get(Number(line));
      const here = [...(cost?.about ?? []), ...(cost?.asks ?? [])].find(({ step, agentOf }) => agentOf === undefined && step === row.step);
      expect(here, `step ${row.step}`).toMatchObject({ usd: row.usd, name: row.name });
    }
    // A step is counted where it is whole or, of two lines, at its result; a call without a result where it is.
    const own = lines.flatMap(({ about, asks }) => [...about, ...asks]).filter(({ agentOf }) => agentOf === undefined);
    const once = own.filter(({ part, otherLine }) => part !== 'call' || otherLine === undefined);
    const told = once.reduce((sum, { usd }) => sum + parseUsd(usd), 0n);
    const inFile = rows.filter(({ at: place }) => /^(?:0:)?L/.test(place ?? '')).reduce((sum, { usd }) => sum + parseUsd(usd), 0n);
    expect(formatUsdExact(told)).toBe(formatUsdExact(inFile));
    expect(new Set(once.map(({ step }) => step)).size).toBe(once.length);
  });
});
