import { WORLD, resolvePath, type Effect, type Place } from './places.ts';
import type { CheckKind } from './checkCommands.ts';
import { classifyCommand, unwrap, type CommandUse } from './shellCommands.ts';
import { shellFolders, type ShellFolders } from './shellFolders.ts';
import { splitShell, type ShellScript, type SimpleCommand } from './splitShell.ts';
import type { LineRange } from './lineRange.ts';

/** What a whole command line does. */
export interface ShellUse {
  effect: Effect;
  check?: CheckKind;
  /** The family of its last telling command. */
  family: string;
  /** The file and lines it shows, when showing one file is all that it does. */
  shows?: { path: Place; range?: LineRange };
  /** True where it waits, or asks what no file tells, and changes nothing. */
  asksState: boolean;
  /** True where it leaves something running behind (`&`). */
  leavesRunning: boolean;
  /** True where exit status 1 may be an answer of grep, diff, test and the like. */
  answersByExit: boolean;
  /** The commands with the folder each runs in, without filters after them (`| tail -20`, `2>&1`): what is really run. Empty when not known. */
  core: string;
  /** Where the shell stands afterwards; undefined when that cannot be told. */
  cwdAfter: string | undefined;
}

const FILTERS = new Set(['tail', 'head', 'grep', 'egrep', 'rg', 'tee', 'cat', 'less', 'wc', 'sort', 'uniq', 'sed', 'awk', 'cut', 'tr']);

/** What was found out of so many command lines is kept, each up to so many characters. */
const KEPT = 1_000;
const LONGEST_KEPT = 2_000;
const known = new Map<string, ShellUse>();

/**
 * Reads a command line without running it. `cwd` is the folder it starts in, when known. What cannot be followed has an unknown effect:
 * syntax that the parser does not take as a whole, programs nobody knows, and lines for another shell than Bash. Agents run the same tests
 * and looks again and again, in session after session: what was found is given again, and must not be changed.
 */
export function readShellUse(command: string, cwd: string | undefined): ShellUse {
  if (command.length > LONGEST_KEPT) return followCommand(command, cwd);
  const key = `${cwd ?? ''}\0${cwd === undefined ? '' : 'in'}\0${command}`;
  let use = known.get(key);
  if (!use) {
    use = followCommand(command, cwd);
    if (known.size >= KEPT) known.clear();
    known.set(key, use);
  }
  return use;
}

function followCommand(command: string, cwd: string | undefined): ShellUse {
  const script = splitShell(command);
  const folders = shellFolders(script, cwd);
  const reads: Place[] = [];
  const writes: Place[] = [];
  let unknown = script.opaque || isForWindows(command, cwd);
  let leavesRunning = false;
  let waits = false;
  let check: CheckKind | undefined;
  let family = '';
  const uses = script.commands.map(({ words }, i) => classifyCommand(words, folders.of[i]));
  script.commands.forEach(({ words, redirects, joint, background }, i) => {
    const here = folders.of[i];
    const use = uses[i] as CommandUse;
    if (background) leavesRunning = true;
    if (words[0]?.text === 'sleep') waits = true;
    if (use.effect === 'unknown') unknown = true;
    else {
      reads.push(...use.effect.reads);
      writes.push(...use.effect.writes);
    }
    check ??= use.check;
    for (const { kind, target } of redirects) {
      if (target.text === '/dev/null') continue;
      if (target.dynamic) unknown = true;
      else (kind === 'read' ? reads : writes).push(resolvePath(target.text, here));
    }
    if (use.family && joint !== '|' && use.family !== 'cd' && !(family && FILTERS.has(use.family))) family = use.family;
  });
  // When a command that is not waited for writes, nobody can tell.
  if (leavesRunning && writes.length > 0) unknown = true;
  const shows = unknown ? undefined : shownFile(script, folders);
  return {
    effect: unknown ? 'unknown' : { reads: unique(reads), writes: unique(writes) },
    ...(check && { check }),
    family: family || script.commands[0]?.words[0]?.text || '',
    ...(shows && { shows }),
    leavesRunning,
    asksState: !unknown && writes.length === 0 && reads.length > 0 && (reads.includes(WORLD) || waits),
    answersByExit: !script.opaque && answersByExit(script.commands, uses),
    core: coreOf(script, folders),
    cwdAfter: script.opaque && !/\b(?:cd|pushd|popd)\b/.test(command) ? cwd : folders.after,
  };
}

