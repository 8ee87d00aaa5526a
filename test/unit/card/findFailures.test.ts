import { describe, expect, it } from 'vitest';
import { listRows } from '../../../src/core/card/cardRows.ts';
import type { ToolResult } from '../../../src/core/session/session.ts';
import { analyze, bash, edit, read, type Event } from './makeSession.ts';

function failures(...events: Event[]): string[] {
  return analyze(events).failures.map((f) => `${f.step.n} ${f.how}${f.repairedBy ? ` ->${f.repairedBy.n}` : ''}: ${f.error}`);
}

function statusOf(event: Event): string | undefined {
  return listRows(analyze([event])).find((r) => r.row.step === 2)?.row.status;
}

const bad = (more: Partial<ToolResult> = {}): Partial<ToolResult> => ({ isError: true, ...more });

describe('findFailures', () => {
  it('reads the marks of Claude Code', () => {
    expect(failures(bash('npm test', 'Exit code 2\n> test\nsrc/a.ts:3:5 error TS1005', bad({ exitCode: 2 })))).toEqual([
      '2 exit-code: src/a.ts:3:5 error TS1005',
    ]);
    expect(
      failures({
        tool: 'Edit',
        args: { file_path: 'a' },
        gives: '<tool_use_error>String to replace not found in file.</tool_use_error>',
        result: bad(),
      }),
    ).toEqual(['2 flag: String to replace not found in file.']);
  });

  it('reads the marks of OpenClaw, which are not flags', () => {
    expect(failures({ tool: 'exec', args: { command: 'make it' }, gives: 'boom', result: { status: 'completed', exitCode: 127 } })).toEqual(
      ['2 exit-code: exit 127: boom'],
    );
    expect(
      failures({
        tool: 'edit',
        args: { path: 'a' },
        gives: '{"status":"error","error":"no such text"}',
        result: { status: 'error', error: 'no such text' },
      }),
    ).toEqual(['2 status: no such text']);
    expect(failures({ tool: 'exec', args: { command: 'make it' }, gives: 'boom\n\nCommand exited with code 3' })).toEqual([
      '2 text: exit 3: boom',
    ]);
    expect(failures({ tool: 'sessions_spawn', args: {}, gives: 'no', result: { status: 'forbidden' } })).toEqual(['2 status: no']);
  });

  it('reads failed calls', () => {
    expect(failures({ think: '', stop: 'error', error: '529 overloaded' }, { think: 'Now then.' })).toEqual([
      '1 api-error ->2: 529 overloaded',
    ]);
    expect(failures({ think: 'wait', stop: 'aborted' })).toEqual(['1 stop-reason ->2: aborted']);
  });

  it.each<[string, Event, string]>([
    ['rejected by the user', bash('rm x', 'The user said no', bad({ refused: 'rejected' })), 'rejected'],
    ['cancelled with a sibling', bash('ls', '', bad({ refused: 'cancelled' })), 'cancelled'],
    ['grep without a match', bash('grep -r nothing src', 'Exit code 1', bad({ exitCode: 1 })), 'expected'],
    ['diff with differences', bash('cd a && diff x y', 'Exit code 1\n1c1', bad({ exitCode: 1 })), 'expected'],
    ['test -f on no file', bash('test -f x', 'Exit code 1', bad({ exitCode: 1 })), 'expected'],
    ['still running', { tool: 'exec', args: { command: 'npm start' }, gives: 'started', result: { status: 'running' } }, 'running'],
    ['no result recorded', { tool: 'Bash', args: { command: 'ls' } }, 'unknown'],
  ])('does not count %s', (_, event, status) => {
    expect(failures(event)).toEqual([]);
    expect(statusOf(event)).toBe(status);
  });

  it('counts a grep that could not read', () => {
    expect(failures(bash('grep x nofile', 'Exit code 2\ngrep: nofile: No such file or directory', bad({ exitCode: 2 })))).toHaveLength(1);
  });

  it('passes over a line that says nothing but that there is an error', () => {
    const args = { command: 'str_replace', path: '/x/a.ts' };
    const gives = 'ERROR:\nNo replacement was performed.';
    expect(failures({ tool: 'str_replace_editor', args, gives, result: bad() })).toEqual(['2 flag: No replacement was performed.']);
  });

  it('links the repair and what was spent up to it', () => {
    const failing = bash('npm test -- basket', 'Exit code 1\nFAIL basket', bad({ exitCode: 1 }));
    const { failures: found, steps } = analyze([failing, edit('src/basket.ts'), bash('npm test -- basket', 'ok')]);
    expect(found[0]?.repairedBy?.n).toBe(6);
    expect(found[0]?.usd).toBe(steps.slice(1, 6).reduce((sum, s) => sum + s.usd, 0n));
  });

  it('takes python3 for the repair of a python that is not there', () => {
    const failing = bash('python -m pytest -q', 'Exit code 127\npython: command not found', bad({ exitCode: 127 }));
    expect(failures(failing, bash('python3 -m pytest -q', '4 passed'))[0]).toContain('->4');
  });

  it('takes no other command for the repair', () => {
    expect(failures(bash('git worktree add x', 'fatal: exists', bad({ exitCode: 128 })), bash('git worktree list', 'x'))[0]).not.toContain(
      '->',
    );
    expect(failures(bash('cs start --json', 'no', bad({ exitCode: 1 })), bash('cs status --json', 'x'))[0]).not.toContain('->');
    expect(failures({ ...read('a.ts', 'File does not exist.'), result: bad() }, read('b.ts', 'x'))[0]).not.toContain('->');
  });
});
