import { NOISE_FORMS } from './noiseForms.ts';

/** How to ask a command for less, in our own words: what a rule advises is never taken from a trace. */
const FORMS: Record<string, string> = {
  'git diff': 'run `git diff --stat` first, then `git diff -- <path>` for the files that matter',
  'git show': 'run `git show --stat` first, then `git show <commit> -- <path>` for the files that matter',
  'git log': 'run `git log --oneline -n 20`, and the whole message of one commit only when it matters',
  'git status': 'run `git status --short`',
  'git push': 'cut with `2>&1 | tail -n 60`',
  'git commit': 'cut with `2>&1 | tail -n 60`',
  'git pull': 'cut with `2>&1 | tail -n 60`',
  'git blame': 'give it the lines with `-L <n>,<n>`',
  'git grep': 'list the files with `-l` first, then look at the lines of one file',
  grep: 'list the files with `-l` first or cut with `| head -n 40`, then look at the lines of one file',
  rg: 'list the files with `-l` first or cut with `| head -n 40`, then look at the lines of one file',
  egrep: 'list the files with `-l` first or cut with `| head -n 40`, then look at the lines of one file',
  find: 'narrow it with `-name` and `-maxdepth`, and cut with `| head -n 40`',
  fd: 'narrow the pattern, and cut with `| head -n 40`',
  ls: 'list one folder at a time, without `-R`',
  tree: 'give it `-L 2`',
  cat: "show the lines that matter with `sed -n '<n>,<n>p' <path>`",
  jq: 'select the fields that matter in the filter, and cut with `| head -n 40`',
  curl: 'cut with `| head -c 4000`, or save it with `-o <path>` and search that file',
  'docker logs': 'give it `--tail 60`',
  'kubectl logs': 'give it `--tail=60`',
  'gh pr diff': 'list the files with `--name-only` first',
  'gh pr view': 'name the fields with `--json`',
  'gh issue view': 'name the fields with `--json`',
  'gh run view': 'show the failed steps only with `--log-failed | tail -n 60`',
  'gh api': 'select the fields with `--jq`',
  'go test': 'leave out `-v`, and cut with `2>&1 | tail -n 60`',
  pytest: 'run it with `-q`, and cut with `2>&1 | tail -n 60`',
  'cargo test': 'run it with `-q`, and cut with `2>&1 | tail -n 60`',
};

const ENDED_BY_SUMMARY =
  /^(?:npm|pnpm|yarn|bun|cargo|go|make|mise|just|gradle|mvn|dotnet|vitest|jest|mocha|tsc|eslint|prettier|biome|pytest|tox|mypy|ruff|golangci-lint|gotestsum|pip3?|uv|poetry|docker build|playwright|next|vite|webpack)(?: |$)/;

/** Advice for one known command family, or undefined where we have none that loses nothing. */
export function quietForm(family: string): string | undefined {
  if (Object.hasOwn(FORMS, family)) return FORMS[family];
  // Checks and builds say at the end what matters: their summary and the last errors.
  if (ENDED_BY_SUMMARY.test(family)) return 'cut with `2>&1 | tail -n 60`';
  return undefined;
}

/** True where the command has every option that the advice names: who followed it already is no instance, and no counter-example either. */
export function followsForm(form: string, command: string): boolean {
  const asked = form.replace(/(?:without|leave out) `[^`]*`/g, '').match(/(?<=[`\s])--?[A-Za-z][\w-]*/g) ?? [];
  const words = new Set(command.split(/[\s=]+/));
  return asked.length > 0 && asked.every((option) => words.has(option));
}

/** Every form there is, for the check that a rule holds nothing else. */
export function isQuietForm(text: string): boolean {
  return text === 'cut with `2>&1 | tail -n 60`' || Object.values(FORMS).includes(text) || NOISE_FORMS.some(({ form }) => form === text);
}
