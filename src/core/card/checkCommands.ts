import { ANYWHERE, type Effect } from './places.ts';

/** What a command checks. */
export type CheckKind = 'test' | 'build' | 'lint';

/** Programs that run a script by its name in the project's own file. */
export const SCRIPT_RUNNERS = new Set(['npm', 'pnpm', 'yarn', 'bun', 'deno']);
const CHECK_PROGRAMS = new Map<string, CheckKind>(Object.entries<CheckKind>({
  pytest: 'test', 'py.test': 'test', vitest: 'test', jest: 'test', mocha: 'test', ava: 'test', tap: 'test', phpunit: 'test', rspec: 'test', ctest: 'test', playwright: 'test', cypress: 'test', tox: 'test', nox: 'test',
  tsc: 'build', make: 'build', cmake: 'build', ninja: 'build', bazel: 'build', gradle: 'build', './gradlew': 'build', mvn: 'build', './mvnw': 'build', webpack: 'build', vite: 'build', esbuild: 'build', rollup: 'build', tsup: 'build', meson: 'build', xcodebuild: 'build', gcc: 'build', 'g++': 'build', clang: 'build', javac: 'build', rustc: 'build',
  eslint: 'lint', prettier: 'lint', biome: 'lint', ruff: 'lint', flake8: 'lint', pylint: 'lint', mypy: 'lint', pyright: 'lint', black: 'lint', isort: 'lint', stylelint: 'lint', 'golangci-lint': 'lint', shellcheck: 'lint', rubocop: 'lint', oxlint: 'lint', knip: 'lint',
})); // prettier-ignore
const SUB_CHECKS = new Map<string, CheckKind>(
  Object.entries<CheckKind>({
    'cargo test': 'test',
    'cargo nextest': 'test',
    'cargo bench': 'test',
    'cargo build': 'build',
    'cargo check': 'build',
    'cargo clippy': 'lint',
    'cargo fmt': 'lint',
    'go test': 'test',
    'go build': 'build',
    'go vet': 'lint',
    'go fmt': 'lint',
    'dotnet test': 'test',
    'dotnet build': 'build',
    'swift test': 'test',
    'swift build': 'build',
    'mix test': 'test',
    'mix compile': 'build',
    'mix credo': 'lint',
    'zig test': 'test',
    'zig build': 'build',
  }),
);
/** These report on the sources and write nothing beside caches, unless an option below says so. */
const PURE_CHECKS = new Set([
  'pytest',
  'py.test',
  'mypy',
  'pyright',
  'flake8',
  'pylint',
  'shellcheck',
  'eslint',
  'oxlint',
  'stylelint',
  'golangci-lint',
  'ruff',
  'cargo test',
  'cargo check',
  'cargo clippy',
  'go test',
  'go vet',
  'vitest',
  'jest',
  'mocha',
  'tsc',
]);
const WRITING_OPTION =
  /^(?:--fix|--fix-.*|-u|--update.*|--updateSnapshot|--write|-w|--in-place|-i|--init|--snapshot-update|format|--generate.*|--emit.*|--outDir|--outFile|--build|-b|-o)$/;

/** Present where the command tests, builds or lints: its result is meant to change with the work. */
export function checkKind(name: string, plain: readonly string[]): CheckKind | undefined {
  const direct = CHECK_PROGRAMS.get(name);
  if (direct) {
    // For pytest `-v` means more words, for most others the version.
    const asks = name === 'pytest' ? /^(?:--version|--help|-h)$/ : /^(?:--version|-v|--help|-h)$/;
    return plain.length === 1 && plain.some((a) => asks.test(a)) ? undefined : direct;
  }
  const sub = plain.find((a) => !a.startsWith('-')) ?? '';
  const nested = SUB_CHECKS.get(`${name} ${sub}`);
  if (nested) return nested;
  if (SCRIPT_RUNNERS.has(name) || name === 'mise' || name === 'just' || name === 'task' || name === 'uv' || name === 'poetry') {
    const operands = plain.filter((a) => !a.startsWith('-'));
    const script = /^(?:run|run-script|exec|x|dlx)$/.test(operands[0] ?? '') ? (operands[1] ?? '') : (operands[0] ?? '');
    const known = CHECK_PROGRAMS.get(script);
    if (known) return known;
    if (/^(?:t|test|e2e)(?:$|[:_-])/.test(script) || /[:_-]test$/.test(script)) return 'test';
    if (/^(?:build|compile|bundle)(?:$|[:_-])/.test(script)) return 'build';
    if (/^(?:lint|check|typecheck|type-check|tsc|format:check|fmt|vet)(?:$|[:_-])/.test(script)) return 'lint';
  }
  if (/^python3?(?:\.\d+)?$/.test(name) && plain[0] === '-m')
    return CHECK_PROGRAMS.get(plain[1] ?? '') ?? (plain[1] === 'unittest' ? 'test' : undefined);
  if (name === 'node' && plain[0] === '--test') return 'test';
  return undefined;
}

/** Sources stay as they are under a pure check; what a script or a build writes is not known. */
export function checkEffect(name: string, plain: readonly string[]): Effect {
  const sub = plain.find((a) => !a.startsWith('-')) ?? '';
  const pure = PURE_CHECKS.has(name) || PURE_CHECKS.has(`${name} ${sub}`);
  const noEmit = name !== 'tsc' || plain.includes('--noEmit');
  return pure && noEmit && !plain.some((a) => WRITING_OPTION.test(a)) ? { reads: [ANYWHERE], writes: [] } : 'unknown';
}
