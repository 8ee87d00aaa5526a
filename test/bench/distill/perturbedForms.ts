import { asText } from '../../../src/core/readers/json.ts';
import { showLines } from './looks.ts';
import { form, ownForm, readTool, shell, type WasteForm } from './wasteForm.ts';

/** Lines from which on a range can be taken out of a look. */
const RANGE = 12;

/** Tier 2: the same question put in other words, and other questions put in nearly the same. */
export const PERTURBED_FORMS: readonly WasteForm[] = [
  form(2, 'waste', 'read', 'relative path', (setting, look) => {
    const { cwd } = setting.session;
    if (!look.path.startsWith(`${cwd}/`)) return undefined;
    const short = look.path.slice(cwd.length + 1);
    const { path } = setting.session.tools;
    const input = { ...look.use.input, [path]: setting.random.pick([short, `./${short}`]) };
    return [setting.use(look.use.name, input, look.use.result, 'waste')];
  }),
  form(2, 'waste', 'read', 'cat for read', (setting, look) =>
    look.whole ? [shell(setting, `cat ${quoted(look.path)}`, look.lines.join('\n'), 'waste')] : undefined,
  ),
  form(2, 'waste', 'read', 'sed for read', (setting, look) => {
    if (look.lines.length < RANGE) return undefined;
    const skip = setting.random.between(1, Math.floor(look.lines.length / 3));
    const [from, to] = [look.from + skip, look.from + look.lines.length - 1];
    return [shell(setting, `sed -n '${from},${to}p' ${quoted(look.path)}`, look.lines.slice(skip).join('\n'), 'waste')];
  }),
  form(2, 'waste', 'search', 'other order of keys', (setting, { use }) => {
    const keys = Object.entries(use.input);
    return keys.length < 2 ? undefined : [setting.use(use.name, Object.fromEntries(keys.reverse()), use.result, 'waste')];
  }),
  form(2, 'waste', 'read', 'range within', (setting, look) => {
    if (look.lines.length < RANGE) return undefined;
    const skip = setting.random.between(1, Math.floor(look.lines.length * 0.4));
    const lines = look.lines.slice(skip);
    const range = { offset: look.from + skip, limit: lines.length };
    return [setting.use(...readTool(setting, look.path, range), showLines(look, look.from + skip, lines), 'waste')];
  }),
  form(2, 'waste', 'read', 'shifted range', (setting, look) => {
    if (look.lines.length < RANGE || look.whole || look.use.input['limit'] === undefined) return undefined;
    const skip = setting.random.between(1, Math.floor(look.lines.length * 0.3));
    const lines = [...look.lines.slice(skip), ...unseen(skip, look.from + look.lines.length)];
    const range = { offset: look.from + skip, limit: lines.length };
    return [setting.use(...readTool(setting, look.path, range), showLines(look, look.from + skip, lines), 'waste')];
  }),
  form(2, 'waste', 'command', 'other way into the folder', (setting, { use, command }) => {
    const cwd = asText(use.input['workdir']) ?? setting.session.cwd;
    if (cwd === '' || /^cd\s/.test(command)) return undefined;
    return [shell(setting, `cd ${quoted(cwd)} && ${command}`, use.result, 'waste')];
  }),
  ownForm(2, 'waste', 'other times', (setting) => {
    const n = setting.random.between(20, 99);
    const command = `time rg -n --stats "keel${n}" ${setting.session.cwd}/src`;
    const hits = Array.from({ length: 9 }, (_, i) => `src/part${n}/file${i}.ts:${n + i}: const keel${n} = ${i};`).join('\n');
    const output = (seconds: string): string => `${hits}\n9 matches\n0.0${seconds} seconds spent searching\nreal\t0m0.${seconds}s\n`;
    return [shell(setting, command, output(`${n}1`)), shell(setting, command, output(`${n}7`), 'waste')];
  }),

  form(2, 'decoy', 'read', 'next page', (setting, look) => {
    if (look.whole) return undefined;
    const from = look.from + look.lines.length;
    const lines = unseen(look.lines.length, from);
    return [setting.use(...readTool(setting, look.path, { offset: from, limit: lines.length }), showLines(look, from, lines), 'decoy')];
  }),
  form(2, 'decoy', 'read', 'little overlap', (setting, look) => {
    if (look.whole || look.lines.length < RANGE) return undefined;
    const kept = Math.floor(look.lines.length * 0.2);
    const from = look.from + look.lines.length - kept;
    const lines = [...look.lines.slice(-kept), ...unseen(look.lines.length - kept, from + kept)];
    return [setting.use(...readTool(setting, look.path, { offset: from, limit: lines.length }), showLines(look, from, lines), 'decoy')];
  }),
  form(2, 'decoy', 'read', 'cat of another file', (setting, look) => {
    const path = look.path.replace(/(\.\w+)?$/, '_new$1');
    const lines = look.lines.map((line, i) => (i % 4 === 0 ? `${line} // new` : line));
    return [shell(setting, `cat ${quoted(path)}`, lines.join('\n'), 'decoy')];
  }),
  ownForm(2, 'decoy', 'other pattern', (setting) => {
    const n = setting.random.between(100, 999);
    const hits = (word: string, lines: number): string =>
      Array.from({ length: lines }, (_, i) => `src/${word}/file${i}.ts:${n + i}: use(${word}${i});`).join('\n');
    const command = (word: string): string => `rg -n "${word}" ${setting.session.cwd}/src`;
    return [shell(setting, command(`mast${n}`), hits(`mast${n}`, 11)), shell(setting, command(`mast${n}a`), hits(`mast${n}a`, 7), 'decoy')];
  }),
];

/** Lines of a file that nobody has seen. */
export function unseen(count: number, from: number): string[] {
  return Array.from({ length: count }, (_, i) => `  const unseen${from + i} = harbour(${(from + i) * 7});`);
}

export function quoted(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : `'${path}'`;
}
