import { describe, expect, it } from 'vitest';
import { compileCard } from '../../../src/core/card/compileCard.ts';
import { writeCard } from '../../../src/core/card/cardYaml.ts';
import { withUpstreamRedundancy } from '../../../src/core/card/findUpstreamRedundancy.ts';
import { ownUsd } from '../../../src/core/card/listSteps.ts';
import { validateCard } from '../../../src/core/card/validateCard.ts';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import type { AgentRun } from '../../../src/core/session/session.ts';
import { analyze, bash, edit, makeEntries, numbered, read, type Event } from './makeSession.ts';

const FILE = '/home/someone/shop/src/basket.ts';

function found(...events: Event[]): string[] {
  const { clusters } = analyze([{ say: 'go' }, ...events]);
  return clusters.map((c) => `${c.kind} ${c.class} ${c.needed?.n ?? ''}<-${c.wasted.map((s) => s.n).join()}`);
}

/** Lines of code with names of their own. */
function code(name: string, lines: number): string {
  return Array.from({ length: lines }, (_, i) => `const ${name}_${i} = compute_${name}(${i}, "padding padding");`).join('\n');
}

describe('findRedundancy: poll', () => {
  const poll: Event = { tool: 'process', args: { action: 'poll', sessionId: 'x' }, gives: 'still running', result: { status: 'running' } };

  it('flags the third and further equal answers, and waits between looks', () => {
    expect(found(poll, poll, poll)).toEqual(['poll likely 2<-4,6']);
    expect(found(...Array.from({ length: 4 }, () => bash('sleep 9; gh pr checks 7', 'pending')))).toEqual(['poll likely 2<-4,6,8']);
    expect(found(poll, bash('sleep 5', ''), poll, bash('sleep 5', ''), poll)).toEqual(['poll likely 2<-6,10']);
  });

  it('does not flag two, other answers, or a look after something was done', () => {
    expect(found(poll, poll)).toEqual([]);
    expect(found(poll, poll, { ...poll, gives: 'done' }, poll)).toEqual([]);
    expect(found(poll, poll, read(FILE, 'a'), poll)).toEqual([]);
    expect(found(poll, edit(FILE), poll, edit(FILE), poll)).toEqual([]);
    expect(found(poll, { say: 'and now?' }, poll, { say: 'and now?' }, poll)).toEqual([]);
  });
});

describe('findRedundancy: poll or wait', () => {
  const asked = (durationMs: number): Event => ({
    tool: 'process',
    args: { action: 'poll', sessionId: 'x' },
    gives: 'still running',
    result: { status: 'running', durationMs },
  });

  it('takes a call that waited for the answer for no poll, and one that came back at once for one', () => {
    expect(found(asked(200), asked(200), asked(200))).toEqual(['poll likely 2<-4,6']);
    expect(found(asked(30_000), asked(30_000), asked(30_000))).toEqual([]);
    const slept = bash('sleep 9; gh pr checks 7', 'pending', { durationMs: 9_400 });
    expect(found(slept, slept, slept)).toEqual(['poll likely 2<-4,6']);
  });

  it('reads the time from the record where no duration is told', () => {
    const entries = makeEntries([{ say: 'go' }, asked(0), asked(0), asked(0)]).map((entry) => {
      if (entry.kind !== 'tool' || !entry.result) return entry;
      const { durationMs: _, ...result } = entry.result;
      return { ...entry, calledAt: entry.index * 60_000, result: { ...result, at: entry.index * 60_000 + 20_000 } };
    });
    expect(analyze([], { main: { entries } }).clusters).toEqual([]);
  });
});

describe('findRedundancy: near-duplicate', () => {
  const list = Array.from({ length: 40 }, (_, i) => `src/part${i}/module.ts:1: total`).join('\n');

  it('flags nearly the same search with nearly the same answer', () => {
    expect(found(bash('grep -rn "total" src/parts', list), bash('grep -rn  total  src/parts', `${list}\n`))).toEqual([
      'near-duplicate likely 2<-4',
    ]);
  });

  it('does not where something was changed, the answers differ, or only the second had what came back', () => {
    const again = bash('grep -rn  total  src/parts', list);
    expect(found(bash('grep -rn "total" src/parts', list), edit('/home/someone/shop/src/parts/a.ts'), again)).toEqual([]);
    expect(
      found(bash('grep -rn "total" src/parts', list), bash('grep -rn "totem" src/parts', list.replaceAll('total', 'something else'))),
    ).toEqual([]);
    const wider = bash('grep -rn  total  src/parts', `${list}\nsrc/extra_part/module.ts:9: total`);
    expect(found(bash('grep -rn "total" src/parts', list), wider, read('/home/someone/shop/src/extra_part/module.ts', 'x'))).toEqual([]);
  });
});

describe('findRedundancy: thinking-only', () => {
  it('flags a call that gave nothing to anyone, and not one that answered or was broken off', () => {
    const events: Event[] = [{ say: 'go' }, { think: 'Hm.' }, { think: 'Well.' }];
    const { attributed } = analyze(events);
    const silent = (stop: 'end' | 'aborted'): string[] => {
      const { entries } = attributed.session.main;
      const changed = entries.map((entry, i) =>
        entry.kind === 'llm' && i === 1 ? { ...entry, text: '', stop, content: [{ kind: 'thinking' as const, chars: 3 }] } : entry,
      );
      return analyze([], { main: { entries: changed } }).clusters.map((c) => `${c.kind} ${c.class} ${c.wasted.map((s) => s.n).join()}`);
    };
    expect(silent('end')).toEqual(['thinking-only proven 1']);
    expect(silent('aborted')).toEqual([]);
    expect(found({ think: 'Hm.' }, { think: 'Well.' })).toEqual([]);
  });
});

