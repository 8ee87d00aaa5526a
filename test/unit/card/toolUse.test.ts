import { describe, expect, it } from 'vitest';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import { compileCard } from '../../../src/core/card/compileCard.ts';
import { describeTarget } from '../../../src/core/card/describeTarget.ts';
import { toolUse, type ToolUse } from '../../../src/core/card/toolUse.ts';
import { stringsOf } from '../../../src/core/card/wordTimes.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { Json, ToolResult, ToolStep } from '../../../src/core/session/session.ts';
import { makeSession } from './makeSession.ts';

const CWD = '/home/someone/shop';
const AT = { source: 0, line: 1, offset: 0, length: 1 };

function step(name: string, args: Json, result: Partial<ToolResult> = {}): ToolStep {
  const given: ToolResult = { chars: 2, images: 0, text: 'ok', hash: 'h', isError: false, source: AT, ...result };
  return { kind: 'tool', index: 1, toolCallId: 't1', name, args, argsChars: 1, callIndex: 0, source: AT, result: given };
}

function use(name: string, args: Json, result?: Partial<ToolResult>): ToolUse {
  return toolUse(step(name, args, result), CWD);
}

function shown(name: string, args: Json): string {
  const read = use(name, args);
  return `${read.action} ${describeTarget(read, args, CWD) ?? ''}`;
}

