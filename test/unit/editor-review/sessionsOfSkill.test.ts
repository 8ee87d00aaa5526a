import { describe, expect, it } from 'vitest';
import { sessionsOfSkill } from '../../../src/editor/distill/sessionsOfSkill.ts';

const a = { path: '/logs/a.jsonl', cwd: '/work/a/src' };
const b = { path: '/logs/b.jsonl', cwd: '/work/b' };
const inner = { path: '/logs/inner.jsonl', cwd: '/work/a/inner' };
const nowhere = { path: '/logs/n.jsonl', cwd: '/elsewhere' };
const unknown = { path: '/work/b/traces/u.jsonl' };
const all = [a, b, inner, nowhere, unknown];
const FOLDERS = ['/work/a', '/work/b', '/work/a/inner'];

describe('the sessions that a skill learns from', () => {
  it('are those of its own workspace folder and those of none', () => {
    expect(sessionsOfSkill(all, '/work/a', FOLDERS)).toEqual([a, nowhere]);
    expect(sessionsOfSkill(all, '/work/b', FOLDERS)).toEqual([b, nowhere, unknown]);
    expect(sessionsOfSkill(all, '/work/a/inner', FOLDERS)).toEqual([inner, nowhere]);
  });

  it('are all for a skill outside the workspace, and where there is one folder', () => {
    expect(sessionsOfSkill(all, undefined, FOLDERS)).toEqual(all);
    expect(sessionsOfSkill([a, nowhere, unknown], '/work/a', ['/work/a'])).toEqual([a, nowhere, unknown]);
  });
});
