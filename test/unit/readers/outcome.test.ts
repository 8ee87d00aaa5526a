import { describe, expect, it } from 'vitest';
import { exitOutcome } from '../../../src/core/readers/outcome/exitOutcome.ts';
import { mergeOutcome, type NamedReport } from '../../../src/core/readers/outcome/mergeOutcome.ts';
import type { OutcomeReport } from '../../../src/core/readers/outcome/outcomeReport.ts';
import { readOutcomeFile } from '../../../src/core/readers/outcome/readOutcomeFile.ts';
import { readMarks, writeMarks } from '../../../src/core/readers/outcome/readVerdict.ts';

const json = (value: unknown): OutcomeReport | undefined => readOutcomeFile(JSON.stringify(value));

const GRADING = {
  expectations: [
    { text: 'writes the file', passed: true, evidence: 'seen' },
    { text: 'keeps the tests green', passed: false, evidence: '2 red' },
  ],
  summary: { passed: 1, failed: 1, total: 2, pass_rate: 0.5 },
};

const JUNIT = `<?xml version="1.0" encoding="utf-8"?>
<!-- made by a runner -->
<testsuites tests="3" failures="1"><testsuite name="a" tests="3" failures="1" skipped="1">
  <testcase classname="basket" name="adds &lt;two&gt; &#38; more"/>
  <testcase classname="basket" name="removes"><failure message="1 &gt; 0"><![CDATA[expected <1>]]></failure></testcase>
  <testcase name='waits'><skipped/></testcase>
</testsuite></testsuites>
`;

