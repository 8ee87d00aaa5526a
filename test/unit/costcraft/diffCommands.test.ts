import { describe, expect, it } from 'vitest';
import type { ToolAction } from '../../../src/core/card/toolNames.ts';
import { classifyError, type ErrorKind } from '../../../src/core/costcraft/classifyError.ts';
import { diffCommands, mainCommand } from '../../../src/core/costcraft/diffCommands.ts';
import { renderRule } from '../../../src/core/costcraft/ruleTemplates.ts';

const rule = (failed: string, fixed: string, kind: ErrorKind): string | undefined => {
  const draft = diffCommands(failed, fixed, kind);
  return draft && renderRule(draft);
};

describe('diffCommands', () => {
  it.each<[string, string, ErrorKind, string | undefined]>([
    ['python a.py --all', 'python3 a.py --all', 'no-command', 'Use `python3` here, not `python`: there is no `python` on the path.'],
    ['vitest run a', 'npx vitest run a', 'no-command', 'Start `vitest` through `npx` here: it is not on the path by itself.'],
    ['pytest -q', 'cd x && uv run pytest -q', 'no-command', 'Start `pytest` through `uv run` here: it is not on the path by itself.'],
    [
      'go test ./...',
      'cd server && go test ./...',
      'wrong-folder',
      'Run `go test` from the folder that holds its project file (`cd <path>` first): elsewhere it fails here.',
    ],
    [
      'go test && go vet',
      'cd x && go test && go vet',
      'wrong-folder',
      'Run `go test` from the folder that holds its project file (`cd <path>` first): elsewhere it fails here.',
    ],
    ['git push', 'git push --set-upstream', 'other', 'Run `git push` with `--set-upstream` here: without it the command fails.'],
    ['npx vitest run --json a', 'npx vitest run a', 'bad-option', 'Run `vitest` without `--json` here: the option is not supported.'],
    ['git log --short x', 'git log x', 'bad-option', 'Run `git log` without `--short` here: the option is not supported.'],
    // Differences of the task, or with a name on no list, are no rules.
    ['cat a.ts', 'cat b.ts', 'other', undefined],
    ['git commit -m x', 'git commit -m x --no-verify', 'other', undefined],
    ['git push', 'git push --force', 'other', undefined],
    ['my-tool x', 'other-tool x', 'no-command', undefined],
    ['python a.py', 'node b.js', 'no-command', undefined],
    ['go test ./a', 'cd x && go test ./b', 'wrong-folder', undefined],
    ['eval "$X"', 'eval "$Y"', 'other', undefined],
  ])('%s -> %s', (failed, fixed, kind, expected) => {
    expect(rule(failed, fixed, kind)).toBe(expected);
  });

  it('sees through what only moves about or cuts output', () => {
    expect(mainCommand('cd a && npm test 2>&1 | tail -n 5')).toEqual({ words: ['npm', 'test'], settings: [], movesFirst: true });
    expect(mainCommand('npm test; npm run lint')).toBeUndefined();
    expect(mainCommand('')).toBeUndefined();
  });
});

describe('classifyError', () => {
  const kind = (action: ToolAction, text: string, exitCode?: number): ErrorKind | undefined =>
    classifyError(action, {
      chars: text.length,
      images: 0,
      text,
      hash: '',
      isError: true,
      ...(exitCode !== undefined && { exitCode }),
      source: { source: 0, line: 1, offset: 0, length: 1 },
    });

  it.each<[ToolAction, string, ErrorKind | undefined]>([
    ['write', 'File has not been read yet. Read it first before writing to it.', 'unread'],
    ['write', 'File has been modified since read, either by the user or by a linter.', 'stale'],
    ['write', 'String to replace not found in file.', 'no-match'],
    ['write', 'Could not find the exact text in /a.ts. The old text must match exactly.', 'no-match'],
    ['write', 'Found 2 matches of the string to replace, but replace_all is false.', 'not-unique'],
    ['read', 'File content (30000 tokens) exceeds maximum allowed tokens (25000).', 'too-large'],
    ['read', 'EISDIR: illegal operation on a directory, read', 'is-folder'],
    ['read', 'File does not exist.', 'no-file'],
    ['read', 'Something else.', undefined],
    ['shell', 'bash: foo: command not found', 'no-command'],
    ['shell', "error: unknown option '--x'", 'bad-option'],
    ['shell', 'fatal: not a git repository', 'wrong-folder'],
    ['shell', '2 tests failed', 'other'],
    ['web', 'Request failed', undefined],
  ])('%s: %s', (action, text, expected) => {
    expect(kind(action, text)).toBe(expected);
  });

  it('takes exit status 127 for what it means', () => expect(kind('shell', '', 127)).toBe('no-command'));
});
