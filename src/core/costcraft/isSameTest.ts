/** A shorter name than this, if it is one word, is borne by too many tests to be told by its end. */
const TELLING = 8;

/**
 * True where the name that a runner printed and the one in a report are of one test: reports write `tests.test_a.test_one` or
 * `suite adds numbers` where runners print `tests/test_a.py::test_one` and `a.test.ts > suite > adds numbers`.
 */
export function isSameTest(printed: string, reported: string): boolean {
  const [a, b] = [plain(printed), plain(reported)];
  if (a === b) return true;
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  return (short.length >= TELLING || short.includes(' ')) && long.endsWith(` ${short}`);
}

function plain(name: string): string {
  return name
    .replace(/\.py(?=::|$)/, '')
    .replace(/::| > |[./\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
