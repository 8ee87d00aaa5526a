import { splitShell, type SimpleCommand } from '../card/splitShell.ts';
import type { ErrorKind } from './classifyError.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import { isKnownCommand, isKnownOption, knownFamily } from './vocabulary.ts';

const WRAPPERS = ['npx', 'pnpx', 'bunx', 'uvx', 'pnpm exec', 'npm exec', 'uv run', 'poetry run', 'mise run'];
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
  /** A `cd` stands before it. */
  movesFirst: boolean;
}

/** The telling command of a line, or undefined where the line does several things or cannot be followed. */
export function mainCommand(line: string): MainCommand | undefined {
  const script = splitShell(line);
  if (script.opaque) return undefined;
  let movesFirst = false;
  const telling: SimpleCommand[] = [];
  for (const command of script.commands) {
    const program = command.words[0]?.text ?? '';
    if (program === 'cd') movesFirst ||= telling.length === 0;
    else if (program !== '' && program !== 'echo' && !(command.joint === '|' && AFTER_PIPE.has(program))) telling.push(command);
  }
  const [only, ...more] = telling;
  return only && more.length === 0 ? { words: only.words.map((word) => word.text), movesFirst } : undefined;
}

/**
 * What made the difference between a command line that failed and one that did the same with success: as a rule with typed slots, or
 * undefined when the difference is of the task (another path, another argument) or has no name on our lists.
 */
export function diffCommands(failed: string, succeeded: string, error: ErrorKind): RuleDraft | undefined {
  const [bad, good] = [mainCommand(failed), mainCommand(succeeded)];
  if (!bad || !good || bad.words.length === 0 || good.words.length === 0) return undefined;
  const [badProgram, goodProgram] = [bad.words[0] ?? '', good.words[0] ?? ''];
  const badRest = bad.words.slice(1);

  if (error === 'no-command') {
    if (!isKnownCommand(badProgram)) return undefined;
    for (const wrapper of WRAPPERS) {
      const length = wrapper.split(' ').length;
      if (good.words.slice(0, length).join(' ') !== wrapper || good.words[length] !== badProgram) continue;
      return { template: 'repair-wrapper', slots: { command: command(badProgram), wrapper: command(wrapper) } };
    }
    if (goodProgram === badProgram || !isKnownCommand(goodProgram) || !shareMost(badRest, good.words.slice(1))) return undefined;
    return { template: 'repair-program', slots: { good: command(goodProgram), bad: command(badProgram) } };
  }

  const family = knownFamily(bad.words.filter((word) => !word.startsWith('-')).join(' '));
  if (family === undefined || badProgram !== goodProgram) return undefined;
  if (error === 'wrong-folder') {
    if (!good.movesFirst || bad.words.join(' ') !== good.words.join(' ')) return undefined;
    return { template: 'repair-folder', slots: { command: command(family) } };
  }
  const lost = badRest.filter((word) => !good.words.includes(word));
  const won = good.words.slice(1).filter((word) => !badRest.includes(word));
  const [lostOption, wonOption] = [lost[0] ?? '', won[0] ?? ''];
  if (error === 'bad-option' && lost.length === 1 && won.length === 0 && isKnownOption(lostOption)) {
    return { template: 'repair-drop-option', slots: { command: command(family), option: { kind: 'option', value: lostOption } } };
  }
  if (lost.length === 0 && won.length === 1 && isKnownOption(wonOption)) {
    return { template: 'repair-add-option', slots: { command: command(family), option: { kind: 'option', value: wonOption } } };
  }
  return undefined;
}

function command(value: string): { kind: 'command'; value: string } {
  return { kind: 'command', value };
}

function shareMost(a: readonly string[], b: readonly string[]): boolean {
  const common = a.filter((word) => b.includes(word)).length;
  return a.length > 0 && common * 2 >= Math.max(a.length, b.length);
}
