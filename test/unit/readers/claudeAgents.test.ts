import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { threadsOf } from '../../../src/core/session/walk.ts';
import { assembleSessions } from './assembleSessions.ts';
import { attachAgentFiles, isAgentFileOf } from '../../../src/core/readers/attachAgentFiles.ts';
import {
  allCalls,
  ccAnswer,
  ccLine,
  ccResult,
  ccToolUse,
  ccUsage,
  ccUser,
  codes,
  mainCalls,
  only,
  readLines,
  stepOf,
  text,
  usage,
  type Line,
} from './make.ts';

const start = [
  ccUser({ uuid: 'u1' }, 'Survey the garden'),
  ccAnswer({ uuid: 'a1', parentUuid: 'u1' }, 'm1', ccToolUse('task', 'Task', { prompt: 'Count the beds', subagent_type: 'Explore' })),
];

function done(agentId?: string): Line {
  const structured = { status: 'completed', prompt: 'Count the beds', totalDurationMs: 900, ...(agentId !== undefined && { agentId }) };
  return ccResult({ uuid: 'r1', parentUuid: 'a1' }, 'task', [text('Four beds')], { toolUseResult: structured });
}

/** Lines of a sub-agent, as its own file holds them. */
function agentLines(agentId: string, messages = ['g1', 'g2'], sessionId = 'cc-1'): Line[] {
  const own = { isSidechain: true, agentId, sessionId };
  return [
    ccUser({ uuid: `${agentId}-u` }, 'Count the beds', own),
    ...messages.map((id, i) =>
      ccAnswer({ uuid: `${agentId}-${i}`, parentUuid: `${agentId}-u` }, id, text(`step ${i}`), { usage: ccUsage(100 + i, 10) }, own),
    ),
  ];
}

function progress(agentId: string, message: Record<string, unknown>, more: Record<string, unknown> = {}): Line {
  const data = { type: 'agent_progress', agentId, prompt: 'Count the beds', message, ...more };
  return ccLine('progress', { uuid: `p-${String(message['uuid'])}`, parentUuid: 'a1' }, { parentToolUseID: 'task', data });
}

function progressAnswer(uuid: string, messageId: string, block: Record<string, unknown>, output = 5): Record<string, unknown> {
  const { message, timestamp, requestId } = ccAnswer({ uuid }, messageId, block, { usage: ccUsage(100, output) });
  return { type: 'assistant', uuid, message, timestamp, requestId };
}

function agentThread(session: Session): string[] {
  const thread = stepOf(session, 'task').agent?.thread;
  return thread?.entries.map((entry) => (entry.kind === 'llm' ? entry.billId : entry.kind)) ?? [];
}

describe('first generation: sidechain lines in the file', () => {
  const side = (root: string, prompt: string, messageId: string, parent: string | null = null): Line[] => [
    ccUser({ uuid: root, parentUuid: parent }, prompt, { isSidechain: true }),
    ccAnswer({ uuid: `${root}-a`, parentUuid: root }, messageId, text('Looking'), {}, { isSidechain: true }),
  ];

  it('are the thread of the Task whose prompt they begin with', () => {
    const session = readLines([...start, ...side('s', 'Count the beds', 'g1'), done()]);
    expect(mainCalls(session)).toHaveLength(1);
    expect(stepOf(session, 'task').agent).toMatchObject({ id: 's', task: 'Count the beds', type: 'Explore' });
    expect(agentThread(session)).toEqual(['user', 'g1']);
    expect(codes(session)).toEqual([]);
  });

  it('of equal prompts go to the Tasks in order, interleaved or not', () => {
    const again = ccAnswer({ uuid: 'a2', parentUuid: 'a1' }, 'm1', ccToolUse('task2', 'Task', { prompt: 'Count the beds' }));
    const [one, two] = [side('s1', 'Count the beds', 'g1'), side('s2', 'Count the beds', 'g2')];
    const session = readLines([...start, again, one[0] as Line, two[0] as Line, two[1] as Line, one[1] as Line]);
    expect(agentThread(session)).toEqual(['user', 'g1']);
    expect(stepOf(session, 'task2').agent?.thread?.entries).toMatchObject([{ kind: 'user' }, { billId: 'g2' }]);
  });

  it('that no Task claims are stray, and billed', () => {
    const session = readLines([...start, ...side('s', 'Warm up', 'g9'), done()]);
    expect(only(session.strayAgents)).toMatchObject({ id: 's', task: 'Warm up' });
    expect(allCalls(session).map(({ billId }) => billId)).toEqual(['m1', 'g9']);
    expect(codes(session)).toEqual(['agent-records-missing']);
  });
});

