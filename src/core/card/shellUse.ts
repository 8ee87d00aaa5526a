import { resolvePath, type Effect, type Place } from './places.ts';
import type { CheckKind } from './checkCommands.ts';
import { classifyCommand, unwrap } from './shellCommands.ts';
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
  /** True where exit status 1 may be an answer of grep, diff, test and the like. */
  answersByExit: boolean;
  /** The commands with the folder each runs in, without filters after them (`| tail -20`, `2>&1`): what is really run. Empty when not known. */
  core: string;
  /** Where the shell stands afterwards; undefined when that cannot be told. */
  cwdAfter: string | undefined;
}

const FILTERS = new Set(['tail', 'head', 'grep', 'egrep', 'rg', 'tee', 'cat', 'less', 'wc', 'sort', 'uniq', 'sed', 'awk', 'cut', 'tr']);

/** Reads a command line without running it. `cwd` is the folder it starts in, when known. */
export function readShellUse(command: string, cwd: string | undefined): ShellUse {
  const script = splitShell(command);
  const reads: Place[] = [];
  const writes: Place[] = [];
  let unknown = script.opaque;
  let here = cwd;
  let check: CheckKind | undefined;
  let family = '';
  for (const { words, redirects, joint } of script.commands) {
    const use = classifyCommand(words, here);
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
    if (words[0]?.text === 'cd' || words[0]?.text === 'pushd') {
      const target = words[1];
      here = !target || target.dynamic || target.text === '-' ? undefined : resolvePath(target.text, here);
    }
  }
  const shows = unknown ? undefined : shownFile(script, cwd);
  return {
    effect: unknown ? 'unknown' : { reads: unique(reads), writes: unique(writes) },
    ...(check && { check }),
    family: family || script.commands[0]?.words[0]?.text || '',
    ...(shows && { shows }),
    answersByExit: !script.opaque && answersByExit(script.commands, cwd),
    core: coreOf(script, cwd),
    cwdAfter: script.opaque && /\bcd\b/.test(command) ? undefined : here,
  };
}

function unique(list: string[]): string[] {
  return [...new Set(list)].sort();
}

/** The exit status is the last pipeline's, or that of the member of an && chain that stopped it. */
function answersByExit(commands: readonly SimpleCommand[], cwd: string | undefined): boolean {
  for (let i = commands.length - 1; i >= 0; i--) {
    const command = commands[i] as SimpleCommand;
    const next = commands[i + 1];
    if (next?.joint !== '|' && classifyCommand(command.words, cwd).answersByExit) return true;
    if (command.joint !== '&&' && command.joint !== '|') return false;
  }
  return false;
}

function coreOf({ commands, opaque }: ShellScript, cwd: string | undefined): string {
  if (opaque) return '';
  const kept: string[] = [];
  let here = cwd ?? '';
  for (const { words, joint } of commands) {
    const name = unwrap(words)[0]?.text ?? '';
    if (name === 'cd') here = resolvePath(words[1]?.text ?? '~', here || undefined);
    if (name === 'cd' || name === 'echo' || (joint === '|' && FILTERS.has(name))) continue;
    kept.push(`${here}> ${words.map((w) => w.text).join(' ')}`);
  }
  return kept.filter(Boolean).join(' ; ');
}

/** `cat f`, `head -n 40 f`, `sed -n 10,80p f`, `nl -ba f | sed -n 10,80p`, each after an optional `cd`. */
function shownFile({ commands }: ShellScript, cwd: string | undefined): { path: Place; range?: LineRange } | undefined {
  let here = cwd;
  let rest = commands;
  while (rest[0]?.words[0]?.text === 'cd' && rest[0].words[1] && !rest[0].words[1].dynamic) {
    here = resolvePath(rest[0].words[1].text, here);
    rest = rest.slice(1);
  }
  const [first, second] = rest;
  if (!first || rest.length > 2 || (second && second.joint !== '|')) return undefined;
  const source = showing(first, here);
  if (!source || !source.path) return undefined;
  if (!second) return { path: source.path, ...(source.range && { range: source.range }) };
  const slice = showing(second, here);
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
