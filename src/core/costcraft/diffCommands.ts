import { checkKind } from '../card/checkCommands.ts';
import { splitShell, type SimpleCommand } from '../card/splitShell.ts';
import type { ErrorKind } from './classifyError.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import { isKnownCommand, isKnownOption, isKnownSetting, isMendingOption, knownFamily, valueOf, type Slot } from './vocabulary.ts';

const WRAPPERS = ['npx', 'pnpx', 'bunx', 'uvx', 'pnpm exec', 'npm exec', 'uv run', 'poetry run', 'mise run'];

/** Programs that do the same under another name, with other options: one operand in common is enough. */
const ALIKE_PROGRAMS: readonly ReadonlySet<string>[] = [
  new Set(['rg', 'ag', 'ack', 'grep', 'egrep']),
  new Set(['fd', 'find']),
  new Set(['python', 'python3']),
  new Set(['pip', 'pip3']),
];
const AFTER_PIPE = new Set([
  'tail',
  'head',
  'grep',
  'egrep',
  'rg',
  'tee',
  'cat',
  'less',
  'wc',
  'sort',
  'uniq',
  'sed',
  'awk',
  'cut',
  'tr',
  'jq',
]);

/** What a command line runs, with what only moves about or cuts output taken off. */
export interface MainCommand {
  words: string[];
  /** What is set for it alone: "CI=1". */
  settings: string[];
  /** A `cd` stands before it. */
  movesFirst: boolean;
}

/** The telling command of a line, or undefined where the line does several things or cannot be followed. */
export function mainCommand(line: string): MainCommand | undefined {
  const [only, ...more] = tellingCommands(line) ?? [];
  return only && more.length === 0 ? only : undefined;
}

/** All telling commands of a line in their order; undefined where it cannot be followed. */
export function tellingCommands(line: string): MainCommand[] | undefined {
  const script = splitShell(line);
  if (script.opaque) return undefined;
  let movesFirst = false;
  const telling: SimpleCommand[] = [];
  for (const command of script.commands) {
    const program = command.words[0]?.text ?? '';
    if (program === 'cd') movesFirst ||= telling.length === 0;
    else if (program !== '' && program !== 'echo' && !(command.joint === '|' && AFTER_PIPE.has(program))) telling.push(command);
  }
  const texts = (words: SimpleCommand['words']): string[] => words.map((word) => word.text);
  return telling.map(({ words, settings }) => ({ words: texts(words), settings: texts(settings), movesFirst }));
}

/** True where both lines run the same, wherever they run it and whatever is cut off the output. */
export function runsTheSame(a: string, b: string): boolean {
  const [first, second] = [tellingCommands(a), tellingCommands(b)];
  if (!first || !second || first.length === 0) return false;
  return keyOf(first) === keyOf(second);
}

function keyOf(commands: readonly MainCommand[]): string {
  return JSON.stringify(commands.map(({ words, settings }) => [settings, words]));
}

/**
 * What made the difference between a command line that failed and one that did the same with success: as a rule with typed slots, or
 * undefined when the difference is of the task (another path, another argument) or has no name on our lists. `said` is what the shell
 * printed: it only tells which of the line's own words was at fault.
 */
export function diffCommands(failed: string, succeeded: string, error: ErrorKind, said = ''): RuleDraft | undefined {
  if (error === 'no-command') return diffPrograms(failed, succeeded, said);
  const pair = differing(failed, succeeded);
  if (!pair) return undefined;
  const [bad, good] = pair;
  const [badProgram, goodProgram] = [bad.words[0] ?? '', good.words[0] ?? ''];
  const badRest = bad.words.slice(1);

  const family = familyOf(bad.words);
  if (family === undefined || badProgram !== goodProgram) return undefined;
  if (error === 'wrong-folder') {
    if (!good.movesFirst || bad.words.join(' ') !== good.words.join(' ')) return undefined;
    return { template: 'repair-folder', slots: { command: command(family) } };
  }
  const lost = badRest.filter((word) => !good.words.includes(word));
  const won = good.words.slice(1).filter((word) => !badRest.includes(word));
  const [lostOption, wonOption] = [lost[0] ?? '', longOption(family, won[0] ?? '')];
  const set = good.settings.filter((setting) => !bad.settings.includes(setting));
  if (lost.length === 0 && won.length === 0) {
    const [setting = '', ...others] = set;
    if (others.length > 0 || bad.settings.some((known) => !good.settings.includes(known)) || !isKnownSetting(setting)) return undefined;
    return { template: 'repair-setting', slots: { command: command(family), setting: { kind: 'setting', value: setting } } };
  }
  if (set.length > 0) return undefined;
  if (error === 'bad-option' && lost.length === 1 && won.length === 0 && isKnownOption(lostOption)) {
    return { template: 'repair-drop-option', slots: { command: command(family), option: option(lostOption) } };
  }
  if (lost.length > 0 || !isMendingOption(wonOption)) return undefined;
  if (won.length === 1) return { template: 'repair-add-option', slots: { command: command(family), option: option(wonOption) } };
  const value = valueOf(wonOption);
  // The command itself asked for the option; what comes with it is of the task.
  if (value === undefined && said.includes(wonOption) && won.slice(1).every((word) => !word.startsWith('-')))
    return { template: 'repair-add-option', slots: { command: command(family), option: option(wonOption) } };
  if (won.length !== 2 || value === undefined || good.words[good.words.indexOf(wonOption) + 1] !== won[1]) return undefined;
  return { template: 'repair-add-option', slots: { command: command(family), option: option(`${wonOption} ${value}`) } };
}