describe('second and third generation: files of their own', () => {
  it('read alone are sessions that name their parent', () => {
    expect(readLines(agentLines('ab12'))).toMatchObject({
      id: 'cc-1/agent-ab12',
      parentId: 'cc-1',
      agentId: 'ab12',
      task: 'Count the beds',
      strayAgents: [],
    });
  });

  it('are told by their place', () => {
    expect(isAgentFileOf('/p/cc-1.jsonl', '/p/agent-ab12.jsonl')).toBe(true);
    expect(isAgentFileOf('/p/cc-1.jsonl', '/p/cc-1/subagents/agent-ab12.jsonl')).toBe(true);
    expect(isAgentFileOf('/p/cc-1.jsonl', '/p/cc-1/subagents/flow/agent-ab12.jsonl')).toBe(true);
    expect(isAgentFileOf('C:\\p\\cc-1.jsonl', 'C:\\p\\cc-1\\subagents\\agent-ab12.jsonl')).toBe(true);
    expect(isAgentFileOf('/p/cc-1.jsonl', '/p/cc-2/subagents/agent-ab12.jsonl')).toBe(false);
    expect(isAgentFileOf('/p/cc-1.jsonl', '/p/cc-1.agent-ab12.jsonl')).toBe(false);
    expect(isAgentFileOf('/p/cc-1.jsonl', '/q/agent-ab12.jsonl')).toBe(false);
  });

  it('become the thread of the step that started them, with their source', () => {
    const main = readLines([...start, done('ab12')], '/p/cc-1.jsonl');
    expect(codes(main)).toEqual(['agent-records-missing']);
    const child = readLines([...agentLines('ab12'), '{"cut'], '/p/cc-1/subagents/agent-ab12.jsonl');
    const whole = only(assembleSessions([child, main]));
    expect(agentThread(whole)).toEqual(['user', 'g1', 'g2']);
    expect(whole.sources.map(({ path }) => path)).toEqual(['/p/cc-1.jsonl', '/p/cc-1/subagents/agent-ab12.jsonl']);
    expect(stepOf(whole, 'task').agent?.thread?.entries.every(({ source }) => source.source === 1)).toBe(true);
    expect(whole.warnings).toMatchObject([{ code: 'bad-line', at: { source: 1, line: 4 } }]);
    expect(whole.warnings[0]?.message).toMatch(/^sub-agent ab12: /);
    expect(agentThread(main)).toEqual([]);
  });

  it('may start agents of their own', () => {
    const nested = [
      ...agentLines('ab12', ['g1']),
      ccAnswer({ uuid: 'n1' }, 'g2', ccToolUse('inner', 'Agent', { prompt: 'Dig' }), {}, { isSidechain: true, agentId: 'ab12' }),
      ccResult({ uuid: 'n2' }, 'inner', 'dug', { isSidechain: true, agentId: 'ab12', toolUseResult: { agentId: 'cd34' } }),
    ];
    const children = [readLines(agentLines('cd34', ['g7'])), readLines(nested)];
    const whole = attachAgentFiles(readLines([...start, done('ab12')]), children);
    expect([...threadsOf(whole)].map(({ depth, run }) => [depth, run?.id])).toEqual([
      [0, undefined],
      [1, 'ab12'],
      [2, 'cd34'],
    ]);
    expect(allCalls(whole).map(({ billId }) => billId)).toEqual(['m1', 'g1', 'g2', 'g7']);
  });

  it('that no step names are stray', () => {
    const whole = attachAgentFiles(readLines([...start, done('ab12')]), [readLines(agentLines('zz99'))]);
    expect(only(whole.strayAgents)).toMatchObject({ id: 'zz99', task: 'Count the beds' });
    expect(codes(whole)).toEqual(['agent-records-missing']);
  });

  it('bill a message of the parent’s that they repeat only once', () => {
    const replay = ccAnswer(
      { uuid: 'x' },
      'm1',
      ccToolUse('task', 'Task', { prompt: 'Count the beds' }),
      {},
      { isSidechain: true, agentId: 'ab12', requestId: 'other' },
    );
    const after = ccAnswer({ uuid: 'y' }, 'g1', ccToolUse('own', 'Bash', {}), {}, { isSidechain: true, agentId: 'ab12' });
    const child = readLines([ccUser({ uuid: 'w' }, 'Survey the garden', { isSidechain: true, agentId: 'ab12' }), replay, after]);
    const whole = attachAgentFiles(readLines([...start, done('ab12')]), [child]);
    expect(allCalls(whole).map(({ billId }) => billId)).toEqual(['m1', 'g1']);
    expect(agentThread(whole)).toEqual(['user', 'g1', 'tool']);
    expect(stepOf(whole, 'own').callIndex).toBe(1);
  });

  it('elsewhere or renamed are sessions with a bill of their own, linked', () => {
    const main = readLines([...start, done('ab12')], '/p/cc-1.jsonl');
    const child = readLines(agentLines('ab12'), '/p/cc-1.agent-ab12.jsonl');
    const [linked, own] = assembleSessions([main, child]);
    expect(stepOf(linked as Session, 'task').agent).toMatchObject({ sessionId: 'cc-1/agent-ab12' });
    expect(allCalls(linked as Session)).toHaveLength(1);
    expect(codes(linked as Session)).toEqual([]);
    expect(own).toMatchObject({ id: 'cc-1/agent-ab12', parentId: 'cc-1' });
  });
});

