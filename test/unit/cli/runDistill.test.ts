import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../platform/temporaryFolder.ts';
import { captureCli } from './captureCli.ts';
import type { Captured } from './captureCli.ts';
import { wastefulSession } from './sampleSessions.ts';

const SKILL = '---\nname: x\ndescription: Use it.\n---\n\n# x\n\nThe words of the author.\n';

function workspace(): string {
  return temporaryFolder({ 'traces/a.jsonl': wastefulSession('a'), 'traces/b.jsonl': wastefulSession('b'), 'skills/x/SKILL.md': SKILL });
}

function distill(folder: string, ...args: string[]): Promise<Captured> {
  return captureCli(['distill', path.join(folder, 'traces'), '--skill', path.join(folder, 'skills/x/SKILL.md'), ...args], { cwd: folder });
}

test('proposes rules with their evidence and writes nothing', async () => {
  const folder = workspace();
  const { code, out } = await distill(folder);
  expect(code).toBe(0);
  expect(out).toMatch(/rules? proposed for .*SKILL\.md from 2 sessions/);
  expect(out).toMatch(/Evidence {2}traces\/a\.jsonl:\d+ step \d+, (?:wasted|needed), \$/);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(readFileSync(path.join(folder, 'skills/x/SKILL.md'), 'utf8')).toBe(SKILL);
  expect(readdirSync(folder).sort()).toEqual(['skills', 'traces']);
});

test('prints dollars as exact numbers with --json', async () => {
  const { out } = await distill(workspace(), '--json');
  const set = JSON.parse(out) as { patches: { saving: { mid: unknown }; gates: unknown[] }[]; together: { of: unknown } };
  expect(set.patches.length).toBeGreaterThan(0);
  expect(typeof set.patches[0]?.saving.mid).toBe('number');
  expect(typeof set.together.of).toBe('number');
});

test('prints a unified diff that adds lines only', async () => {
  const { out } = await distill(workspace(), '--diff');
  expect(out).toMatch(/^--- a\/skills\/x\/SKILL\.md.*\n\+\+\+ b\/skills\/x\/SKILL\.md.*\n@@ /);
  expect(out).toContain('\n+## Learned rules (CostCraft)\n');
  expect(out.split('\n').filter((line) => /^-(?!--)/.test(line))).toEqual([]);
});

test('writes the rules with --apply, records that, and has nothing to propose afterwards', async () => {
  const folder = workspace();
  const skill = path.join(folder, 'skills/x/SKILL.md');
  expect((await distill(folder, '--apply')).code).toBe(0);
  const after = readFileSync(skill, 'utf8');
  expect(after).toContain('The words of the author.');
  expect(after).toContain('## Learned rules (CostCraft)');
  const ledger = readFileSync(path.join(folder, '.clawtrace/ledger.jsonl'), 'utf8').trim().split('\n');
  expect(JSON.parse(ledger[0] ?? '')).toMatchObject({ decision: 'accept', file: 'skills/x/SKILL.md' });
  const again = await distill(folder, '--apply');
  expect(again.out).toContain('No rule to propose');
  expect(readFileSync(skill, 'utf8')).toBe(after);
});

test('starts a new skill where there is none', async () => {
  const folder = workspace();
  const skill = path.join(folder, '.agents/skills/thrift/SKILL.md');
  const args = ['distill', path.join(folder, 'traces'), '--skill', skill];
  expect((await captureCli([...args, '--diff'], { cwd: folder })).out).toContain('--- /dev/null');
  expect(existsSync(skill)).toBe(false);
  await captureCli([...args, '--apply'], { cwd: folder });
  expect(readFileSync(skill, 'utf8')).toMatch(/^---\nname: thrift\n/);
  expect(await captureCli(['validate', skill])).toEqual({ code: 0, out: '', err: '' });
});

test('does not start a skill in a folder that cannot bear its name', async () => {
  const folder = workspace();
  const { code, err } = await captureCli(['distill', path.join(folder, 'traces'), '--skill', path.join(folder, 'My Skill/SKILL.md')]);
  expect(code).toBe(1);
  expect(err).toContain('try my-skill/SKILL.md');
});

