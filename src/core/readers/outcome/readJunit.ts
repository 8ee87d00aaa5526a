import { ItemTally, type ItemState, type OutcomeReport } from './outcomeReport.ts';
import { readXml } from './readXml.ts';

/**
 * A report in JUnit's XML: <testsuites> of <testsuite> of <testcase>, in which a <failure>, an <error> or a <skipped> says that the test did
 * not pass. Undefined where the text is no such report, or not well-formed: half a report must not look like a success.
 */
export function readJunit(text: string): OutcomeReport | undefined {
  const tally = new ItemTally();
  const path: string[] = [];
  let test: { name: string; state: ItemState } | undefined;
  /** Of the outermost suites, which count those inside them too. */
  const stated = { passed: 0, failed: 0, skipped: 0 };
  let countedAt: number | undefined;
  const sound = readXml(text, {
    open: (name, attributes) => {
      path.push(name);
      if (name === 'testcase') {
        const owner = attributes.get('classname');
        test = { name: `${owner ? `${owner}.` : ''}${attributes.get('name') ?? 'unnamed'}`, state: 'passed' };
      } else if (name === 'testsuite' || name === 'testsuites') {
        const count = (key: string): number => Math.max(0, Math.floor(Number(attributes.get(key) ?? 0)) || 0);
        if (!attributes.has('tests') || (countedAt !== undefined && path.length > countedAt)) return;
        countedAt = path.length;
        const failed = count('failures') + count('errors');
        const skipped = count('skipped') + count('disabled');
        stated.failed += failed;
        stated.skipped += skipped;
        stated.passed += Math.max(0, count('tests') - failed - skipped);
      } else if (test && path.at(-2) === 'testcase') {
        if (name === 'failure' || name === 'error') test.state = 'failed';
        else if (name === 'skipped' && test.state === 'passed') test.state = 'skipped';
      }
    },
    close: () => {
      if (path.pop() !== 'testcase' || !test) return;
      tally.add(test.name, test.state);
      test = undefined;
    },
  });
  const isReport = sound && /<testsuites?[\s>/]/.test(text);
  return isReport ? tally.report('tests', stated) : undefined;
}