/** In a folder with a drive letter, a backslash between names is most likely a path for PowerShell or cmd, which Bash reads otherwise. */
function isForWindows(command: string, cwd: string | undefined): boolean {
  return /^[A-Za-z]:/.test(cwd ?? '') && /[\w.:]\\[\w.]/.test(command);
}

function unique(list: string[]): string[] {
  return [...new Set(list)].sort();
}

/** The exit status is the last pipeline's, or that of the member of an && chain that stopped it. */
function answersByExit(commands: readonly SimpleCommand[], uses: readonly CommandUse[]): boolean {
  for (let i = commands.length - 1; i >= 0; i--) {
    const command = commands[i] as SimpleCommand;
    const next = commands[i + 1];
    if (next?.joint !== '|' && uses[i]?.answersByExit) return true;
    if (command.joint !== '&&' && command.joint !== '|') return false;
  }
  return false;
}

function coreOf({ commands, opaque }: ShellScript, folders: ShellFolders): string {
  if (opaque) return '';
  const kept: string[] = [];
  for (const [i, { words, settings, joint }] of commands.entries()) {
    const name = unwrap(words)[0]?.text ?? '';
    if (name === 'cd' || name === 'echo' || (joint === '|' && FILTERS.has(name))) continue;
    kept.push(`${folders.of[i] ?? ''}> ${[...settings, ...words].map((w) => w.text).join(' ')}`);
  }
  return kept.join(' ; ');
}

/** `cat f`, `head -n 40 f`, `sed -n 10,80p f`, `nl -ba f | sed -n 10,80p`, each after an optional `cd`. */
function shownFile({ commands }: ShellScript, folders: ShellFolders): { path: Place; range?: LineRange } | undefined {
  const start = commands.findIndex(({ words }) => words[0]?.text !== 'cd');
  const [first, second, ...more] = start < 0 ? [] : commands.slice(start);
  if (!first || more.length > 0 || (second && second.joint !== '|')) return undefined;
  if (first.conditional || first.background || commands.slice(0, start).some(({ words }) => words[1]?.dynamic !== false)) return undefined;
  const source = showing(first, folders.of[start]);
  if (!source?.path) return undefined;
  if (!second) return { path: source.path, ...(source.range && { range: source.range }) };
  const slice = showing(second, undefined);
  if (!slice || slice.path || source.range) return undefined;
  return slice.range ? { path: source.path, range: slice.range } : undefined;
}

function showing({ words, redirects }: SimpleCommand, cwd: string | undefined): { path?: Place; range?: LineRange } | undefined {
  if (redirects.some((r) => r.target.text !== '/dev/null') || words.some((w) => w.dynamic)) return undefined;
  const [name, ...args] = words.map((w) => w.text);
  const flags = args.filter((a) => a.startsWith('-'));
  let operands = args.filter((a) => !a.startsWith('-'));
  let range: LineRange | undefined;
  if (name === 'cat' || name === 'nl' || name === 'bat') {
    if (flags.some((f) => !/^-(?:n|b|ba|A)$/.test(f))) return undefined;
  } else if (name === 'sed') {
    const lines = /^(\d+)(?:,(\d+|\$))?p$/.exec(operands[0] ?? '');
    if (!lines || !flags.includes('-n') || flags.length > 1) return undefined;
    range = {
      from: Number(lines[1]),
      ...(lines[2] !== '$' && { to: Number(lines[2] ?? lines[1]) }),
    };
    operands = operands.slice(1);
  } else if (name === 'head') {
    const count =
      /^(?:-n ?|-)(\d+)$/.exec(flags.join(' '))?.[1] ?? (flags.join() === '-n' ? operands[0] : flags.length === 0 ? '10' : undefined);
    if (count === undefined || !/^\d+$/.test(count)) return undefined;
    range = { from: 1, to: Number(count) };
    if (flags.join() === '-n') operands = operands.slice(1);
  } else {
    return undefined;
  }
  if (operands.length > 1) return undefined;
  return {
    ...(operands[0] !== undefined && { path: resolvePath(operands[0], cwd) }),
    ...(range && { range }),
  };
}