/** What is run, not what starts it: "vitest" of `npx vitest run`. */
function familyOf(words: readonly string[]): string | undefined {
  const plain = words.filter((word) => !word.startsWith('-')).join(' ');
  const wrapper = WRAPPERS.find((known) => plain.startsWith(`${known} `));
  return (wrapper !== undefined ? knownFamily(plain.slice(wrapper.length + 1)) : undefined) ?? knownFamily(plain);
}

function longOption(family: string, word: string): string {
  return family === 'git push' && word === '-u' ? '--set-upstream' : word;
}

/** The one telling command in which two lines differ: all others stand in both, in the same order. */
function differing(failed: string, succeeded: string): [MainCommand, MainCommand] | undefined {
  const [bad, good] = [tellingCommands(failed), tellingCommands(succeeded)];
  if (!bad || !good || bad.length !== good.length) return undefined;
  const pairs = bad.flatMap((one, i): [MainCommand, MainCommand][] => {
    const other = good[i];
    return other ? [[one, other]] : [];
  });
  const different = pairs.filter(([one, other]) => keyOf([one]) !== keyOf([other]));
  return different.length === 1 ? different[0] : different.length === 0 ? pairs[0] : undefined;
}

/** A program that is not on the path, and what was run in its place. */
function diffPrograms(failed: string, succeeded: string, said: string): RuleDraft | undefined {
  const [bad, good] = [tellingCommands(failed), tellingCommands(succeeded)];
  if (!bad || !good) return undefined;
  // After a pipe only the error itself tells that it was the filter that is missing.
  const programs = splitShell(failed).commands.map(({ words }) => words[0]?.text ?? '');
  const named = programs.filter((program) => program !== '' && isNamedMissing(program, said));
  const missing = new Set(said === '' ? bad.map(({ words }) => words[0] ?? '') : named);
  const [program, ...more] = missing;
  if (program === undefined || more.length > 0 || !isKnownCommand(program)) return undefined;
  const lacking = bad.find(({ words }) => words[0] === program);
  for (const { words } of good) {
    for (const wrapper of WRAPPERS) {
      const length = wrapper.split(' ').length;
      if (words.slice(0, length).join(' ') === wrapper && words[length] === program)
        return { template: 'repair-wrapper', slots: { command: command(program), wrapper: command(wrapper) } };
    }
  }
  if (good.some(({ words }) => words[0] === program)) return undefined;
  // Who lacks a test runner is not to do without the tests.
  if (checkKind(program, [])) return undefined;
  for (const { words } of lacking ? good : []) {
    const [other = '', ...rest] = words;
    if (isKnownCommand(other) && doesTheSame(program, lacking?.words.slice(1) ?? [], other, rest))
      return { template: 'repair-program', slots: { good: command(other), bad: command(program) } };
  }
  return sharesHalf(failed, succeeded) ? { template: 'repair-missing', slots: { bad: command(program) } } : undefined;
}

function doesTheSame(bad: string, badRest: readonly string[], good: string, goodRest: readonly string[]): boolean {
  if (shareMost(badRest, goodRest)) return true;
  if (!ALIKE_PROGRAMS.some((programs) => programs.has(bad) && programs.has(good))) return false;
  return operands(badRest).some((word) => operands(goodRest).includes(word));
}

/** Operands, in which a search for `a|b` is one for `a\|b`. */
function operands(words: readonly string[]): string[] {
  return words.filter((word) => !word.startsWith('-') && word.length > 1).map((word) => word.replaceAll('\\', ''));
}

function isNamedMissing(program: string, said: string): boolean {
  return said.split('\n').some((line) => {
    const at = line.indexOf(`${program}: `);
    return at >= 0 && !/[\w./-]$/.test(line.slice(0, at)) && /^\S+: (?:command )?not found/.test(line.slice(at));
  });
}

function command(value: string): Slot {
  return { kind: 'command', value };
}

function option(value: string): Slot {
  return { kind: 'option', value };
}

function shareMost(a: readonly string[], b: readonly string[]): boolean {
  const common = a.filter((word) => b.includes(word)).length;
  return a.length > 0 && common * 2 >= Math.max(a.length, b.length);
}

/** At least half of the words of the shorter line, and three of them; the folders of paths are no words. */
function sharesHalf(a: string, b: string): boolean {
  const [first, second] = [a, b].map(
    (line) =>
      new Set(
        line
          .slice(0, 4_000)
          .replace(/[^\s"'`]*\//g, '')
          .match(/[\w-]{3,}/g),
      ),
  );
  if (!first || !second) return false;
  const common = [...first].filter((word) => second.has(word)).length;
  return common >= 3 && common * 2 >= Math.min(first.size, second.size);
}
