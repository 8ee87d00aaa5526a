import { ANYWHERE, type Effect } from './places.ts';

/** What a command checks. */
export type CheckKind = 'test' | 'build' | 'lint';

/** Programs that run a script by its name in the project's own file. */
export const SCRIPT_RUNNERS = new Set(['npm', 'pnpm', 'yarn', 'bun', 'deno']);
const CHECK_PROGRAMS: Record<string, CheckKind> = {
  pytest: 'test', 'py.test': 'test', vitest: 'test', jest: 'test', mocha: 'test', ava: 'test', tap: 'test', phpunit: 'test', rspec: 'test', ctest: 'test', playwright: 'test', cypress: 'test', tox: 'test', nox: 'test',
  tsc: 'build', make: 'build', cmake: 'build', ninja: 'build', bazel: 'build', gradle: 'build', './gradlew': 'build', mvn: 'build', './mvnw': 'build', webpack: 'build', vite: 'build', esbuild: 'build', rollup: 'build', tsup: 'build', meson: 'build', xcodebuild: 'build', gcc: 'build', 'g++': 'build', clang: 'build', javac: 'build', rustc: 'build',
  eslint: 'lint', prettier: 'lint', biome: 'lint', ruff: 'lint', flake8: 'lint', pylint: 'lint', mypy: 'lint', pyright: 'lint', black: 'lint', isort: 'lint', stylelint: 'lint', 'golangci-lint': 'lint', shellcheck: 'lint', rubocop: 'lint', oxlint: 'lint', knip: 'lint',
}; // prettier-ignore
const SUB_CHECKS: Record<string, Record<string, CheckKind>> = {
  cargo: {
    test: 'test',
    nextest: 'test',
    build: 'build',
    check: 'build',
    clippy: 'lint',
    fmt: 'lint',
    bench: 'test',
  },
  go: { test: 'test', build: 'build', vet: 'lint', fmt: 'lint' },
  dotnet: { test: 'test', build: 'build' },
  swift: { test: 'test', build: 'build' },
  mix: { test: 'test', compile: 'build', credo: 'lint' },
  zig: { test: 'test', build: 'build' },
  mise: {},
};
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
  const direct = CHECK_PROGRAMS[name];
  if (direct) return plain.some((a) => /^(?:--version|-v|--help|-h)$/.test(a)) && plain.length === 1 ? undefined : direct;
  const sub = plain.find((a) => !a.startsWith('-')) ?? '';
  if (SUB_CHECKS[name]?.[sub]) return SUB_CHECKS[name][sub];
  if (SCRIPT_RUNNERS.has(name) || name === 'mise' || name === 'just' || name === 'task' || name === 'uv' || name === 'poetry') {
    const operands = plain.filter((a) => !a.startsWith('-'));
    const script = /^(?:run|run-script|exec|x|dlx)$/.test(operands[0] ?? '') ? (operands[1] ?? '') : (operands[0] ?? '');
    if (CHECK_PROGRAMS[script]) return CHECK_PROGRAMS[script];
    if (/^(?:t|test|e2e)(?:$|[:_-])/.test(script) || /[:_-]test$/.test(script)) return 'test';
    if (/^(?:build|compile|bundle)(?:$|[:_-])/.test(script)) return 'build';
    if (/^(?:lint|check|typecheck|type-check|tsc|format:check|fmt|vet)(?:$|[:_-])/.test(script)) return 'lint';
  }
  if (/^python3?(?:\.\d+)?$/.test(name) && plain[0] === '-m')
    return CHECK_PROGRAMS[plain[1] ?? ''] ?? (plain[1] === 'unittest' ? 'test' : undefined);
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
