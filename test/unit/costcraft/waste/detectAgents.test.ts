import { describe, expect, it } from 'vitest';
import { detectAgentRereads } from '../../../../src/core/costcraft/detectAgentRereads.ts';
import { detectOversize } from '../../../../src/core/costcraft/detectOversize.ts';
import { detectRepetition } from '../../../../src/core/costcraft/detectRepetition.ts';
import { detectUnusedAgents } from '../../../../src/core/costcraft/detectUnusedAgents.ts';
import { detectWaste } from '../../../../src/core/costcraft/detectWaste.ts';
import type { Turn } from '../buildSession.ts';
import { against, look, lookInAgents, stepsOf, talk } from './look.ts';

const FILE = Array.from({ length: 120 }, (_, i) => `export const value_${i} = ${i}; // one of many lines in this file`).join('\n');
const read = (path: string, result = FILE, more: Partial<Turn> = {}): Turn => ({
  tool: 'Read',
  args: { file_path: path },
  result,
  ...more,
});
const task = (result: string, agent: Turn[], more: Partial<Turn> = {}): Turn => ({
  tool: 'Task',
  args: { prompt: 'Look around.' },
  result,
  agent,
  ...more,
});
const ANSWER = Array.from({ length: 12 }, (_, i) => `The place is helper_number_${i} in module_${i}_x.`).join('\n');

describe('detectAgentRereads', () => {
  const start = task('It stands in the table.', [read('/repo/src/table.ts'), { say: 'Found.' }]);

  it('finds a file that the sub-agent had read, and keeps what was named later', () => {
    const seen = look(detectAgentRereads, [start, read('/repo/src/table.ts'), { say: 'So value_60 it is.' }, ...talk(2)]);
    expect(stepsOf(seen)).toEqual([4]);
    expect(seen[0]?.instance.evidence.map(({ step, role }) => [step.n, role])).toEqual([
      [2, 'needed'],
      [4, 'wasted'],
    ]);
    const { low, mid, high } = seen[0]?.instance.removals ?? {};
    expect([low?.kind, mid?.kind, high?.kind]).toEqual(['shorten', 'shorten', 'step']);
  });

  it.each<[string, Turn[]]>([
    [
      'it is changed later',
      [
        read('/repo/src/table.ts'),
        { tool: 'Edit', args: { file_path: '/repo/src/table.ts', old_string: 'a', new_string: 'b' }, result: 'ok' },
      ],
    ],
    ['another file was read', [read('/repo/src/other.ts')]],
    ['it has changed', [read('/repo/src/table.ts', FILE.replaceAll('value', 'item'))]],
    [
      'it was written in between',
      [{ tool: 'Write', args: { file_path: '/repo/src/table.ts', content: FILE }, result: 'ok' }, read('/repo/src/table.ts')],
    ],
    ['a part was chosen', [{ ...read('/repo/src/table.ts'), args: { file_path: '/repo/src/table.ts', offset: 1, limit: 120 } }]],
    ['the parent checks what it was told', [read('/repo/src/table.ts', FILE, { say: 'Let me verify that.' })]],
    ['it is small', [read('/repo/src/table.ts', FILE.slice(0, 600))]],
  ])('leaves alone: %s', (_, turns) => {
    expect(look(detectAgentRereads, [start, ...turns, ...talk(2)])).toEqual([]);
  });
});

describe('detectUnusedAgents', () => {
  const looked = [read('/repo/src/table.ts'), { say: 'Found.' }];

  it('finds a sub-agent of whose answer nothing came back, with all that it cost', () => {
    const seen = look(detectUnusedAgents, [task(ANSWER, looked), ...talk(4)]);
    expect(stepsOf(seen)).toEqual([2]);
    const [{ instance } = { instance: undefined }] = seen;
    const own = instance?.session.attributed.agents[0]?.subtreeTotal ?? 0n;
    expect(instance?.saving).toBeGreaterThan(own);
  });

  it('lets one that was used speak against the rule', () => {
    const seen = look(detectUnusedAgents, [task(ANSWER, looked), { say: 'So helper_number_3 it is.' }, ...talk(4)]);
    expect([stepsOf(seen), against(seen)]).toEqual([[], 1]);
  });

  it.each<[string, Turn]>([
    ['it was rejected', task('', looked, { refused: 'rejected' })],
    ['it failed', task('Error: out of tokens', looked, { isError: true })],
    ['its records are not known', { tool: 'Task', args: { prompt: 'Look around.' }, result: ANSWER }],
    ['it was only started, and may have answered elsewhere', task(ANSWER, looked, { status: 'accepted' })],
    ['its answer tells too little', task('Yes.', looked)],
  ])('leaves alone: %s', (_, turn) => {
    expect(stepsOf(look(detectUnusedAgents, [turn, ...talk(4)]))).toEqual([]);
  });

  it('judges an agent that changed files by these', () => {
    const wrote: Turn[] = [{ tool: 'Write', args: { file_path: '/repo/x.ts', content: 'x' }, result: 'ok' }, { say: 'Done.' }];
    expect(stepsOf(look(detectUnusedAgents, [task(ANSWER, wrote), ...talk(4)]))).toEqual([]);
  });
});

describe('the threads of sub-agents', () => {
  const inner = [read('/repo/src/table.ts'), read('/repo/src/table.ts'), { say: 'Found.' }];

  it('are searched as the main thread is, and their steps are named by their way down', () => {
    const seen = lookInAgents(detectRepetition, [task(ANSWER, inner), ...talk(2)]);
    expect(stepsOf(seen)).toEqual([4]);
    expect(seen[0]?.instance.thread).toBe('2.');
    expect(seen[0]?.instance.sentence).toMatch(/^Step 2\.4 \(`Read`, .* step 2\.2/);
  });

  it('may read whole files: that is what they are sent for', () => {
    const large = Array.from({ length: 600 }, (_, i) => `export const item_${i} = compute(${i}); // nothing more on this line`).join('\n');
    const reads: Turn[] = [read('/repo/src/large.ts', large), { say: 'It is item_7.' }, ...talk(4)];
    expect(look(detectOversize, reads).map(({ signature }) => signature)).toEqual(['read-file']);
    expect(lookInAgents(detectOversize, [task(ANSWER, reads), ...talk(2)])).toEqual([]);
  });

  it('are part of what detectWaste finds in a session', () => {
    const seen = look(detectWaste, [task(ANSWER, inner), { say: 'So helper_number_3 it is.' }, ...talk(2)]);
    expect(seen.filter(({ detector, instance }) => detector === 'overlap' && instance.thread === '2.')).toHaveLength(1);
  });
});
