import { describe, expect, it } from 'vitest';
import { detectUnused } from '../../../../src/core/costcraft/detectUnused.ts';
import { detectUnusedDocs } from '../../../../src/core/costcraft/detectUnusedDocs.ts';
import type { Turn } from '../buildSession.ts';
import { against, look, stepsOf, talk } from './look.ts';

const TEXT = Array.from(
  { length: 80 },
  (_, i) => `The option \`setting_${i}_value\` belongs to the deployment handbook of chapter ${i}.`,
).join('\n');
const read = (path: string, result = TEXT, more: Partial<Turn> = {}): Turn => ({
  tool: 'Read',
  args: { file_path: path },
  result,
  ...more,
});

describe('detectUnusedDocs', () => {
  it('finds a text that was read whole and of which nothing came back', () => {
    const seen = look(detectUnusedDocs, [read('/repo/docs/deploy.md'), ...talk(6)]);
    expect(stepsOf(seen)).toEqual([2]);
    expect(seen[0]?.instance.checks.map(({ check, result }) => `${check} ${result}`)).toEqual([
      'C1 unknown',
      'C2 pass',
      'C3 pass',
      'C4 pass',
      'C5 pass',
    ]);
  });

  it.each<[string, Turn]>([
    ['a name of it came back', { say: 'I set setting_7_value.' }],
    ['its wording came back', { say: 'As the deployment handbook says, each chapter belongs to an option.' }],
    ['a line of it was written', { tool: 'Write', args: { file_path: '/repo/x', content: TEXT.split('\n')[4] ?? '' }, result: 'ok' }],
  ])('lets it speak against the rule where %s', (_, used) => {
    const seen = look(detectUnusedDocs, [read('/repo/docs/deploy.md'), used, ...talk(6)]);
    expect([stepsOf(seen), against(seen)]).toEqual([[], 1]);
  });

  it.each<[string, Turn[], string?]>([
    ['instructions for agents', [read('/repo/AGENTS.md'), ...talk(6)]],
    ['a skill', [read('/repo/.claude/skills/deploy/SKILL.md'), ...talk(6)]],
    ['a plan', [read('/repo/docs/PLAN.md'), ...talk(6)]],
    ['code', [read('/repo/src/deploy.ts'), ...talk(6)]],
    ['a part of it', [{ ...read('/repo/docs/deploy.md'), args: { file_path: '/repo/docs/deploy.md', offset: 1, limit: 80 } }, ...talk(6)]],
    ['what the user named', [read('/repo/docs/deploy.md'), ...talk(6)], 'Read deploy.md first.'],
    [
      'what is edited later',
      [
        read('/repo/docs/deploy.md'),
        ...talk(6),
        { tool: 'Edit', args: { file_path: '/repo/docs/deploy.md', old_string: 'a', new_string: 'b' }, result: 'ok' },
      ],
    ],
    ['what the model speaks of', [read('/repo/docs/deploy.md'), { say: 'So deploy.md settles it.' }, ...talk(6)]],
    ['the end of a session', [read('/repo/docs/deploy.md'), ...talk(2)]],
    ['a short text', [read('/repo/docs/deploy.md', TEXT.slice(0, 900)), ...talk(6)]],
  ])('leaves alone: %s', (_, turns, task = 'Mend the parser.') => {
    expect(stepsOf(look(detectUnusedDocs, turns, { task }))).toEqual([]);
  });
});

describe('detectUnused', () => {
  const code = (mark: string): string =>
    Array.from({ length: 600 }, (_, i) => `export const ${mark}_item_${i} = compute(${i}); // nothing`).join('\n');
  const edit: Turn = { tool: 'Edit', args: { file_path: '/repo/src/z.ts', old_string: 'let a', new_string: 'let b' }, result: 'ok' };

  it('finds a large file of which nothing came back, and lets a used one speak against it', () => {
    const turns = [
      read('/repo/src/x.ts', code('alpha')),
      read('/repo/src/y.ts', code('beta')),
      edit,
      { say: 'So beta_item_5 is the one.' },
      ...talk(5),
    ];
    const seen = look(detectUnused, turns);
    expect([stepsOf(seen), against(seen)]).toEqual([[2], 1]);
    expect(seen.find(({ contradicts }) => !contradicts)?.draft.template).toBe('unused-read');
  });

  it('says nothing of small files, and of files that are opened again', () => {
    expect(look(detectUnused, [read('/repo/src/x.ts', 'const a = 1;'), edit, ...talk(5)])).toEqual([]);
    const again = [
      read('/repo/src/x.ts', code('alpha')),
      edit,
      ...talk(5),
      { ...read('/repo/src/x.ts', 'x'), args: { file_path: '/repo/src/x.ts', offset: 3, limit: 1 } },
    ];
    expect(stepsOf(look(detectUnused, again))).toEqual([]);
  });
});
