/**
 * The words that a rule may hold beside its template's own. A slot's value comes from a trace, and a trace may be poisoned, so nothing
 * goes into a rule that is not on one of these lists.
 */
export type SlotKind = 'tool' | 'command' | 'option' | 'form' | 'setting' | 'work';

export interface Slot {
  kind: SlotKind;
  value: string;
}

/** Tools of the agents we read, as their formats name them. */
const TOOLS = new Set(
  [
    'Read Write Edit MultiEdit NotebookEdit NotebookRead Bash BashOutput Glob Grep LS Task Agent WebFetch WebSearch TodoWrite Skill ToolSearch',
    'read write edit exec process bash grep find ls web_fetch web_search browser sessions_spawn memory_search memory_get apply_patch',
    'shell read_file write_file replace list_directory run_shell_command view create str_replace insert',
    'execute_bash str_replace_editor str_replace_based_edit_tool powershell exec_command local_shell search_file_content glob',
    'run_in_terminal replace_string_in_file multi_replace_string_in_file insert_edit_into_file create_file grep_search file_search list_dir',
  ]
    .join(' ')
    .split(' '),
);

const PROGRAMS = new Set(
  [
    'cat head tail sed awk grep egrep rg ag find fd ls tree du wc sort uniq cut tr diff cmp jq yq xargs stat file which env printenv ps lsof curl wget ping',
    'node python python3 pip pip3 ruby php java perl deno bun tsx ts-node uv uvx poetry pytest tox mypy ruff black flake8 pylint isort pyright',
    'tsc eslint prettier biome vitest jest mocha vite webpack esbuild rollup next playwright cypress knip',
    'make cmake ninja gcc clang rustc gradle mvn bazel golangci-lint gofmt goimports gotestsum shellcheck psql sqlite3 mysql redis-cli',
    'npx pnpx bunx mise just',
  ]
    .join(' ')
    .split(' '),
);

/** Programs whose first operand says what is done, with the operands that are known. */
const SUB_COMMANDS: Record<string, string> = {
  git: 'status log diff show blame add commit push pull fetch checkout switch restore branch tag stash merge rebase remote rev-parse ls-files grep worktree clone',
  npm: 'test run install ci i ls view outdated audit exec start build',
  pnpm: 'test run install i list exec dev build lint typecheck',
  yarn: 'test run install list build lint',
  bun: 'test run install build x',
  cargo: 'test build check clippy fmt run bench nextest doc tree',
  go: 'test build vet run mod list fmt generate get tool env doc',
  dotnet: 'test build run restore',
  docker: 'ps images logs inspect build run compose exec pull',
  kubectl: 'get describe logs apply',
  terraform: 'plan init validate fmt',
  make: 'test build lint check all clean',
  pip: 'install list show',
  pip3: 'install list show',
  uv: 'run sync pip add',
  poetry: 'run install',
  mise: 'run',
  apt: 'install update upgrade',
  'apt-get': 'install update upgrade',
  mvn: 'test install package verify compile clean',
};

/** Sub-commands of two words. */
const DEEP_COMMANDS = new Set(
  [
    ...['npm run', 'pnpm run', 'yarn run', 'bun run', 'mise run'].flatMap((runner) =>
      'test build lint format typecheck type-check check start dev test:unit test:integration test:e2e fmt'
        .split(' ')
        .map((script) => `${runner} ${script}`),
    ),
    ...'pr view,pr list,pr diff,pr checks,pr create,issue view,issue list,run view,run list,api'.split(',').map((sub) => `gh ${sub}`),
  ].map(String),
);

/** Options that change how much is said or where a command looks, and that switch off no check. */
const OPTIONS = new Set(
  [
    '--no-pager --oneline --stat --short --porcelain --name-only --cached --staged --set-upstream -u -n -q --quiet --silent -s',
    '-C --prefix --workspace --workspaces -w --filter -m -p --project --manifest-path --package -run -count -timeout -short -json --json',
    '--legacy-peer-deps --run --watch=false --no-color --break-system-packages --user -y --yes -E -P -F -r -R -l -i --',
  ]
    .join(' ')
    .split(' '),
);

export function isKnownTool(name: string): boolean {
  return TOOLS.has(name);
}

/** A program, or a program with its sub-command, as ToolUse.family writes it. */
export function isKnownCommand(family: string): boolean {
  const [program, sub, ...rest] = family.split(' ');
  if (program === undefined) return false;
  if (DEEP_COMMANDS.has(family)) return true;
  if (sub === undefined) return PROGRAMS.has(program) || Object.hasOwn(SUB_COMMANDS, program);
  return rest.length === 0 && Object.hasOwn(SUB_COMMANDS, program) && (SUB_COMMANDS[program] ?? '').split(' ').includes(sub);
}

/** An option, or one with the kind of its value: "--prefix <path>". */
export function isKnownOption(option: string): boolean {
  const [name = '', value, ...more] = option.split(' ');
  return more.length === 0 && (value === undefined ? OPTIONS.has(name) : MENDING_VALUES[name] === value);
}

/** Options that can be what a command lacked. One that only changes how much is said never is. */
const MENDING = new Set(
  '--set-upstream --workspace --workspaces -w --legacy-peer-deps --run --watch=false --break-system-packages --user -r -R -E -P --'.split(
    ' ',
  ),
);

/** Those that need a value, with its kind. */
const MENDING_VALUES: Readonly<Record<string, string>> = {
  '-C': '<path>',
  '--dir': '<path>',
  '--prefix': '<path>',
  '--project': '<path>',
  '--manifest-path': '<path>',
  '-timeout': '<n>',
  '--timeout': '<n>',
};

export function isMendingOption(option: string): boolean {
  return MENDING.has(option) || Object.hasOwn(MENDING_VALUES, option);
}

/** The kind of value that an option takes, or undefined where it stands alone. */
export function valueOf(option: string): string | undefined {
  return Object.hasOwn(MENDING_VALUES, option) ? MENDING_VALUES[option] : undefined;
}

/** What may be set before a command so that it runs without anybody at a terminal, or finds its own sources. Nothing here switches off a check. */
const SETTINGS = new Set([
  'CI=1',
  'CI=true',
  'TZ=UTC',
  'GIT_EDITOR=true',
  'PAGER=cat',
  'GIT_PAGER=cat',
  'PYTHONPATH=.',
  'PYTHONPATH=src',
  'GOWORK=off',
]);

export function isKnownSetting(setting: string): boolean {
  return SETTINGS.has(setting);
}

/** The longest known beginning of a command family: "git log" for "git log main", "python3" for "python3 tool.py", undefined for strangers. */
export function knownFamily(family: string): string | undefined {
  const words = family.split(' ').filter(Boolean);
  for (let n = Math.min(3, words.length); n > 0; n--) {
    const candidate = words.slice(0, n).join(' ');
    if (isKnownCommand(candidate)) return candidate;
  }
  return undefined;
}
