import { describe, expect, it } from 'vitest';
import { adviseSession } from '../../../src/core/costcraft/adviseSession.ts';
import type { AdvicePart } from '../../../src/core/costcraft/adviceParts.ts';
import { mergeAdvice } from '../../../src/core/costcraft/mergeAdvice.ts';
import { viewSession } from '../../../src/core/costcraft/sessionView.ts';
import { formatUsdExact, parseUsd } from '../../../src/core/session/money.ts';
import { buildSession, type SessionSpec, type Turn } from './buildSession.ts';

const MINUTE = 60_000;
const LARGE = 100_000;
const work = (more: Partial<Turn> = {}): Turn => ({ tool: 'Bash', args: { command: 'ls' }, result: 'a\nb', ...more });
const advise = (spec: Omit<SessionSpec, 'id'>, id = 's1'): AdvicePart[] =>
  adviseSession(viewSession(buildSession({ prefix: LARGE, ...spec, id })));

describe('advice', () => {
  const paused = {
    turns: [work(), work({ pause: 12 * MINUTE, cacheLost: true, user: 'Go on.' }), work({ pause: 70 * MINUTE, cacheLost: true }), work()],
  };

  it('tells what pauses cost that outlived the cache, to the last digit', () => {
    const session = buildSession({ id: 's1', prefix: LARGE, ...paused });
    const [advice, ...more] = mergeAdvice(advise(paused));
    expect(more).toEqual([]);
    expect(advice?.kind).toBe('idle-cache');
    expect(advice?.usd).toBe(formatUsdExact(session.attributed.rewrite));
    expect(advice?.text).toContain(
      '2 pauses longer than the cache lives (1 until the user spoke again, 1 for a tool or a consent; the longest 1 h 10 min) in 1 session',
    );
    expect(advice?.sessions).toEqual([{ id: 's1', path: '/traces/s1.jsonl', usd: advice?.usd }]);
  });

  it('says nothing of short pauses, of caches that held, and of what is cheap', () => {
    expect(mergeAdvice(advise({ turns: [work(), work({ pause: 2 * MINUTE }), work({ pause: 20 * MINUTE })] }))).toEqual([]);
    expect(mergeAdvice(advise({ ...paused, prefix: 3_000 }))).toEqual([]);
  });

  it('tells what a change of the model cost, and blames the pause where there was one', () => {
    const other = 'claude-opus-4-5-20251101';
    const [advice] = mergeAdvice(advise({ turns: [work(), work({ model: other, cacheLost: true }), work({ model: other })] }));
    expect(advice?.kind).toBe('model-switch');
    expect(advice?.text).toContain(`1 change of the model (most of it claude-sonnet-4-5-20250929 to ${other}) in 1 session`);
    const late = mergeAdvice(advise({ turns: [work(), work({ model: other, cacheLost: true, pause: 9 * MINUTE })] }));
    expect(late.map(({ kind }) => kind)).toEqual(['idle-cache']);
  });

  const tool = (name: string, chars = 20_000): NonNullable<SessionSpec['parts']>[number] => ({ kind: 'tool', name, chars });
  const turns = Array.from({ length: 8 }, () => work());

  it('names tools that no session used, with their share of the prefix', () => {
    const first = { turns, parts: [tool('Bash'), tool('browser'), tool('canvas'), tool('tts')] };
    const second = { turns: [...turns, work({ tool: 'canvas', args: {}, result: 'ok' })], parts: first.parts };
    const parts = [...advise(first, 's1'), ...advise(second, 's2')];
    const [advice] = mergeAdvice(parts);
    expect(advice?.kind).toBe('unused-tools');
    expect(advice?.text).toMatch(/^2 of 4 tools \((?:browser, tts|tts, browser)\) were offered in every call and never used in 2 sessions/);
    const sum = parts
      .flatMap((part) => (part.kind === 'unused-tools' ? part.tools : []))
      .filter(({ name }) => name === 'tts' || name === 'browser');
    expect(advice?.usd).toBe(formatUsdExact(sum.reduce((total, { usd }) => total + parseUsd(usd), 0n)));
    expect(mergeAdvice([...parts].reverse())).toEqual(mergeAdvice(parts));
  });

  it('names large files of instructions', () => {
    const parts: SessionSpec['parts'] = [
      { kind: 'system', name: 'system', chars: 40_000 },
      { kind: 'file', name: 'AGENTS.md', chars: 60_000 },
      { kind: 'file', name: 'NOTES.md', chars: 400 },
    ];
    const [advice, ...more] = mergeAdvice(advise({ turns, parts }));
    expect(more).toEqual([]);
    expect(advice?.kind).toBe('large-instructions');
    expect(advice?.text).toContain('(AGENTS.md; up to 60,000 characters)');
  });

  it('pays for what stands in two sessions once', () => {
    const once = mergeAdvice(advise(paused));
    const [part] = advise(paused);
    const copy = { ...(part as AdvicePart), session: { id: 's2', path: '/traces/s2.jsonl' } };
    expect(mergeAdvice([part as AdvicePart, copy])).toEqual(once);
  });

  it('lets nothing through that a view could take for markup', () => {
    const parts = [tool('Bash'), tool('[x](http://host) <b>`;\u202e')];
    const [advice] = mergeAdvice(advise({ turns, parts }));
    expect(advice?.text).not.toMatch(/[[\]<>`;()]{2}|\u202e|\[x\]/);
  });

  it('is JSON-safe', () => {
    const parts = advise({ ...paused, parts: [tool('Bash'), tool('tts')] });
    expect(JSON.parse(JSON.stringify(parts))).toEqual(parts);
  });
});