test.each([
  [['distill', '.'], '--skill FILE is missing'],
  [['distill', '.', '--skill', 'SKILL.md', '--json', '--diff'], '--json and --diff exclude each other'],
])('refuses %j', async (args, message) => {
  const { code, err } = await captureCli(args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('compares what the modes admit from the same sessions', async () => {
  const folder = workspace();
  const { code, out } = await distill(folder, '--modes');
  expect(code).toBe(0);
  expect(out).toMatch(/^full +\d+ +\d+ +\$/m);
  expect(out).toMatch(/^no-prune +0 +0 +\$0 /m);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  const json = JSON.parse((await distill(folder, '--modes', '--json')).out) as {
    modes: { mode: string; tokens: number; together: { net: unknown }; proposal: { patches: object[] } }[];
  };
  expect(json.modes.map(({ mode }) => mode)).toEqual(
    ['full', 'no-cost', 'no-prune', 'no-counterfactual', 'length-matched', 'preserve-off', 'preserve-all'],
  ); // prettier-ignore
  expect(typeof json.modes[0]?.together.net).toBe('number');
  expect(json.modes[1]?.proposal.patches[0]).not.toHaveProperty('saving');
  expect((await distill(folder, '--modes', '--apply')).code).toBe(2);
});

test('tells no dollar without costs, and none of waste without prune', async () => {
  const folder = workspace();
  const noCost = await distill(folder, '--no-cost');
  expect(noCost.out).toMatch(/rules? proposed/);
  expect(noCost.out).not.toContain('$');
  expect((await distill(folder, '--no-cost', '--json')).out).not.toMatch(/"(?:saving|usd|together)"/);
  expect((await distill(folder, '--no-prune')).out).not.toMatch(/ {2}prune,/);
  expect((await distill(folder, '--preserve', 'some')).code).toBe(2);
});

const REPORTS: Record<string, (passed: boolean) => string> = {
  'grading.json': (passed) => JSON.stringify({ expectations: [{ text: 'It works', passed, evidence: '' }] }),
  'junit.xml': (passed) =>
    `<testsuite name="s"><testcase name="it works">${passed ? '' : '<failure message="no"/>'}</testcase></testsuite>`,
  'ctrf.json': (passed) =>
    JSON.stringify({
      results: { tool: { name: 'x' }, summary: {}, tests: [{ name: 'it works', status: passed ? 'passed' : 'failed', duration: 1 }] },
    }),
  'pytest.json': (passed) =>
    JSON.stringify({ exitcode: passed ? 0 : 1, summary: {}, tests: [{ nodeid: 'a.py::works', outcome: passed ? 'passed' : 'failed' }] }),
  'vitest.json': (passed) =>
    JSON.stringify({
      numTotalTests: 1,
      success: passed,
      testResults: [{ name: 'a', status: 'x', assertionResults: [{ fullName: 'it works', status: passed ? 'passed' : 'failed' }] }],
    }),
};

test.each(Object.entries(REPORTS))('learns from what a %s says of the end', async (name, report) => {
  const folder = (passed: boolean): string =>
    temporaryFolder({
      'traces/a.jsonl': wastefulSession('a'),
      'traces/b.jsonl': wastefulSession('b'),
      [`traces/a.${name}`]: report(passed),
      [`traces/b.${name}`]: report(passed),
      'skills/x/SKILL.md': SKILL,
    });
  const checks = async (passed: boolean): Promise<string[]> => {
    const { out } = await distill(folder(passed), '--json');
    const { patches } = JSON.parse(out) as { patches: { checks: { check: string; result: string }[] }[] };
    return patches.flatMap((patch) => patch.checks.filter(({ check }) => check === 'C6').map(({ result }) => result));
  };
  const [proven, ...others] = await checks(true);
  expect([proven, ...others.filter((result) => result !== 'pass')]).toEqual(['pass']);
  // What seems needless in a session that ended badly may be what was missing.
  expect(await checks(false)).toEqual([]);
});

test("puts the user's mark before any report", async () => {
  const passed = REPORTS['grading.json'] as (passed: boolean) => string;
  const folder = temporaryFolder({
    'traces/a.jsonl': wastefulSession('a'),
    'traces/b.jsonl': wastefulSession('b'),
    'traces/a.grading.json': passed(true),
    'traces/b.grading.json': passed(true),
    'skills/x/SKILL.md': SKILL,
  });
  for (const id of ['a', 'b']) await captureCli(['mark', path.join(folder, `traces/${id}.jsonl`), 'failure'], { cwd: folder });
  expect((await distill(folder)).out).toContain('No rule to propose');
});
