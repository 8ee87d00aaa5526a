import { describe, expect, it } from 'vitest';
import { findUnsafe } from '../../../../src/core/costcraft/checkSafety.ts';
import { observeTraits } from '../../../../src/core/costcraft/preserve/observeTraits.ts';
import { readTraits } from '../../../../src/core/costcraft/preserve/readTraits.ts';
import { taskKind } from '../../../../src/core/costcraft/preserve/taskKind.ts';
import { draftOf } from '../../../../src/core/costcraft/preserve/traits.ts';
import { renderRule } from '../../../../src/core/costcraft/ruleTemplates.ts';
import { viewSession } from '../../../../src/core/costcraft/sessionView.ts';
import type { SessionTraits } from '../../../../src/core/costcraft/preserve/sessionTraits.ts';
import { analyze, bash, edit, read, type Event } from '../../card/makeSession.ts';

const traits = (events: readonly Event[], task = 'Fix the basket'): SessionTraits => readTraits(viewSession(analyze(events, { task })));
const fails = (command: string): Event => bash(command, '1 failed', { isError: true, exitCode: 1 });
const plain = (list: readonly string[]): string[] => list.filter((trait) => !trait.includes(':'));
const search: Event = { tool: 'Grep', args: { pattern: 'total' }, gives: '/repo/a.ts' };
const plan: Event = { tool: 'TodoWrite', args: { todos: [] }, gives: 'ok' };

describe('readTraits', () => {
  it('sees a careful session', () => {
    const careful = traits([
      read('/repo/AGENTS.md', '# Guide'),
      plan,
      bash('npm test', 'ok'),
      search,
      read('/repo/a.test.ts', 'x'),
      read('/repo/a.ts', 'x'),
      edit('/repo/a.test.ts'),
      fails('npm test'),
      edit('/repo/a.ts'),
      edit('/repo/a.ts'),
      bash('npm test', 'ok'),
      bash('npm run lint', 'ok'),
      bash('git diff', 'x'),
      bash('git commit -m x', 'done'),
    ]);
    expect(plain(careful.shown)).toEqual(
      ['baseline-first', 'check-before-commit', 'commit-last', 'guides-first', 'look-at-diff', 'plan-first', 'read-before-edit', 'test-first', 'verify-last'], // prettier-ignore
    );
    expect(careful.absent).toEqual(['search-first']);
    expect(careful.shown).toContain('run:npm test');
    expect(careful.shown).toContain('run:npm run lint');
    expect(careful.shown).toContain('start:read,plan,test');
    expect(careful.shown).toContain('order:edit,test,edit');
    expect(careful).toMatchObject({ kind: 'fix', project: '/home/someone/shop', outcome: 'unknown' });
  });

  it('sees a careless one', () => {
    const careless = traits([...Array.from({ length: 7 }, (_, i) => edit(`/repo/f${i}.ts`)), fails('npm test')]);
    expect(plain(careless.shown)).toEqual([]);
    expect(careless.absent).toEqual(
      ['baseline-first', 'commit-last', 'guides-first', 'look-at-diff', 'plan-first', 'read-before-edit', 'small-steps', 'verify-last'], // prettier-ignore
    );
  });

  it('says nothing of what there was no opportunity for', () => {
    const asked = traits([search, read('/repo/a.ts', 'x')], 'How is the total computed?');
    expect(asked).toMatchObject({ kind: 'question', absent: [] });
    expect(plain(asked.shown)).toEqual(['search-first']);
    // A file that the session made needs no reading, two edits need no plan, and one test file alone has no order.
    const made = traits([
      { tool: 'Write', args: { file_path: '/repo/new.test.ts', content: 'x' }, gives: 'ok' },
      edit('/repo/new.test.ts'),
    ]);
    expect([...made.shown, ...made.absent].filter((trait) => ['read-before-edit', 'plan-first', 'test-first'].includes(trait))).toEqual([]);
  });

  it('does not count what failed or was refused', () => {
    const refused = { ...bash('git commit -m x', 'no'), result: { isError: true, refused: 'rejected' as const } } as Event;
    const last = traits([read('/repo/a.ts', 'x'), edit('/repo/a.ts'), fails('git commit -m x'), refused]);
    expect(last.absent).toContain('commit-last');
    expect(traits([read('/repo/a.ts', 'x'), edit('/repo/a.ts'), bash('npm test', 'ok'), fails('npm test')]).absent).toContain(
      'verify-last',
    );
  });

  it('is small, JSON-safe, and the same for a session and its copy', () => {
    const events = [search, read('/repo/a.ts', 'x'), edit('/repo/a.ts'), bash('npm test', 'ok')];
    const one = traits(events);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    expect(traits(events)).toEqual(one);
    expect(traits([...events, plan]).start).toBe(one.start);
    // Nothing of the request but one of our own words and a hash.
    expect(JSON.stringify(traits(events, 'Fix SECRET-NAME'))).not.toContain('SECRET');
  });

  it('has no behaviours for a session that did nothing', () => {
    expect(traits([{ say: 'Hello' }])).toMatchObject({ shown: [], absent: [] });
    expect(traits([bash('./deploy.sh', 'x')])).toMatchObject({ shown: [], absent: [] });
  });
});

describe('taskKind', () => {
  it.each<[string, ReturnType<typeof taskKind>]>([
    ['Fix the login crash', 'fix'],
    ['Add a dark mode', 'feature'],
    ['Please review PR #12', 'review'],
    ['Write unit tests for the parser', 'tests'],
    ['Rename the module', 'refactor'],
    ['Update the README', 'docs'],
    ['Why is it slow?', 'question'],
    ['Release 1.2', 'release'],
    ['go', undefined],
    ['', undefined],
  ])('%s', (task, kind) => expect(taskKind(task)).toBe(kind));
});

describe('observeTraits', () => {
  it('names the steps that show a behaviour, in our own sentence, and claims no saving', () => {
    const events = [search, read('/repo/a.ts', 'x'), edit('/repo/a.ts'), bash('npm run lint', 'ok')];
    // What did not end well is no example.
    expect(observeTraits(viewSession(analyze(events)))).toEqual([]);
    const view = viewSession(analyze(events, { outcome: { result: 'success', evidence: [] } }));
    const observations = observeTraits(view);
    for (const { draft, instance, lane, scope, assumptions } of observations) {
      const rule = renderRule(draft);
      expect([rule, findUnsafe(rule)]).toEqual([rule, undefined]);
      expect([lane, scope, instance.saving]).toEqual(['preserve', 'project', 0n]);
      expect(instance.evidence.every(({ role }) => role === 'behaviour')).toBe(true);
      expect(assumptions.join(' ')).toMatch(/other tasks/);
    }
    const rules = observations.map(({ draft }) => renderRule(draft));
    expect(rules).toContain('Run `npm run lint` after the last edit, before you finish.');
    expect(rules).toContain('Begin in this order here: search, then read, then edit.');
    expect(new Set(observations.map(({ signature }) => signature)).size).toBe(observations.length);
  });

  it('makes no rule of a name that it has not made itself', () => {
    for (const name of ['toString', 'order:search,read', 'order:search,read,curl', 'start:a,b,c', 'verify', ''])
      expect(draftOf(name)).toBeUndefined();
  });
});
