import { describe, expect, it } from 'vitest';
import { toCsv, toMarkdown } from '../../../webview/shared/exportTable.ts';
import { actorsOf } from '../../../webview/graph/actors.ts';
import { indexTrace } from '../../../webview/traceIndex.ts';
import { ancestorsOf, nodesAbove, openAtFirst, SHOW_ALL, treeRows, type TreeQuery } from '../../../webview/tree/treeRows.ts';
import { makeTrace } from '../../webview/makeTrace.ts';

const TRACE = makeTrace([
  { kind: 'llm', name: 'opus', usd: '0.01', subtreeUsd: '0.04' },
  { kind: 'tool', name: 'Read', target: 'zones.csv', parent: 0, usd: '0.03', clusters: ['r1'] },
  { kind: 'llm', name: 'opus', usd: '0.02', subtreeUsd: '0.3813' },
  { kind: 'agent', name: 'Task', target: 'look it up', parent: 2, usd: '0.1', subtreeUsd: '0.3613' },
  { kind: 'llm', name: 'haiku', parent: 3, thread: 1, usd: '0.2613', status: 'error', error: 'overloaded' },
]);
const INDEX = indexTrace(TRACE);
const rowsOf = (query: Partial<TreeQuery>, open: Iterable<number> = openAtFirst(INDEX)): number[] =>
  treeRows(INDEX, { ...SHOW_ALL, ...query }, new Set(open)).map(({ node }) => node.id);

describe('the rows', () => {
  it('show calls open and sub-agents closed', () => {
    expect(rowsOf({})).toEqual([0, 1, 2, 3]);
    expect(rowsOf({}, [])).toEqual([0, 2]);
    expect(rowsOf({}, nodesAbove(INDEX, 0))).toEqual([0, 1, 2, 3, 4]);
  });

  it('lead to each match, however deep, and to nothing else', () => {
    expect(rowsOf({ text: 'OVERLOADED haiku' }, [])).toEqual([2, 3, 4]);
    expect(rowsOf({ flag: 'failed' }, [])).toEqual([2, 3, 4]);
    expect(rowsOf({ flag: 'wasted' }, [])).toEqual([0, 1]);
    expect(rowsOf({ tool: 'Read' }, [])).toEqual([0, 1]);
    expect(rowsOf({ minShare: 0.5 }, [])).toEqual([2, 3, 4]);
    expect(rowsOf({ text: 'nowhere' })).toEqual([]);
  });

  it('stand by cost among their siblings', () => {
    expect(rowsOf({ sort: 'cost' })).toEqual([2, 3, 0, 1]);
  });

  it('know the way up', () => {
    expect(ancestorsOf(INDEX, 4)).toEqual([3, 2]);
    expect(ancestorsOf(INDEX, 0)).toEqual([]);
  });
});

describe('the actors', () => {
  it('hold the whole bill once, each with its calls', () => {
    const { actors, links } = actorsOf(TRACE.nodes, 'claude-code');
    expect(actors.map(({ id, calls, usd }) => [id, calls, usd])).toEqual([
      ['session', 0, '0'],
      ['model opus', 2, '0.03'],
      ['tool Read', 1, '0.03'],
      ['agent look it up', 1, '0.1'],
      ['model haiku', 1, '0.2613'],
    ]);
    expect(links.map(({ from, to, calls }) => `${from} > ${to} ${calls}`)).toContain('agent look it up > model haiku 1');
  });

  it('only add to the picture when a session grows', () => {
    const before = actorsOf(TRACE.nodes.slice(0, 3), 'claude-code').actors.map(({ id }) => id);
    const after = actorsOf(TRACE.nodes, 'claude-code').actors.map(({ id }) => id);
    expect(after.slice(0, before.length)).toEqual(before);
  });
});

describe('tables that leave the page', () => {
  const table = { columns: ['a', 'b'], rows: [['=1+1', 'x,"y"\nz'] as const, ['-5', '|<b>'] as const] };

  it('compute nothing as CSV', () => {
    expect(toCsv(table)).toBe(`a,b\r\n'=1+1,"x,""y""\nz"\r\n-5,|<b>\r\n`);
  });

  it('are nothing but text as Markdown', () => {
    expect(toMarkdown(table).split('\n')[3]).toBe('| -5 | \\|\\<b\\> |');
  });
});
