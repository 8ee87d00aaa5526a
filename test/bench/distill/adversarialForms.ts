import type { Look } from './looks.ts';
import { showLines } from './looks.ts';
import { quoted, unseen } from './perturbedForms.ts';
import type { Piece } from './rawSession.ts';
import { form, ownForm, readTool, shell, type Setting, type WasteForm } from './wasteForm.ts';

type Read = Look & { kind: 'read' };

/** Tier 3: looks that have a reason that is easily missed, and waste in the midst of them. */
export const ADVERSARIAL_FORMS: readonly WasteForm[] = [
  form(3, 'decoy', 'read', 'edited through the shell', (setting, look) => {
    const changed = changedLines(setting, look);
    return [edited(setting, look), again(setting, look, changed, 'decoy')];
  }),
  form(3, 'decoy', 'read', 'edit through the shell that changed nothing', (setting, look) => [
    edited(setting, look),
    again(setting, look, look.lines, 'decoy'),
  ]),
  form(3, 'decoy', 'read', 'everything formatted', (setting, look) => [
    shell(
      setting,
      setting.random.pick(['npx prettier --write .', 'cargo fmt', 'gofmt -w .', 'black .', 'npm run format']),
      '12 files reformatted',
    ),
    again(setting, look, look.lines, 'decoy'),
  ]),
  form(3, 'decoy', 'read', 'other commit checked out', (setting, look) => [
    shell(
      setting,
      setting.random.pick(['git checkout main', 'git pull --rebase', 'git stash pop', 'git reset --hard HEAD~1', 'git merge feature']),
      "Switched to branch 'main'",
    ),
    again(setting, look, look.lines, 'decoy'),
  ]),
  form(3, 'decoy', 'read', 'sibling with the same text', (setting, look) => {
    const path = look.path.replace(/([^/]*)$/, 'copy-of-$1');
    return [setting.use(...readTool(setting, path), look.use.result, 'decoy')];
  }),
  form(3, 'decoy', 'read', 'next page with one line again', (setting, look) => {
    if (look.whole || look.lines.length < 12) return undefined;
    const from = look.from + look.lines.length - 1;
    const lines = [look.lines.at(-1) ?? '', ...unseen(look.lines.length, from + 1)];
    return [setting.use(...readTool(setting, look.path, { offset: from, limit: lines.length }), showLines(look, from, lines), 'decoy')];
  }),
  form(3, 'decoy', 'read', 'changed from outside, says the user', (setting, look) => [
    { kind: 'user', text: `I have changed ${look.path.slice(look.path.lastIndexOf('/') + 1)} by hand, have another look at it.` },
    again(setting, look, look.lines, 'decoy'),
  ]),
  ownForm(3, 'decoy', 'generated file', (setting) => {
    const n = setting.random.between(100, 999);
    const path = `${setting.session.cwd}/dist/part${n}.js`;
    const text = unseen(30, n).join('\n');
    const [build] = [setting.random.pick(['npm run build', 'make', 'go generate ./...', 'npx tsc -p .', 'python3 build.py'])];
    return [shell(setting, `cat ${path}`, text), shell(setting, build, 'done'), shell(setting, `cat ${path}`, text, 'decoy')];
  }),
  ownForm(3, 'decoy', 'tried again after a failure', (setting) => {
    const n = setting.random.between(100, 999);
    const command = `curl -s http://localhost:${4000 + n}/health`;
    const failed = shell(setting, command, `curl: (7) Failed to connect to localhost port ${4000 + n}`, undefined, true);
    return [failed, shell(setting, command, `{"status":"ok","part":${n},"uptime":12,"checks":{"store":"ok","queue":"ok"}}`, 'decoy')];
  }),
  ownForm(3, 'decoy', 'test run after an edit through the shell', (setting) => {
    const n = setting.random.between(100, 999);
    const command = `npx vitest run test/part${n}.test.ts`;
    const output = ` FAIL  test/part${n}.test.ts > adds\nAssertionError: expected ${n} to be ${n + 1}\n Tests  1 failed (1)\n`;
    const edit = shell(setting, `sed -i 's/return ${n}/return ${n + 2}/' src/part${n}.ts`, '');
    return [shell(setting, command, output), edit, shell(setting, command, output, 'decoy')];
  }),
  ownForm(3, 'decoy', 'log that may have grown', (setting) => {
    const n = setting.random.between(100, 999);
    const look = (label?: 'decoy'): Piece => shell(setting, `tail -n 20 /tmp/server${n}.log`, unseen(20, n).join('\n'), label);
    return [shell(setting, `npm run serve > /tmp/server${n}.log 2>&1 &`, ''), look(), look('decoy')];
  }),

  form(3, 'waste', 'read', 'again after the second look', (setting, look) => {
    const changed = changedLines(setting, look);
    return [edited(setting, look), again(setting, look, changed, 'decoy'), again(setting, look, changed, 'waste')];
  }),
  form(3, 'waste', 'read', 'another file edited through the shell', (setting, look) => {
    const other = look.path.replace(/[^/]*$/, 'unrelated.txt');
    return [shell(setting, `sed -i 's/old/new/' ${quoted(other)}`, ''), again(setting, look, look.lines, 'waste')];
  }),
  form(3, 'waste', 'read', 'sibling looked at in between', (setting, look) => {
    const path = look.path.replace(/([^/]*)$/, 'copy-of-$1');
    return [setting.use(...readTool(setting, path), look.use.result, 'decoy'), again(setting, look, look.lines, 'waste')];
  }),
  form(3, 'waste', 'read', 'both pages at once again', (setting, look) => {
    if (look.whole || look.lines.length < 12) return undefined;
    const from = look.from + look.lines.length;
    const more = unseen(look.lines.length, from);
    const page = setting.use(...readTool(setting, look.path, { offset: from, limit: more.length }), showLines(look, from, more), 'decoy');
    return [page, setting.use(...readTool(setting, look.path, { offset: from, limit: more.length }), showLines(look, from, more), 'waste')];
  }),
  form(3, 'waste', 'search', 'search again beside a new folder', (setting, { use }) => [
    shell(setting, `git status --short`, ' M src/part.ts\n?? notes/'),
    setting.use(use.name, use.input, use.result, 'waste'),
  ]),
];

