/** Tests and test files by name, as the output of a test runner lists them. Names serve only to be compared; they go nowhere. */
export interface TestItems {
  runner: 'pytest' | 'vitest' | 'jest' | 'go' | 'cargo' | 'node' | undefined;
  passed: ReadonlySet<string>;
  failed: ReadonlySet<string>;
  /** Counts of the summary, where there is one. */
  counted: { passed: number; failed: number } | undefined;
}

/** Longer outputs are read at their beginning and their end. */
const LONGEST = 200_000;

type Found = [runner: NonNullable<TestItems['runner']>, state: 'passed' | 'failed', name: string];

/** One line of one runner; the first that fits counts. */
const LINES: readonly [NonNullable<TestItems['runner']>, 'passed' | 'failed', RegExp][] = [
  ['pytest', 'passed', /^(\S+\.py::\S.*?) PASSED\b/],
  ['pytest', 'failed', /^(\S+\.py::\S.*?) (?:FAILED|ERROR)\b/],
  ['pytest', 'failed', /^(?:FAILED|ERROR) (\S+\.py(?:::.*?)?)(?: - .*)?$/],
  ['cargo', 'passed', /^test (\S.*?) \.\.\. ok$/],
  ['cargo', 'failed', /^test (\S.*?) \.\.\. FAILED$/],
  ['go', 'passed', /^\s*--- PASS: (\S+) \(/],
  ['go', 'failed', /^\s*--- FAIL: (\S+) \(/],
  ['go', 'passed', /^ok\s+(\S+)\s+(?:[\d.]+s|\(cached\))/],
  ['go', 'failed', /^FAIL\s+(\S+)\s+(?:[\d.]+s|\[build failed\]|\[setup failed\])/],
  ['jest', 'passed', /^PASS\s+(\S.*?\.\w+)(?: \(.*\))?$/],
  ['vitest', 'failed', /^FAIL\s+(\S.* > .*?)(?: \d+ms)?$/],
  ['jest', 'failed', /^FAIL\s+(\S.*?\.\w+)(?: \(.*\))?$/],
  ['vitest', 'failed', /^\s*[❯×✗] (\S.*?) \(\d+ tests?(?: \| \d+ \w+)* \| \d+ failed.*\)/],
  ['vitest', 'passed', /^\s*✓ (?:\|?[\w-]+\|? )?(\S.*?) \(\d+ tests?(?: \| \d+ skipped)?\)/],
  ['vitest', 'passed', /^\s*✓ (\S.* > .*?)(?: \d+ms)?$/],
  ['vitest', 'failed', /^\s*[×✗] (\S.* > .*?)(?: \d+ms)?$/],
  ['jest', 'passed', /^\s*[✓√] (.*?)(?: \(\d+ m?s\))?$/],
  ['jest', 'failed', /^\s*[✕×] (.*?)(?: \(\d+ m?s\))?$/],
  ['node', 'passed', /^\s*(?:✔|ok \d+ -) (.*?)(?: \([\d.]+ms\))?$/],
  ['node', 'failed', /^\s*(?:✖|not ok \d+ -) (.*?)(?: \([\d.]+ms\))?$/],
];

const SUMMARIES: readonly RegExp[] = [
  /^=+ (.*(?:passed|failed|error).*) in [\d.]+s/m,
  /^(?:\d+ (?:passed|failed)[^\n]*) in [\d.]+s/m,
  /^\s*Tests:?\s+(.*(?:passed|failed).*)$/m,
  /^test result: \w+\. (\d+ passed; \d+ failed)/m,
];

/** Reads the usual listings and summaries of pytest, vitest, jest, `go test`, `cargo test` and `node --test`. */
export function readTestItems(text: string): TestItems {
  const plain = cut(text).replace(/\u001b\[[\d;]*[A-Za-z]/g, '');
  const found = plain.split('\n').flatMap((line): Found[] => {
    const item = readLine(line.trimEnd());
    return item ? [item] : [];
  });
  const [first] = found;
  const own = found.filter(([runner]) => runner === first?.[0] || (isJsRunner(runner) && isJsRunner(first?.[0])));
  const failed = new Set(own.filter(([, state]) => state === 'failed').map(([, , name]) => name));
  // A test that is repeated and fails once has failed.
  const passed = new Set(own.filter(([, state, name]) => state === 'passed' && !failed.has(name)).map(([, , name]) => name));
  return { runner: first?.[0], passed, failed, counted: readSummary(plain) };
}

/** True where tests were run, whatever came of it. */
export function didRunTests({ passed, failed, counted }: TestItems): boolean {
  return passed.size + failed.size > 0 || (counted !== undefined && counted.passed + counted.failed > 0);
}

function isJsRunner(runner: TestItems['runner']): boolean {
  return runner === 'vitest' || runner === 'jest';
}

function readLine(line: string): Found | undefined {
  if (line.length > 400) return undefined;
  for (const [runner, state, pattern] of LINES) {
    const name = pattern.exec(line)?.[1];
    if (name !== undefined) return [runner, state, name.trim()];
  }
  return undefined;
}

function readSummary(text: string): TestItems['counted'] {
  for (const pattern of SUMMARIES) {
    const line = pattern.exec(text)?.[0];
    if (line === undefined) continue;
    const count = (word: RegExp): number => Number(word.exec(line)?.[1] ?? 0);
    return { passed: count(/(\d+) passed/), failed: count(/(\d+) failed/) + count(/(\d+) errors?\b/) };
  }
  return undefined;
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}\n${text.slice(-LONGEST / 2)}`;
}
