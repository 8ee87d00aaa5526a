import { describe, expect, it } from 'vitest';
import { detectBatching } from '../../../../src/core/costcraft/detectBatching.ts';
import type { Turn } from '../buildSession.ts';
import { against, look, lookInAgents, stepsOf } from './look.ts';

const TASK = 'Compare parser.ts with printer.ts and lexer.ts, and look for parseBlock, printBlock, BLOCK_STATE and ParseBlockState.';

const read = (file: string, result: string, more: Partial<Turn> = {}): Turn => ({
  tool: 'Read',
  args: { file_path: `/repo/src/${file}` },
  result,
  ...more,
});
const grep = (pattern: string, result: string, more: Partial<Turn> = {}): Turn => ({
  tool: 'Grep',
  args: { pattern, path: '/repo/src' },
  result,
  ...more,
});

const find = (turns: Turn[], format = 'claude-code'): number[] => stepsOf(look(detectBatching, turns, { task: TASK, format }));

describe('detectBatching', () => {
  it('finds reads of files that were known before the first of them', () => {
    const turns = [read('parser.ts', 'const a = 1;'), read('printer.ts', 'const b = 2;'), read('lexer.ts', 'const c = 3;')];
    expect(find(turns)).toEqual([3, 5]);
  });

  it('says what one turn less saves: one reading of the context, and no more', () => {
    const [seen] = look(detectBatching, [read('parser.ts', 'const a = 1;'), read('printer.ts', 'const b = 2;')], { task: TASK });
    const prompt = seen?.instance.session.attributed.main.context[1]?.tokens ?? 0;
    // Sonnet 4.5 reads a million tokens from the cache for $0.30.
    expect(seen?.instance.saving).toBe(BigInt(prompt) * 300_000_000n);
    expect(seen?.instance.sentence).toContain(`${prompt.toLocaleString('en-US')} tokens of context`);
  });

  it('finds questions that have nothing to do with each other, and looks at a repository', () => {
    expect(
      find([grep('parseBlock', 'src/a.ts:1: function parseBlock()'), grep('printBlock', 'src/b.ts:9: function printBlock()')]),
    ).toEqual([3]);
    const git = (command: string, result: string): Turn => ({ tool: 'Bash', args: { command }, result });
    expect(find([git('git status', 'On branch main'), git('git log --oneline -5', 'a1 First'), git('git diff --stat', '1 file')])).toEqual([
      3, 5,
    ]);
  });

  it('counts turns that only announce the look in the middle figure, and only silent ones in the low one', () => {
    const silent = look(detectBatching, [read('parser.ts', 'a'), read('printer.ts', 'b')], { task: TASK });
    const spoken = look(detectBatching, [read('parser.ts', 'a'), read('printer.ts', 'b', { say: 'Now let me look at the printer:' })], {
      task: TASK,
    });
    expect([silent, spoken].map(([seen]) => seen?.instance.removals.low.kind)).toEqual(['remove-call', 'shorten']);
    expect(spoken[0]?.instance.removals.mid.kind).toBe('remove-call');
  });

  it('looks into the threads of sub-agents', () => {
    const agent = [grep('Look', 'src/x.ts: Look'), grep('around', 'src/y.ts: around')];
    expect(stepsOf(lookInAgents(detectBatching, [{ tool: 'Task', args: { prompt: 'Look around.' }, result: 'Done.', agent }]))).toEqual([
      3,
    ]);
  });

  it.each<[string, Turn[]]>([
    ['the file stands in the first result', [read('parser.ts', "import { x } from './printer.ts';"), read('helper.ts', 'x')]],
    ['the name came up in the first result', [grep('parseBlock', 'calls visitNode'), grep('visitNode', 'src/v.ts')]],
    ['nobody had named the file before', [read('parser.ts', 'const a = 1;'), read('walker.ts', 'const w = 1;')]],
    ['a listing told of the file', [{ tool: 'Glob', args: { pattern: '**/*.ts' }, result: '/repo/src/walker.ts' }, read('walker.ts', 'w')]],
    [
      'the next page of the file',
      [
        read('parser.ts', 'page 1'),
        { ...read('parser.ts', 'page 2'), args: { file_path: '/repo/src/parser.ts', offset: 100, limit: 100 } },
      ],
    ],
    ['the same question in other words', [grep('parseBlock', 'src/a.ts'), grep('parseBlock\\(', 'src/a.ts:3')]],
    ['the same question in another spelling', [grep('BLOCK_STATE', 'src/a.ts'), grep('ParseBlockState', 'src/a.ts:3')]],
    [
      'the model speaks of a name that it was shown',
      [read('parser.ts', 'a = printBlock()'), read('printer.ts', 'b', { say: 'Let me check printBlock in the printer:' })],
    ],
    [
      'the file was listed before, and the first result led to it',
      [
        { tool: 'Glob', args: { pattern: '**/*' }, result: '/repo/src/walker.ts' },
        { tool: 'Bash', args: { command: 'pytest' }, result: 'ok' },
        read('parser.ts', "import { walk } from './walker.js';"),
        read('walker.ts', 'w'),
      ],
    ],
    ['a look of another kind', [{ tool: 'Glob', args: { pattern: '**/*' }, result: '/repo/src/b.ts' }, read('parser.ts', 'a')]],
    [
      'the first turn also wrote',
      [{ ...read('parser.ts', 'a'), also: [{ tool: 'Write', args: { file_path: '/repo/x.ts', content: 'x' } }] }, read('printer.ts', 'b')],
    ],
    [
      'the model speaks of what it was shown',
      [read('parser.ts', 'it needs a tokenizer'), read('printer.ts', 'b', { say: 'Let me look for the tokenizer:' })],
    ],
    ['the first look found nothing', [grep('parseBlock', 'No matches found'), grep('printBlock', 'src/b.ts')]],
    ['the first look failed', [read('parser.ts', 'File does not exist.', { isError: true }), read('printer.ts', 'b')]],
    [
      'the model answered to what it saw',
      [read('parser.ts', 'a'), read('printer.ts', 'b', { say: 'Good, the parser is as I thought. Now the printer.' })],
    ],
    ['the model thought about it', [read('parser.ts', 'a'), read('printer.ts', 'b', { thinking: 900 })]],
    ['the user spoke in between', [read('parser.ts', 'a'), read('printer.ts', 'b', { user: 'And printer.ts?' })]],
    [
      'something was written in between',
      [read('parser.ts', 'a'), { tool: 'Write', args: { file_path: '/repo/x.ts', content: 'x' } }, read('printer.ts', 'b')],
    ],
    ['a command of unknown effect', [{ tool: 'Bash', args: { command: './prepare.sh' }, result: 'ok' }, read('printer.ts', 'b')]],
    [
      'a test, which is no look',
      [
        { tool: 'Bash', args: { command: 'pytest' }, result: '3 passed' },
        { tool: 'Bash', args: { command: 'git status' }, result: 'clean' },
      ],
    ],
    [
      'a path that git status told of',
      [
        { tool: 'Bash', args: { command: 'git status' }, result: 'modified: src/walker.ts' },
        { tool: 'Bash', args: { command: 'git diff src/walker.ts' }, result: '+x' },
      ],
    ],
  ])('leaves alone: %s', (_, turns) => {
    expect(find(turns)).toEqual([]);
  });

  it('asks for proof that an agent can call tools in parallel', () => {
    const turns = [read('parser.ts', 'a'), read('printer.ts', 'b')];
    expect(find(turns, 'trae')).toEqual([]);
    const shown: Turn = { ...grep('one', 'src/o.ts'), also: [grep('two', 'src/t.ts')] };
    expect(find([shown, { tool: 'Bash', args: { command: 'pytest' }, result: 'ok' }, ...turns], 'trae')).toHaveLength(1);
  });

  it('never joins more than six', () => {
    const names = ['aa1.ts', 'bb2.ts', 'cc3.ts', 'dd4.ts', 'ee5.ts', 'ff6.ts', 'gg7.ts', 'hh8.ts'];
    const turns = names.map((name) => read(name, 'const plain = 1;'));
    expect(stepsOf(look(detectBatching, turns, { task: `Read ${names.join(', ')}.` }))).toEqual([3, 5, 7, 9, 11, 15]);
  });

  it('takes looks that were cancelled with a failed one of the same turn for a word against it, once a turn', () => {
    const cancelled = { ...read('printer.ts', 'Sibling tool call errored'), refused: 'cancelled' as const };
    const turn: Turn = { ...read('parser.ts', 'No such file', { isError: true }), also: [cancelled, { ...cancelled }] };
    expect(against(look(detectBatching, [turn], { task: TASK }))).toBe(1);
  });
});
