import type { Step } from '../card/findings.ts';
import { isAbsolute } from '../card/places.ts';
import { splitShell } from '../card/splitShell.ts';
import type { ErrorKind } from './classifyError.ts';
import { diffCommands, runsTheSame, tellingCommands } from './diffCommands.ts';
import { foundByLooking } from './fileFix.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import { isToolStep, type SessionView } from './sessionView.ts';
import { knownFamily } from './vocabulary.ts';

/** The rule that a shell teaches when `fixed` did what `failed` had tried; undefined where the two are about different things. */
export function shellFix(view: SessionView, failed: Step, fixed: Step, kind: ErrorKind): RuleDraft | undefined {
  if (!isToolStep(failed) || !isToolStep(fixed)) return undefined;
  const [bad, good] = [failed, fixed].map((step) => view.uses.get(step.n)?.command ?? '');
  if (bad === undefined || good === undefined) return undefined;
  switch (kind) {
    case 'no-file':
      // The same path as written, elsewhere: then it was the folder that was wrong.
      return foundByLooking(view, failed, fixed) && !sharePath(bad, good)
        ? { template: 'repair-look-up-path', slots: {} }
        : stayed(view, failed, bad, good);
    case 'moved':
      return stayed(view, failed, bad, good);
    case 'line-ends':
      return runsScriptOf(bad, good) && stripsBetween(view, failed, fixed) ? { template: 'repair-line-ends', slots: {} } : undefined;
    case 'timeout': {
      const family = knownFamily(tellingCommands(bad)?.[0]?.words.join(' ') ?? '');
      const [before, after] = [failed, fixed].map((step) => timeLimitOf(step));
      const longer = before !== undefined && after !== undefined && after > before;
      if (family === undefined || !longer || !runsTheSame(bad, good)) return undefined;
      return { template: 'repair-timeout', slots: { command: { kind: 'command', value: family } } };
    }
    default: {
      const { result } = failed.entry;
      const draft = diffCommands(bad, good, kind, `${result?.error ?? ''}\n${result?.text.slice(0, 3_000) ?? ''}`);
      return draft ?? (kind === 'other' ? stayed(view, failed, bad, good) : undefined);
    }
  }
}

/** The same commands, once from where a relative path led nowhere, once from the right folder, after an earlier `cd` had moved the shell. */
function stayed(view: SessionView, failed: Step, bad: string, good: string): RuleDraft | undefined {
  if (bad === good || !runsTheSame(bad, good)) return undefined;
  const [before, after] = [bad, good].map(firstFolder);
  if (before !== undefined && isAbsolute(before)) return undefined;
  if (after !== undefined && !isAbsolute(after)) return undefined;
  if (before === after) return undefined;
  const wasMoved = view.steps.slice(0, failed.n - 1).some((step) => {
    const command = view.uses.get(step.n)?.command;
    return command !== undefined && firstFolder(command) !== undefined;
  });
  return wasMoved || before !== undefined ? { template: 'repair-stay', slots: {} } : undefined;
}

/** Where the line's first `cd` goes. */
function firstFolder(line: string): string | undefined {
  const first = splitShell(line).commands[0];
  return first?.words[0]?.text === 'cd' ? first.words[1]?.text : undefined;
}

function sharePath(bad: string, good: string): boolean {
  const paths = (line: string): string[] =>
    (tellingCommands(line) ?? []).flatMap(({ words }) => words.slice(1).filter((word) => /[^/]\.\w+$/.test(word)));
  return paths(bad).some((path) => paths(good).includes(path));
}

/** True where the later line runs the script that the earlier one ran, or a copy of it with the same arguments. */
function runsScriptOf(bad: string, good: string): boolean {
  const [script, ...args] = scriptOf(tellingCommands(bad)?.at(-1)?.words ?? []);
  if (script === undefined) return false;
  return (tellingCommands(good) ?? []).some(({ words }) => {
    const [other, ...others] = scriptOf(words);
    return other === script || (STRIPS.test(good.slice(0, LOOKED_AT)) && other !== undefined && others.join(' ') === args.join(' '));
  });
}

/** A script with its arguments, without the shell that it is given to. */
function scriptOf(words: readonly string[]): string[] {
  const [program = '', script] = words;
  if (/^(?:ba|z|da)?sh$/.test(program)) return script === undefined || script.startsWith('-') ? [] : words.slice(1);
  return program.includes('/') ? [...words] : [];
}

/** Longer commands hold whole files. */
const LOOKED_AT = 20_000;

/** `tr -d '\r'`, `sed 's/\r$//'`, `perl -pi -e 's/\r…'`, `dos2unix`, a replacement of "\r\n" in a program's own text. */
const STRIPS = /\bdos2unix\b|\\r\\?\$?\/\/|\btr\s+-d\s+\S*\\r|replace\([^)]*\\r/;

function stripsBetween(view: SessionView, failed: Step, fixed: Step): boolean {
  return view.steps.slice(failed.n, fixed.n).some((step) => STRIPS.test((view.uses.get(step.n)?.command ?? '').slice(0, LOOKED_AT)));
}

/** The time limit that a call asked for, in the unit of its tool. */
function timeLimitOf({ entry }: Step): number | undefined {
  if (entry.kind !== 'tool' || typeof entry.args !== 'object' || entry.args === null || Array.isArray(entry.args)) return undefined;
  const limit = entry.args['timeout_ms'] ?? entry.args['timeout'] ?? entry.args['timeoutMs'];
  return typeof limit === 'number' ? limit : undefined;
}
