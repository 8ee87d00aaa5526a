import type { RawRecord } from './rawSession.ts';

/** One step of a scene: a tool use, what came of it, and whether its failure is one that a later step of the scene repairs. */
export interface SceneStep {
  tool: 'read' | 'edit' | 'shell' | 'glob';
  input: RawRecord;
  result: string;
  failed?: true;
  /** Set on failures: whether there is something to learn from what mended them. */
  lesson?: boolean;
}

export interface RepairScene {
  name: string;
  steps: (n: number) => SceneStep[];
}

const CWD = '/home/dev/harbour';
const file = (n: number): string => `${CWD}/src/part${n}.ts`;

function run(command: string, result: string): SceneStep {
  return { tool: 'shell', input: { command }, result };
}

function fails(command: string, result: string, lesson: boolean, code = 1): SceneStep {
  return { tool: 'shell', input: { command }, result: `Exit code ${code}\n${result}`, failed: true, lesson };
}

function read(path: string, range: RawRecord = {}): SceneStep {
  return { tool: 'read', input: { path, ...range }, result: `     1\u2192export const a = 1;\n     2\u2192export const b = 2;` };
}

function noRead(path: string, error: string, lesson: boolean): SceneStep {
  return { tool: 'read', input: { path }, result: `<tool_use_error>${error}</tool_use_error>`, failed: true, lesson };
}

function edit(path: string, before: string, after: string): SceneStep {
  return { tool: 'edit', input: { path, before, after }, result: `The file ${path} has been updated successfully.` };
}

function noEdit(path: string, before: string, after: string, error: string, lesson: boolean): SceneStep {
  return { tool: 'edit', input: { path, before, after }, result: `<tool_use_error>${error}</tool_use_error>`, failed: true, lesson };
}

const UNREAD = 'File has not been read yet. Read it first before writing to it.';
const NO_MATCH = 'String to replace not found in file.';
const RED = (n: number): string =>
  ` FAIL  test/part${n}.test.ts > adds\nAssertionError: expected ${n} to be ${n + 1}\n Tests  1 failed | 3 passed (4)`;
const GREEN = (n: number): string => ` Tests  ${n} passed (${n})`;

/** Failures that a later step mended, so that there is something to learn. */
const REPAIRS: readonly RepairScene[] = [
  {
    name: 'edit before read',
    steps: (n) => [noEdit(file(n), `a${n}`, `b${n}`, UNREAD, true), read(file(n)), edit(file(n), `a${n}`, `b${n}`)],
  },
  {
    name: 'stale file',
    steps: (n) => [
      read(file(n)),
      run('npx prettier --write src', `src/part${n}.ts 8ms`),
      noEdit(file(n), `a${n}`, `b${n}`, 'File has been modified since read, either by the user or by a linter. Read it again.', true),
      read(file(n)),
      edit(file(n), `a${n}`, `b${n}`),
    ],
  },
  {
    name: 'text not exact',
    steps: (n) => [
      read(file(n)),
      noEdit(file(n), `const keel${n} = 1;\n  return keel${n};`, 'return 2;', NO_MATCH, true),
      edit(file(n), `const keel${n} = 1;\nreturn keel${n};`, 'return 2;'),
    ],
  },
  {
    name: 'text not unique',
    steps: (n) => [
      read(file(n)),
      noEdit(file(n), `return harbour${n};`, 'return 2;', `Found 3 matches of the string to replace, but replace_all is false.`, true),
      edit(file(n), `case 'quay':\n    return harbour${n};`, `case 'quay':\n    return 2;`),
    ],
  },
  {
    name: 'too large',
    steps: (n) => [
      noRead(file(n), 'File content (48122 tokens) exceeds maximum allowed tokens (25000). Use offset and limit.', true),
      read(file(n), { offset: 1, limit: 200 }),
    ],
  },
  {
    name: 'guessed path',
    steps: (n) => [
      noRead(`${CWD}/lib/mooring${n}.ts`, 'File does not exist.', true),
      { tool: 'glob', input: { pattern: `**/mooring${n}.ts` }, result: `${CWD}/src/deep/mooring${n}.ts` },
      read(`${CWD}/src/deep/mooring${n}.ts`),
    ],
  },
  {
    name: 'folder read',
    steps: (n) => [noRead(`${CWD}/src/d${n}`, 'EISDIR: illegal operation on a directory, read', true), read(`${CWD}/src/d${n}/index.ts`)],
  },
  {
    name: 'no such program',
    steps: (n) => [
      fails(`python tools/part${n}.py`, '/bin/bash: line 1: python: command not found', true, 127),
      run(`python3 tools/part${n}.py`, 'done'),
    ],
  },
  {
    name: 'needs a wrapper',
    steps: (n) => [
      fails(`vitest run test/part${n}.test.ts`, '/bin/bash: line 1: vitest: command not found', true, 127),
      run(`npx vitest run test/part${n}.test.ts`, GREEN(n)),
    ],
  },
  {
    name: 'wrong folder',
    steps: (n) => [
      fails('go test ./...', 'go: go.mod file not found in current directory or any parent directory; see go help modules', true),
      run(`cd services/part${n} && go test ./...`, `ok  \texample/part${n}\t0.01s`),
    ],
  },
  {
    name: 'unknown option',
    steps: (n) => [
      fails(`npx vitest run --silent --watch=false test/part${n}.test.ts`, 'CACError: Unknown option `--watch=false`', true),
      run(`npx vitest run --silent test/part${n}.test.ts`, GREEN(n)),
    ],
  },
];