function changedLines({ random }: Setting, look: Read): string[] {
  const at = random.between(0, look.lines.length - 1);
  return look.lines.map((line, i) => (i === at ? `${line} // changed` : line));
}

function again(setting: Setting, look: Read, lines: readonly string[], label: 'waste' | 'decoy'): Piece {
  const result = lines === look.lines ? look.use.result : showLines(look, look.from, lines);
  return setting.use(look.use.name, look.use.input, result, label);
}

/** One of the many ways to write to a file without an editing tool. */
function edited(setting: Setting, look: Read): Piece {
  const path = quoted(look.path);
  const commands = [
    `sed -i 's/old/new/' ${path}`,
    `perl -pi -e 's/old/new/' ${path}`,
    `python3 - <<'EOF'\np = '${look.path}'\ns = open(p).read()\nopen(p, 'w').write(s.replace('old', 'new'))\nEOF`,
    `cp /tmp/new.txt ${path}`,
    `git checkout -- ${path}`,
    `echo '// end' >> ${path}`,
    `cat /tmp/part.txt | tee -a ${path} > /dev/null`,
    `npx prettier --write ${path}`,
    `mv /tmp/new.txt ${path}`,
    `node -e "require('fs').writeFileSync('${look.path}', require('fs').readFileSync('${look.path}','utf8').trim())"`,
    `patch ${path} < /tmp/change.diff`,
  ];
  return shell(setting, setting.random.pick(commands), '');
}