describe('fourth generation: progress lines', () => {
  const lines = [
    progress('ab12', { type: 'user', uuid: 'q0', message: { role: 'user', content: [text('Count the beds')] } }),
    progress('ab12', progressAnswer('q1', 'g1', ccToolUse('inner', 'Read', { file_path: 'plan' }), 5)),
    progress('ab12', {
      type: 'user',
      uuid: 'q2',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'inner', content: 'a plan' }] },
    }),
    progress('ab12', progressAnswer('q3', 'g2', text('Four'), 9)),
    progress('ab12', progressAnswer('q4', 'g2', text('Five'), 9)),
  ];

  it('are the agent’s record where its file is gone', () => {
    const session = readLines([...start, ...lines, done('ab12')]);
    expect(agentThread(session)).toEqual(['user', 'g1', 'tool', 'g2']);
    expect(stepOf(session, 'inner')).toMatchObject({ callIndex: 1, result: { text: 'a plan' } });
    expect(allCalls(session).map(({ usage: own }) => own)).toEqual([
      usage({ input: 3, output: 7 }),
      usage({ input: 100, output: 5 }),
      usage({ input: 100, output: 9 }),
    ]);
    expect(codes(session)).toEqual([]);
  });

  it('are linked before the task has ended', () => {
    expect(agentThread(readLines([...start, ...lines.slice(0, 2)]))).toEqual(['user', 'g1', 'tool']);
  });

  it('take texts from the conversation that some versions repeat in each line, once', () => {
    const said = { ...progressAnswer('n1', 'g1', text('Let me look')) };
    const used = progressAnswer('n2', 'g1', ccToolUse('inner', 'Read', {}));
    const session = readLines([
      ...start,
      progress('ab12', used, { normalizedMessages: [said, used] }),
      progress('ab12', progressAnswer('q3', 'g2', text('Four')), {
        normalizedMessages: [said, used, progressAnswer('q3', 'g2', text('Four'))],
      }),
    ]);
    const thread = stepOf(session, 'task').agent?.thread?.entries ?? [];
    expect(thread).toMatchObject([
      { billId: 'g1', text: 'Let me look', content: [{ kind: 'text' }, { kind: 'tool-call' }] },
      { kind: 'tool' },
      { billId: 'g2' },
    ]);
  });

  it('give way to the agent’s own file, and fill what it lacks', () => {
    const main = readLines([...start, ...lines, done('ab12')], '/p/cc-1.jsonl');
    const child = readLines(agentLines('ab12', ['g2', 'g3']), '/p/agent-ab12.jsonl');
    const whole = only(assembleSessions([main, child]));
    const thread = stepOf(whole, 'task').agent?.thread?.entries ?? [];
    expect(thread.flatMap((entry) => (entry.kind === 'llm' ? [[entry.billId, entry.usage?.output, entry.source.source]] : []))).toEqual(
      expect.arrayContaining([
        ['g1', 5, 0],
        ['g2', 10, 1],
        ['g3', 10, 1],
      ]),
    );
    expect(thread.map(({ index }) => index)).toEqual(thread.map((_, i) => i));
    expect(allCalls(whole)).toHaveLength(4);
  });
});