describe('findRedundancy: large results', () => {
  const big = code('widget', 400);
  const quote = {
    tool: 'Edit',
    args: { file_path: FILE, old_string: 'const widget_200 = compute_widget(200', new_string: 'x' },
    gives: 'ok',
  };

  it('charges the part of a file that no later step names, when one place of it is edited', () => {
    const { clusters, steps } = analyze([{ say: 'go' }, read(FILE, big), quote]);
    expect(clusters.map((c) => `${c.kind} ${c.class} ${c.wasted[0]?.n}`)).toEqual(['oversize likely 2']);
    expect(clusters[0]!.usd).toBeGreaterThan(0n);
    expect(clusters[0]!.usd).toBeLessThan(ownUsd(steps[1]!.cost));
  });

  it('leaves alone what was asked for in part, is prose, is rewritten, or is only looked through', () => {
    expect(found(read(FILE, big, { offset: 1, limit: 400 }), quote)).toEqual([]);
    expect(
      found(read('/home/someone/shop/README.md', big), { ...quote, args: { ...quote.args, file_path: '/home/someone/shop/README.md' } }),
    ).toEqual([]);
    expect(found(read(FILE, big), quote, { tool: 'Write', args: { file_path: FILE, content: 'x' }, gives: 'ok' })).toEqual([]);
    expect(found(read(FILE, big), { think: 'It has widget_200 in it.' })).toEqual([]);
  });

  it('calls a search unused when nothing of it comes back, and only then', () => {
    const search: Event = { tool: 'Grep', args: { pattern: 'compute', path: 'src' }, gives: big };
    const rest: Event[] = [edit(FILE), bash('ls', 'src'), edit(FILE)];
    expect(found(search, ...rest)).toEqual(['unused likely <-2']);
    expect(found(search, ...rest, { think: 'So widget_3 is it.' })).not.toContain('unused likely <-2');
    expect(found(search)).toEqual([]);
  });
});

describe('sub-agents', () => {
  const thread = (...events: Event[]): AgentRun => ({
    id: 'agent-1',
    aliases: [],
    task: 'look',
    thread: { entries: makeEntries([{ say: 'look' }, ...events], 'child') },
  });
  const task = (agent: AgentRun, gives?: string): Event => ({
    tool: 'Task',
    args: { prompt: 'look' },
    ...(gives !== undefined && { gives }),
    agent,
  });

  it('names the waste and the failures in their threads, inside the total', () => {
    const run = thread(
      read(FILE, numbered(1, 100)),
      read(FILE, numbered(1, 100)),
      bash('cat x', 'cat: x: No such file', { isError: true }),
    );
    const analyzed = analyze([{ say: 'go' }, task(run, 'Found it in basket_total.')]);
    const card = compileCard(analyzed, { allSteps: true });
    expect(card.redundancy.map((c) => [c.id, c.kind, ...c.steps])).toEqual([['r1', 'duplicate', '2.2', '2.4']]);
    expect(card.redundancy[0]?.proof).toContain('stood in step 2.2;');
    expect(card.failures.map((f) => f.step)).toEqual(['2.6']);
    expect(card.cost.avoidable_usd).toBe(formatUsdExact(analyzed.agents[0]!.clusters[0]!.usd));
    expect(validateCard(writeCard(card))).toEqual([]);
  });

  it.each<[string, string | undefined, Event[], string]>([
    ['names that come back', 'See basket_total and tax_rate_of.', [{ think: 'I will change basket_total.' }], 'yes'],
    ['an empty answer', '', [{ think: 'Hm.' }], 'no'],
    ['no answer at all', undefined, [{ think: 'Hm.' }], 'no'],
    ['a telling answer of which nothing comes back', code('gadget', 12), [{ think: 'No.' }, bash('ls', 'src'), { think: 'Done.' }], 'no'],
    ['an answer with nothing to trace', 'It is fine.', [{ think: 'Good.' }], 'unknown'],
  ])('%s', (_, answer, after, used) => {
    const analyzed = analyze([{ say: 'go' }, task({ id: 'agent-1', aliases: [], task: 'look' }, answer), ...after]);
    expect(compileCard(analyzed).agents[0]?.used).toBe(used);
  });
});

it('has the upstream rule, which takes five reads of five files for one', () => {
  const reads = Array.from({ length: 5 }, (_, i) => read(`/home/someone/shop/src/part${i}.ts`, `text ${i}`));
  const analyzed = analyze([{ say: 'go' }, ...reads]);
  expect(analyzed.clusters).toEqual([]);
  const card = compileCard(withUpstreamRedundancy(analyzed));
  expect(card.redundancy.map((c) => [c.kind, c.class, ...c.steps])).toEqual([['similar-arguments', 'likely', 2, 4, 6, 8, 10]]);
  expect(card.cost.avoidable_usd).toBe('0');
  expect(validateCard(writeCard(card))).toEqual([]);
});
