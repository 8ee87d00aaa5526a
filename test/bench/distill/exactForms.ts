import { showLines } from './looks.ts';
import { editTool, form, ownForm, readTool, shell, type WasteForm } from './wasteForm.ts';

/** Tier 1: the same call with the same answer, and the same call that has a reason. */
export const EXACT_FORMS: readonly WasteForm[] = [
  form(1, 'waste', 'read', 'same read', (setting, { use }) => [setting.use(use.name, use.input, use.result, 'waste')]),
  form(1, 'waste', 'search', 'same search', (setting, { use }) => [setting.use(use.name, use.input, use.result, 'waste')]),
  form(1, 'waste', 'command', 'same command', (setting, { use }) => [setting.use(use.name, use.input, use.result, 'waste')]),
  ownForm(1, 'waste', 'same test run', (setting) => {
    const [command, output] = setting.random.pick(CHECKS)(setting.random.between(12, 90));
    return [shell(setting, command, output), shell(setting, command, output, 'waste')];
  }),
  ownForm(1, 'waste', 'poll', (setting) => {
    const [command, answer] = setting.random.pick(STATES)(setting.random.between(1000, 9999));
    const again = Array.from({ length: setting.random.between(2, 4) }, () => shell(setting, command, answer, 'waste'));
    return [shell(setting, command, answer), ...again];
  }),

  form(1, 'decoy', 'read', 'read after edit', (setting, look) => {
    const at = setting.random.between(0, look.lines.length - 1);
    const lines = look.lines.map((line, i) => (i === at ? `${line} // second version` : line));
    const [name, input, answer] = editTool(setting, look.path, look.lines[at] ?? '', lines[at] ?? '');
    return [setting.use(name, input, answer), setting.use(look.use.name, look.use.input, showLines(look, look.from, lines), 'decoy')];
  }),
  form(1, 'decoy', 'read', 'other file', (setting, look) => {
    const path = look.path.replace(/(\.\w+)?$/, '2$1');
    const lines = look.lines.map((line, i) => (i % 3 === 0 ? `${line} // other` : line));
    return [setting.use(...readTool(setting, path), showLines(look, look.from, lines), 'decoy')];
  }),
  ownForm(1, 'decoy', 'test run after edit', (setting) => {
    const n = setting.random.between(12, 90);
    const [command, output] = setting.random.pick(CHECKS)(n);
    const [name, input, answer] = editTool(setting, `${setting.session.cwd}/src/part${n}.ts`, `return ${n};`, `return ${n + 1};`);
    return [shell(setting, command, output), setting.use(name, input, answer), shell(setting, command, output, 'decoy')];
  }),
  ownForm(1, 'decoy', 'state that moved', (setting) => {
    const n = setting.random.between(1000, 9999);
    const command = `gh run view ${n} --json status`;
    const answers = ['{"status":"queued","jobs":0}', '{"status":"in_progress","jobs":2}', '{"status":"completed","jobs":5}'];
    return answers.map((answer, i) => shell(setting, command, answer, i > 0 ? 'decoy' : undefined));
  }),
];

/** Test runs with what they print, by a number that makes each its own. */
export const CHECKS: readonly ((n: number) => [string, string])[] = [
  (n) => [
    `npx vitest run test/part${n}.test.ts`,
    `RUN  v3.2.1\n\n FAIL  test/part${n}.test.ts > part ${n} > adds\nAssertionError: expected ${n} to be ${n + 1}\n\n Tests  1 failed | ${n} passed (${n + 1})\n`,
  ],
  (n) => [
    `python3 -m pytest tests/test_part${n}.py -q`,
    `F${'.'.repeat(n)}\n=== FAILURES ===\n___ test_adds_${n} ___\nE   assert ${n} == ${n + 1}\n1 failed, ${n} passed\n`,
  ],
  (n) => [
    `go test ./part${n}/...`,
    `--- FAIL: TestAdds${n} (0.00s)\n    part_test.go:${n}: got ${n}, want ${n + 1}\nFAIL\nFAIL example/part${n} 0.004s\n`,
  ],
];

const STATES: readonly ((n: number) => [string, string])[] = [
  (n) => [`gh run view ${n} --json status`, '{"status":"in_progress","conclusion":"","name":"build"}'],
  (n) => [`gh pr checks ${n}`, `build\tpending\t0\thttps://ci.example/${n}\nlint\tpass\t31s\thttps://ci.example/${n}`],
  (n) => [`docker ps --filter name=part${n}`, `CONTAINER ID   IMAGE        STATUS\n3f2a9c00${n}   part${n}:dev   Up About a minute`],
];