describe('readOutcomeFile', () => {
  it.each<[string, unknown, Partial<OutcomeReport> | undefined]>([
    ['grading.json', GRADING, { authority: 'grader', result: 'partial', evidence: '1 of 2 passed; failed: keeps the tests green' }],
    ['older grading', { assertion_results: [{ text: 'a', passed: true }] }, { result: 'success', evidence: '1 of 1 passed' }],
    ['a grader without a word on an item', { expectations: [{ text: 'a' }] }, { result: 'failure' }],
    [
      'a verdict',
      { format: 'clawtrace/outcome', result: 'failure', note: 'no diff' },
      { authority: 'grader', evidence: 'failure: no diff' },
    ],
    ['a verdict of unknown', { format: 'clawtrace/outcome', result: 'unknown' }, { result: undefined }],
    ['SWE-bench', { 'a__b-1': { resolved: false, tests_status: {} } }, { authority: 'grader', result: 'failure' }],
    [
      'CTRF',
      {
        results: {
          tool: { name: 'x' },
          summary: { tests: 3, passed: 1, failed: 0, pending: 1, skipped: 0, other: 1 },
          tests: [
            { name: 'a', status: 'passed' },
            { name: 'b', status: 'other' },
            { name: 'c', status: 'pending' },
          ],
        },
      },
      { authority: 'tests', result: 'partial', evidence: '1 of 2 passed, 1 skipped; failed: b' },
    ],
    [
      'pytest',
      {
        created: 1,
        exitcode: 0,
        summary: { passed: 2, total: 2 },
        tests: [
          { nodeid: 't::a', outcome: 'passed' },
          { nodeid: 't::b', outcome: 'xfailed' },
        ],
      },
      { authority: 'tests', result: 'success', evidence: '1 of 1 passed, 1 skipped' },
    ],
    ['pytest that crashed', { exitcode: 3, summary: { total: 0 }, tests: [] }, { result: 'failure' }],
    ['pytest without tests', { exitcode: 5, summary: { total: 0 } }, { result: undefined }],
    [
      'vitest',
      {
        numTotalTests: 2,
        numPassedTests: 2,
        numFailedTests: 0,
        success: false,
        testResults: [
          { name: 'a.test.ts', status: 'passed', assertionResults: [{ fullName: 'adds', status: 'passed' }] },
          { name: 'b.test.ts', status: 'failed', assertionResults: [] },
        ],
      },
      { authority: 'tests', result: 'partial', evidence: '1 of 2 passed; failed: b.test.ts' },
    ],
    ['any other JSON', { name: 'x', version: '1.0.0', summary: 'all passed' }, undefined],
    ['an empty map', {}, undefined],
    ['a list', [1], undefined],
  ])('reads %s', (_, value, wanted) => {
    if (wanted === undefined) expect(json(value)).toBeUndefined();
    else expect(json(value)).toMatchObject(wanted);
  });

  it('reads JUnit XML, with names and entities', () => {
    expect(readOutcomeFile(JUNIT)).toEqual({
      authority: 'tests',
      result: 'partial',
      evidence: '1 of 2 passed, 1 skipped; failed: basket.removes',
      items: { passed: ['basket.adds <two> & more'], failed: ['basket.removes'] },
    });
  });

  it('counts what a suite states and does not list, but never twice', () => {
    expect(readOutcomeFile('<testsuite tests="4" failures="0" errors="0" name="s"/>')).toMatchObject({
      result: 'success',
      evidence: '4 of 4 passed',
    });
    const nested = '<testsuites tests="4" errors="1"><testsuite tests="4" errors="1"><testcase name="a"/></testsuite></testsuites>';
    expect(readOutcomeFile(nested)).toMatchObject({ result: 'partial', evidence: '1 of 2 passed' });
  });

  it.each([
    ['a cut report', JUNIT.slice(0, -30)],
    ['crossed elements', '<testsuite><testcase name="a"></testsuite></testcase>'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><testsuite tests="1"/>'],
    ['two roots', '<testsuite tests="1"/><testsuite tests="1"/>'],
    ['text after the root', '<testsuite tests="1"/>x'],
    ['an attribute without quotes', '<testsuite tests=1/>'],
    ['another document', '<html><body/></html>'],
    ['endless nesting', '<a>'.repeat(10_000)],
    ['an open comment', '<testsuite tests="1"><!-- '],
  ])('takes %s for no report', (_, text) => {
    expect(readOutcomeFile(text)).toBeUndefined();
  });
});

const named = (name: string, authority: OutcomeReport['authority'], result: OutcomeReport['result']): NamedReport => ({
  name,
  report: { authority, result, evidence: String(result), items: { passed: [], failed: [] } },
});

describe('mergeOutcome', () => {
  it('does not know what nobody says', () => {
    expect(mergeOutcome([])).toEqual({ result: 'unknown', evidence: [] });
    expect(mergeOutcome([named('junit.xml', 'tests', undefined)]).result).toBe('unknown');
  });

  it('lets the user decide over graders, those over tests, those over the exit, and names who disagrees', () => {
    const all = [
      named('session file', 'exit', 'failure'),
      named('junit.xml', 'tests', 'partial'),
      named('grading.json', 'grader', 'failure'),
    ];
    expect(mergeOutcome(all)).toEqual({
      result: 'failure',
      evidence: [
        'session file: failure',
        'junit.xml: partial',
        'grading.json: failure',
        'conflict: the grader says failure, the tests partial; the former counts',
      ],
    });
    expect(mergeOutcome([...all, named('your mark', 'user', 'success')]).result).toBe('success');
    expect(mergeOutcome(all.slice(0, 1)).result).toBe('failure');
  });

  it('calls two reports of one rank that differ partial', () => {
    expect(mergeOutcome([named('a.xml', 'tests', 'success'), named('b.xml', 'tests', 'failure')]).result).toBe('partial');
    expect(mergeOutcome([named('a.xml', 'tests', 'success'), named('b.xml', 'tests', undefined)]).result).toBe('success');
  });
});

it('takes an exit status for a failure only where it says so', () => {
  for (const status of ['exit_cost', 'exit_context', 'InternalServerError', 'LimitsExceeded', 'early_exit'])
    expect(exitOutcome(status)?.result).toBe('failure');
  for (const status of ['submitted', 'Submitted', 'submitted (exit_cost)', 'something new', '', undefined])
    expect(exitOutcome(status)).toBeUndefined();
});

it('writes marks in one order and reads them back; refuses what is no list of marks', () => {
  const marks = new Map([
    ['b.jsonl', { result: 'failure' as const }],
    ['a.jsonl', { result: 'success' as const }],
  ]);
  const text = writeMarks(marks);
  expect(text).toBe(writeMarks(new Map([...marks].reverse())));
  expect(readMarks(text)).toEqual(new Map([...marks].reverse()));
  expect(readMarks('{"sessions": {}}')).toBeUndefined();
  expect(readMarks('nothing')).toBeUndefined();
  expect(readMarks(text.replace('"failure"', '"splendid"'))?.size).toBe(1);
});