describe('toolUse', () => {
  it.each<[string, Json, string]>([
    // Codex
    ['shell', { command: 'ls src' }, 'shell ls src'],
    ['shell', { command: ['bash', '-lc', 'cat "a b"'] }, 'shell cat "a b"'],
    ['shell', { command: ['rg', 'a b', "it's", 'src'] }, "shell rg 'a b' 'it'\\''s' src"],
    ['shell', { command: ['apply_patch', '*** Begin Patch\n*** Update File: src/a.ts\n@@\n*** End Patch'] }, 'write src/a.ts'],
    ['local_shell', { type: 'exec', command: ['zsh', '-c', 'pwd'], working_directory: '/tmp' }, 'shell pwd'],
    ['shell_command', { command: 'ls', workdir: '/tmp' }, 'shell ls'],
    ['exec_command', { cmd: 'ls', yield_time_ms: 100 }, 'shell ls'],
    ['write_stdin', { session_id: 7, chars: 'y\n' }, 'other y 7'],
    ['apply_patch', { input: '*** Begin Patch\n*** Add File: a.ts\n+x\n*** Delete File: b.ts\n' }, 'write a.ts, b.ts'],
    ['apply_patch', `*** Update File: ${CWD}/c.ts\n`, 'write c.ts'],
    ['view_image', { path: 'p.png' }, 'read p.png'],
    ['update_plan', { plan: [], explanation: 'Look first' }, 'other Look first'],
    // Gemini CLI
    ['run_shell_command', { command: 'ls', dir_path: 'src' }, 'shell ls'],
    ['read_file', { absolute_path: `${CWD}/a.ts`, offset: 0, limit: 20 }, 'read a.ts:1-20'],
    ['read_file', { file_path: 'a.ts', offset: 20, limit: 20 }, 'read a.ts:21-40'],
    ['read_file', { file_path: 'a.ts', start_line: 5, end_line: 9 }, 'read a.ts:5-9'],
    ['read_many_files', { include: ['a.ts', 'b/**'] }, 'read a.ts, b/**'],
    ['write_file', { file_path: 'a.ts', content: 'x' }, 'write a.ts'],
    ['replace', { file_path: 'a.ts', old_string: 'a', new_string: 'b' }, 'write a.ts'],
    ['list_directory', { dir_path: 'src' }, 'search in src'],
    ['search_file_content', { pattern: 'x', include: '*.ts', dir_path: 'src' }, 'search x in src'],
    ['google_web_search', { query: 'q' }, 'web q'],
    ['web_fetch', { prompt: 'read https://example.org' }, 'web read https://example.org'],
    ['save_memory', { fact: 'tabs' }, 'write tabs'],
    ['write_todos', { todos: [] }, 'other '],
    // Copilot CLI
    ['view', { path: `${CWD}/a.ts`, view_range: [3, 9] }, 'read a.ts:3-9'],
    ['view', { path: `${CWD}/a.ts`, view_range: [3, -1] }, 'read a.ts:3-'],
    ['create', { path: `${CWD}/a.ts`, file_text: '' }, 'write a.ts'],
    ['rg', { pattern: 'x', paths: `${CWD}/src` }, 'search x in src'],
    ['rg', { pattern: 'x', paths: ['a', 'b'] }, 'search x'],
    ['report_intent', { intent: 'Reading' }, 'other Reading'],
    // VS Code
    ['read_file', { filePath: `${CWD}/a.ts`, startLine: 1, endLine: 50 }, 'read a.ts:1-50'],
    ['copilot_readFile', { filePath: `${CWD}/a.ts`, startLineNumberBaseZero: 0, endLineNumberBaseZero: 9 }, 'read a.ts:1-10'],
    ['read_file', { filePath: `${CWD}/a.ts`, offset: 10, limit: 5 }, 'read a.ts:10-14'],
    ['create_file', { filePath: `${CWD}/a.ts`, content: '' }, 'write a.ts'],
    ['replace_string_in_file', { filePath: `${CWD}/a.ts`, oldString: 'a', newString: 'b' }, 'write a.ts'],
    [
      'multi_replace_string_in_file',
      { replacements: [{ filePath: 'a.ts' }, { filePath: 'b.ts' }, { filePath: 'a.ts' }] },
      'write a.ts, b.ts',
    ],
    ['insert_edit_into_file', { filePath: 'a.ts', code: '' }, 'write a.ts'],
    ['grep_search', { query: 'x', includePattern: '*.ts' }, 'search x'],
    ['file_search', { query: '**/*.ts' }, 'search **/*.ts'],
    ['list_dir', { path: `${CWD}/src` }, 'search in src'],
    ['run_in_terminal', { command: 'npm test', isBackground: false }, 'shell npm test'],
    // SWE-agent, OpenHands, trae
    ['execute_bash', { command: 'ls' }, 'shell ls'],
    ['str_replace_editor', { command: 'view', path: `${CWD}/a.ts`, view_range: [1, 5] }, 'read a.ts:1-5'],
    ['str_replace_editor', { command: 'str_replace', path: `${CWD}/a.ts`, old_str: 'a' }, 'write a.ts'],
    ['str_replace_based_edit_tool', { command: 'create', path: `${CWD}/a.ts`, file_text: '' }, 'write a.ts'],
    ['open', { command: 'open "src/a b.ts" 40' }, 'read src/a b.ts'],
    ['create', { command: 'create reproduce.py' }, 'write reproduce.py'],
    ['find_file', { command: 'find_file fields.py src' }, 'search find_file fields.py src'],
    ['submit', { command: 'submit' }, 'other submit'],
    ['mcp__issues__issue_get', { number: 636 }, 'other number 636'],
  ])('reads %s %j as "%s"', (name, args, expected) => {
    expect(shown(name, args)).toBe(expected);
  });

  it('knows what each touches', () => {
    expect(use('str_replace_editor', { command: 'view', path: 'a.ts' }).effect).toEqual({ reads: [`${CWD}/a.ts`], writes: [] });
    expect(use('str_replace_editor', { command: 'insert', path: 'a.ts' }).effect).toEqual({ reads: [], writes: [`${CWD}/a.ts`] });
    expect(use('replace', { file_path: 'a.ts' }, { isError: true }).effect).toEqual({ reads: [], writes: [] });
    expect(use('replace', { file_path: 'a.ts' }, { refused: 'rejected' }).effect).toEqual({ reads: [], writes: [] });
    expect(use('read_many_files', { paths: ['a.ts', 'b/**'] }).effect).toEqual({ reads: [`${CWD}/a.ts`, '*'], writes: [] });
    expect(use('apply_patch', 'nothing like a patch').effect).toEqual({ reads: [], writes: ['*'] });
    expect(use('write_stdin', { session_id: 7, chars: '' }, { status: 'running' }).effect).not.toBe('unknown');
    expect(use('write_stdin', { session_id: 7, chars: 'y' }, { status: 'running' }).effect).toBe('unknown');
    expect(use('update_plan', { plan: [] }).effect).toEqual({ reads: [], writes: [] });
    expect(use('mcp__x__y', {}).effect).toBe('unknown');
  });

  it('follows a shell where it stays, and runs others in the folder they are given', () => {
    expect(use('execute_bash', { command: 'cd src' }).cwdAfter).toBe(`${CWD}/src`);
    expect(use('exec_command', { cmd: 'cd src' }).cwdAfter).toBe(CWD);
    expect(use('exec_command', { cmd: 'cat a', workdir: '/x' }).effect).toEqual({ reads: ['/x/a'], writes: [] });
  });
});

describe('arguments that are nested without end', () => {
  const deep = (inside: 'list' | 'object'): Json => {
    let value: Json = 'end';
    for (let i = 0; i < 50_000; i++) value = inside === 'list' ? [value] : { a: value };
    return value;
  };

  it.each(['list', 'object'] as const)('in a %s are survived and equal nothing else', (inside) => {
    const session = makeSession([{ say: 'go' }]);
    const steps = ['t1', 't2', 't3'].map((toolCallId, i): ToolStep => {
      const args = { file_path: 'a.ts', x: deep(inside), command: [deep(inside)], paths: [deep(inside)], replacements: [deep(inside)] };
      return { ...step(['Read', 'shell', 'odd'][i] ?? '', args), toolCallId, index: session.main.entries.length + i };
    });
    session.main.entries.push(...steps);
    const card = compileCard(analyzeSession(attributeSession(session)));
    expect(card.steps.filter(({ kind }) => kind === 'tool')).toHaveLength(3);
    const keys = ['t1', 't2'].map((toolCallId) => toolUse({ ...step('odd', deep(inside)), toolCallId }, CWD).key);
    expect(new Set(keys).size).toBe(2);
    expect([...stringsOf({ near: 'x', far: deep(inside) })]).toEqual(['x']);
  });
});
