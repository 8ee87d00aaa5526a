import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { linkSessions } from '../../../src/core/readers/linkSessions.ts';
import { codes, piAssistant, piHeader, piMessage, piToolCall, piToolResult, piUser, readLines, stepOf, type Line } from './make.ts';

const KEY = 'agent:main:subagent:00c29b8a-0761-4ea4-9dc5-883c17e998d8';
const TASK = 'Paint the whole fence, front and back, in green';
const OPENCLAW = { cwd: '/home/me/.openclaw/workspace' };

function parent(more: Line[] = []): Session {
  return readLines(
    [
      piHeader({ id: 'parent', ...OPENCLAW }),
      piMessage('u', null, piUser('Go')),
      piMessage('a', 'u', piToolCall('t', 'sessions_spawn', { task: TASK })),
      piMessage('r', 'a', piToolResult('t', 'sessions_spawn', '{}', { details: { status: 'accepted', childSessionKey: KEY } })),
      ...more,
    ],
    '/s/parent.jsonl',
  );
}

function child(id: string, request = TASK, path = `/s/${id}.jsonl.deleted.2026-02-12T19-40-24.277Z`): Session {
  return readLines([piHeader({ id, ...OPENCLAW }), piMessage('u', null, piUser(request)), piMessage('a', 'u', piAssistant())], path);
}

function linkedTo(sessions: Session[]): string | undefined {
  return stepOf(sessions[0] as Session, 't').agent?.sessionId;
}

describe('linkSessions', () => {
  it('believes OpenClaw’s own map of session keys', () => {
    const sessions = linkSessions([parent(), child('c1', 'Anything'), child('c2')], new Map([[KEY, 'c1']]));
    expect(linkedTo(sessions)).toBe('c1');
    expect(sessions.map(({ parentId }) => parentId)).toEqual([undefined, 'parent', undefined]);
    expect(codes(sessions[0] as Session)).toEqual([]);
  });

  it('believes the announcement, by session id or transcript name', () => {
    const announce = (tail: string): Line =>
      piMessage('n', 'r', piUser(`A subagent task "Paint" just completed.\n\nStats: sessionKey ${KEY} • ${tail}\n`));
    expect(linkedTo(linkSessions([parent([announce('sessionId c7')]), child('c7', 'x')]))).toBe('c7');
    const named = child('inner-id', 'x', '/s/c8.jsonl');
    expect(linkedTo(linkSessions([parent([announce('transcript /home/me/c8.jsonl')]), named]))).toBe('inner-id');
  });

  it('guesses by the task last, and says that it is a guess', () => {
    const first = parent();
    const sessions = linkSessions([
      first,
      child('other', 'Mow the lawn in neat stripes'),
      child('c3', `[Tue 2026-02-17 23:14 EST] ${TASK}`),
    ]);
    expect(linkedTo(sessions)).toBe('c3');
    expect(sessions[0]?.warnings).toMatchObject([{ code: 'guessed-link', at: { line: 3 } }]);
    expect(stepOf(first, 't').agent?.sessionId).toBeUndefined();
  });

  it('does not guess from a child that started before, or from a few words', () => {
    const early = { ...child('c4'), startedAt: 1000 };
    expect(linkedTo(linkSessions([parent(), early]))).toBeUndefined();
    expect(linkedTo(linkSessions([parent(), child('c5', 'Paint')]))).toBeUndefined();
  });
});