/** Failures that look like these and teach nothing. */
const NO_REPAIRS: readonly RepairScene[] = [
  {
    name: 'red, edit, green',
    steps: (n) => [
      fails(`npx vitest run test/part${n}.test.ts`, RED(n), false),
      edit(file(n), `return ${n};`, `return ${n + 1};`),
      run(`npx vitest run test/part${n}.test.ts`, GREEN(n)),
    ],
  },
  {
    name: 'red, edit, green with another option',
    steps: (n) => [
      fails(`go test ./part${n}`, `--- FAIL: TestAdds (0.00s)\n    part_test.go:${n}: got 1, want 2\nFAIL`, false),
      edit(file(n), `return ${n};`, `return ${n + 1};`),
      run(`go test -count ./part${n}`, `ok  \texample/part${n}\t0.01s`),
    ],
  },
  {
    name: 'build mended by an edit',
    steps: (n) => [
      fails('npm run build', `src/part${n}.ts(4,2): error TS2304: Cannot find name 'keel'.`, false, 2),
      edit(file(n), 'keel', 'hull'),
      run('npm run build --silent', 'built'),
    ],
  },
  {
    name: 'script mended by an edit',
    steps: (n) => [
      fails(
        `python3 tools/part${n}.py`,
        `Traceback (most recent call last):\n  File "tools/part${n}.py", line 3, in <module>\nKeyError: 'a'`,
        false,
      ),
      edit(`${CWD}/tools/part${n}.py`, "x['a']", "x.get('a')"),
      run(`python3 -u tools/part${n}.py`, 'done'),
    ],
  },
  {
    name: 'rejected by the user',
    steps: (n) => [
      {
        ...fails(`git push origin part${n}`, '', false),
        result:
          "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file).",
      },
      run(`git push -u origin part${n}`, 'done'),
    ],
  },
  {
    name: 'cancelled',
    steps: (n) => [
      { ...fails(`npm run test -- part${n}`, '', false), result: '[Request interrupted by user for tool use]' },
      run(`npm run test --silent -- part${n}`, GREEN(n)),
    ],
  },
  {
    name: 'nothing found',
    steps: (n) => [fails(`grep -rn keel${n} src`, '', false), run(`grep -rn -i keel${n} src`, `src/part${n}.ts:3: Keel${n}`)],
  },
  {
    name: 'they differ',
    steps: (n) => [fails(`diff a${n}.txt b${n}.txt`, '1c1\n< a\n---\n> b', false), run(`diff -q a${n}.txt a${n}.txt`, '')],
  },
  { name: 'question by exit status', steps: (n) => [fails(`test -f src/part${n}.ts`, '', false), run(`test -r src/index${n}.ts`, '')] },
  {
    name: 'network down, then up',
    steps: (n) => [
      fails(`git fetch origin part${n}`, 'fatal: unable to access: Could not resolve host: git.example', false, 128),
      run(`git fetch -q origin part${n}`, ''),
    ],
  },
  {
    name: 'lint found something',
    steps: (n) => [
      fails(`npx eslint src/part${n}.ts`, `src/part${n}.ts\n  3:7  error  'a' is never used  no-unused-vars\n1 problem`, false),
      edit(file(n), `const a${n} = 1;`, ''),
      run(`npx eslint --quiet src/part${n}.ts`, ''),
    ],
  },
  {
    name: 'another place edited',
    steps: (n) => [
      read(file(n)),
      noEdit(file(n), `const anchor${n} = 1;`, 'const a = 2;', NO_MATCH, false),
      edit(file(n), `export function lantern${n}() {`, `export function lamp${n}() {`),
    ],
  },
  {
    name: 'program lost count of reads',
    steps: (n) => [read(file(n)), noEdit(file(n), `a${n}`, `b${n}`, UNREAD, false), read(file(n)), edit(file(n), `a${n}`, `b${n}`)],
  },
  {
    name: 'looked whether it is there',
    steps: (n) => [noRead(`${CWD}/.rudder${n}rc`, 'File does not exist.', false), read(`${CWD}/package${n}.json`)],
  },
  {
    name: 'wrong word in the path',
    steps: (n) => [
      fails(`cat docs/prat${n}.md`, `cat: docs/prat${n}.md: No such file or directory`, false),
      run(`cat docs/part${n}.md`, '# Part'),
    ],
  },
  {
    name: 'two different goals',
    steps: (n) => [fails(`git merge part${n}`, 'CONFLICT (content): Merge conflict in a.ts', false), run('git status --short', 'UU a.ts')],
  },
];

export const REPAIR_SCENES: readonly RepairScene[] = [...REPAIRS, ...NO_REPAIRS];
