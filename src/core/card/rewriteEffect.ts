import { ANYWHERE, type Effect } from './places.ts';
import { places } from './shellOperands.ts';
import type { ShellWord } from './splitShell.ts';

/** Formatters that rewrite what they are given unless an option only asks. */
const REWRITES = new Set(
  'black isort rustfmt autoflake yapf swiftformat dprint cargo+fmt go+fmt ruff+format mix+format dart+format terraform+fmt deno+fmt'.split(
    ' ',
  ),
);
const ONLY_ASKS = /^(?:--check(?:-only)?|--diff|--dry-run|--list-different|-l|-c|-d|--version|--help|-h)$/;

/** Formatters and linters that rewrite only with such an option. */
const REWRITES_WITH: ReadonlyMap<string, RegExp> = new Map([
  ['prettier', /^(?:--write|-w)$/],
  ['eslint', /^--fix$/],
  ['oxlint', /^--fix/],
  ['stylelint', /^--fix$/],
  ['ruff', /^--fix/],
  ['biome', /^(?:--write|--apply|--fix)/],
  ['golangci-lint', /^--fix$/],
  ['rubocop', /^(?:-a|-A|--autocorrect|--auto-correct)/],
  ['gofmt', /^-w$/],
  ['goimports', /^-w$/],
  ['gofumpt', /^-w$/],
  ['shfmt', /^(?:-w|--write)$/],
  ['clang-format', /^-i$/],
  ['autopep8', /^(?:-i|--in-place)$/],
  ['perl', /^-\w*i/],
  ['patch', /^/],
]);

/** Programs that run a project's own scripts. */
const RUNNERS = new Set('npm pnpm yarn bun make just task'.split(' '));

/** Of any other program, which are most, nothing need be looked at. */
const PROGRAMS = new Set([...RUNNERS, ...REWRITES_WITH.keys(), ...[...REWRITES].map((name) => name.split('+')[0])]);

/** Scripts of a project that are named for it. */
const FORMAT_SCRIPT = /^(?:format|fmt|prettier|fix|lint[:-]fix|fix[:-]lint|format[:-](?!check))/;

/**
 * The effect of a command that rewrites sources in place, or undefined where it is none: on the files it names, else on any. Such a
 * command is no mere doubt: whoever looks at a file again after it does so for a reason.
 */
export function rewriteEffect(name: string, args: readonly ShellWord[], cwd: string | undefined): Effect | undefined {
  if (!PROGRAMS.has(name)) return undefined;
  const plain = args.map(({ text }) => text);
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  const first = operands[0]?.text ?? '';
  const anything: Effect = { reads: [], writes: [ANYWHERE] };
  const script = RUNNERS.has(name) ? (/^(?:run|run-script)$/.test(first) ? operands[1]?.text : first) : undefined;
  if (script !== undefined) return FORMAT_SCRIPT.test(script) ? anything : undefined;
  const isNested = REWRITES.has(`${name}+${first}`);
  const rewrites = isNested || REWRITES.has(name) ? !plain.some((arg) => ONLY_ASKS.test(arg)) : hasOption(name, plain);
  if (!rewrites) return undefined;
  // What stands before the files, if anything, is a sub-command or, for perl, a program.
  const files = operands.slice(isNested || /^(?:ruff|biome|perl)$/.test(name) ? 1 : 0);
  return files.length > 0 ? { reads: [], writes: places(files, cwd, false) } : anything;
}

function hasOption(name: string, plain: readonly string[]): boolean {
  const option = REWRITES_WITH.get(name);
  return option !== undefined && plain.some((arg) => option.test(arg));
}
