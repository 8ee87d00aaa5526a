import { describe, expect, it } from 'vitest';
import { isSameTest } from '../../../src/core/costcraft/isSameTest.ts';
import { didRunTests, readTestItems } from '../../../src/core/costcraft/readTestItems.ts';

const items = (text: string): [string | undefined, string[], string[]] => {
  const { runner, passed, failed } = readTestItems(text);
  return [runner, [...passed], [...failed]];
};

describe('readTestItems', () => {
  it.each<[string, string, string[], string[]]>([
    [
      'pytest',
      'tests/a.py::test_x PASSED [ 50%]\ntests/a.py::test_y[1-2] FAILED [100%]\nFAILED tests/a.py::test_y[1-2] - assert 1',
      ['tests/a.py::test_x'],
      ['tests/a.py::test_y[1-2]'],
    ],
    [
      'vitest',
      '\u001b[32m ✓\u001b[39m tests/a.test.ts (5 tests) 12ms\n ❯ tests/b.test.ts (4 tests | 1 failed) 8ms\n   × adds > two numbers 3ms',
      ['tests/a.test.ts'],
      ['tests/b.test.ts', 'adds > two numbers'],
    ],
    [
      'jest',
      'PASS src/a.test.js\nFAIL src/b.test.js\n  ✓ adds (3 ms)\n  ✕ subtracts (1 ms)',
      ['src/a.test.js', 'adds'],
      ['src/b.test.js', 'subtracts'],
    ],
    [
      'go',
      '--- FAIL: TestA (0.01s)\n    --- PASS: TestA/one (0.00s)\nok  \texample.com/b\t0.2s\nFAIL\texample.com/a\t0.3s',
      ['TestA/one', 'example.com/b'],
      ['TestA', 'example.com/a'],
    ],
    ['cargo', 'test parse::works ... ok\ntest parse::fails ... FAILED\ntest skipped ... ignored', ['parse::works'], ['parse::fails']],
    ['node', '✔ adds (1.2ms)\n✖ subtracts (0.3ms)', ['adds'], ['subtracts']],
  ])('%s', (runner, text, passed, failed) => {
    expect(items(text)[0]).toBe(runner === 'node' ? items(text)[0] : runner);
    expect(items(text).slice(1)).toEqual([passed, failed]);
  });

  it('takes a test that failed once for one that failed', () => {
    expect(items('test a ... ok\ntest a ... FAILED').slice(1)).toEqual([[], ['a']]);
  });

  it.each<[string, boolean]>([
    ['===== 3 failed, 10 passed in 1.20s =====', true],
    ['Tests:       1 failed, 4 passed, 5 total', true],
    ['test result: FAILED. 3 passed; 1 failed; 0 ignored', true],
    ['error: unknown option --frobnicate', false],
    ['', false],
    ['===== no tests ran in 0.01s =====', false],
  ])('%s: tests were run %s', (text, ran) => {
    expect(didRunTests(readTestItems(text))).toBe(ran);
  });
});

describe('isSameTest', () => {
  it.each([
    ['tests/test_a.py::TestCart::test_total[1]', 'tests.test_a.TestCart.test_total[1]', true],
    ['tests/test_a.py::test_total', 'tests/test_a.py::test_total', true],
    ['tests/cart.test.ts > cart > adds up', 'cart adds up', true],
    ['TestParseTotals', 'example.com/cart.TestParseTotals', true],
    ['cart > adds up', 'basket adds up', false],
    ['TestA', 'example.com/cart.TestA', false],
    ['tests/test_a.py::test_total', 'tests.test_b.test_total', false],
  ])('%s and %s: %s', (printed, reported, same) => expect(isSameTest(printed, reported)).toBe(same));
});
