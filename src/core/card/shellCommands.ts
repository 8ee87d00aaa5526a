import { SCRIPT_RUNNERS, checkEffect, checkKind, type CheckKind } from './checkCommands.ts';
import { gitEffect } from './gitEffect.ts';
import { ANYWHERE, WORLD, type Effect } from './places.ts';
import { rewriteEffect } from './rewriteEffect.ts';
import { operandsOf, places } from './shellOperands.ts';
import type { ShellWord } from './splitShell.ts';

export interface CommandUse {
  effect: Effect;
  /** Present where the command checks the work: its result is meant to change with it. */
  check?: CheckKind;
  /** Program and sub-command, without options: "git push", "npm run build". What a retry has in common with what failed. */
  family: string;
  /** True for commands whose exit status 1 is an answer, not an error: grep, diff, test. */
  answersByExit?: boolean;
}

/** Programs that read what their operands name and write nothing but their output. */
const READERS = new Set(
  'cat bat head tail less more wc nl file stat md5sum sha1sum sha256sum shasum cksum diff cmp comm jq cut uniq tr column od xxd hexdump strings ls tree du realpath readlink grep egrep fgrep zgrep rg ag ack fd'.split(
    ' ',
  ),
);
/** Programs that touch no file at all. */
const SILENT = new Set(
  'echo printf true false : pwd basename dirname which type hash set export unset local readonly shift wait return exit cd pushd popd sleep seq test [ [[ read break continue'.split(
    ' ',
  ),
);
/** Programs whose answer depends on clock, network, machine or processes, and that change no file. */
const WORLDLY = new Set(
  'date whoami id uname hostname nproc uptime ps pgrep df free env printenv lsof ss netstat ping dig nslookup host top vmstat lscpu arch tty locale'.split(
    ' ',
  ),
);
const ANSWER_BY_EXIT = new Set('grep egrep fgrep zgrep rg ag ack diff cmp test [ [[ pgrep which type false comm'.split(' '));
/** Sub-commands whose exit status is their answer. */
const ASKS = /^(?:(?:npm|pnpm|yarn|bun) (?:outdated|audit)|gh pr checks|git (?:diff|grep|merge-base))$/;
const WRAPPERS = new Set('sudo env nohup nice stdbuf time command exec timeout ionice xvfb-run npx bunx pnpx uvx doas'.split(' '));

/** Effect and kind of one simple command. Relative operands hang on `cwd`. Unknown programs have an unknown effect. */
export function classifyCommand(words: readonly ShellWord[], cwd: string | undefined): CommandUse {
  const bare = unwrap(words);
  const program = bare[0];
  if (!program) return { effect: { reads: [], writes: [] }, family: '' };
  if (program.dynamic) return { effect: 'unknown', family: program.text };
  const name = program.text.startsWith('./') ? program.text : (program.text.split('/').at(-1) as string);
  const args = bare.slice(1);
  const plain = args.map((a) => a.text);
  const family = familyOf(name, plain);
  const use = (effect: Effect): CommandUse => ({
    effect,
    family,
    ...((ANSWER_BY_EXIT.has(name) || ASKS.test(family)) && { answersByExit: true }),
  });
  const reads = (): Effect => ({
    reads: places(operandsOf(name, args), cwd, READS_FOLDER.has(name)),
    writes: [],
  });
  const writes = (which: readonly ShellWord[]): Effect => ({
    reads: [],
    writes: places(which, cwd, false),
  });

  const rewrite = rewriteEffect(name, args, cwd);
  const check = checkKind(name, plain);
  if (check) return { effect: rewrite ?? checkEffect(name, plain), family, check };
  if (rewrite) return use(rewrite);
  if (SILENT.has(name))
    return use({
      reads: name === 'test' || name.startsWith('[') ? places(operandsOf(name, args), cwd, false) : [],
      writes: [],
    });
  if (WORLDLY.has(name)) return use({ reads: [WORLD], writes: [] });
  if (READERS.has(name)) return use(name === 'fd' && plain.some((a) => /^(?:-x|-X|--exec.*)$/.test(a)) ? 'unknown' : reads());
  const operands = args.filter((a) => !a.text.startsWith('-'));
  switch (name) {
    case 'sort':
      return use(plain.some((a) => /^(?:-o|--output)/.test(a)) ? 'unknown' : reads());
    case 'sed':
      return use(sedEffect(args, cwd));
    case 'awk':
    case 'gawk':
      return use(
        /[>|]|system|getline|inplace/.test(plain.join(' ').replace(/[<>=!]=|\|\||&&|[<>] *\d/g, ''))
          ? 'unknown'
          : { reads: [ANYWHERE], writes: [] },
      );
    case 'find':
      return use(findEffect(args, cwd));
    case 'xargs':
      return use(xargsEffect(args, cwd));
    case 'git':
      return use(gitEffect(plain, cwd));
    case 'curl':
      return use(
        plain.some(
          (a) =>
            /^(?:-X|--request|-d|--data.*|-F|--form.*|-o|-O|--output|--remote-name|-T|--upload-file|--json)/.test(a) ||
            /^-[a-zA-Z]*[oOdFT]$/.test(a),
        )
          ? 'unknown'
          : { reads: [WORLD], writes: [] },
      );
    case 'gh':
      return use(/^(?:view|list|diff|checks|status|watch)$/.test(plain[1] ?? '') ? { reads: [WORLD], writes: [] } : 'unknown');
    case 'docker':
      return use(/^(?:ps|images|logs|inspect|version|info|stats)$/.test(plain[0] ?? '') ? { reads: [WORLD], writes: [] } : 'unknown');
    case 'mkdir':
    case 'rmdir':
    case 'touch':
    case 'rm':
    case 'tee':
    case 'truncate':
      return use(writes(operands));
    case 'chmod':
    case 'chown':
      return use(writes(operands.slice(1)));
    case 'mv':
    case 'cp':
    case 'ln':
      return use(name === 'mv' ? writes(operands) : writes(operands.slice(-1)));
    default:
      if (plain.length === 1 && /^(?:--version|-v|-V|version|--help|-h)$/.test(plain[0] as string))
        return use({ reads: [WORLD], writes: [] });
      return use('unknown');
  }
}

const READS_FOLDER = new Set(['ls', 'tree', 'du', 'rg', 'ag', 'ack', 'fd']);

/** The command that a wrapper (sudo, timeout, npx …) starts. */
export function unwrap(words: readonly ShellWord[]): readonly ShellWord[] {
  let rest = words;
  for (;;) {
    const name = rest[0]?.text ?? '';
    if (!WRAPPERS.has(name) || rest.length === 1) return rest;
    // `command -v x` only asks where x is.
    if (name === 'command' && /^-[vV]$/.test(rest[1]?.text ?? '')) return [{ text: 'which', dynamic: false }, ...rest.slice(2)];
    let start = 1;
    while (start < rest.length && /^(?:-|\w+=|\d+(?:\.\d+)?[smhd]?$)/.test(rest[start]?.text ?? '')) start++;
    if (start >= rest.length) return rest;
    rest = rest.slice(start);
  }
}

function sedEffect(args: readonly ShellWord[], cwd: string | undefined): Effect {
  const plain = args.map((a) => a.text);
  if (plain.some((a) => /^(?:-i|--in-place|-[a-zA-Z]*i)/.test(a))) {
    const files = args.filter((a) => !a.text.startsWith('-')).slice(plain.some((a) => a === '-e') ? 0 : 1);
    return files.length ? { reads: [], writes: places(files, cwd, false) } : 'unknown';
  }
  const operands = args.filter((a) => !a.text.startsWith('-'));
  if (/(?:^|[;}\d$/])\s*[wWe]\s|\/[gip\d]*[we](?:\s|$)/.test(operands[0]?.text ?? '')) return 'unknown';
  return { reads: places(operands.slice(1), cwd, false), writes: [] };
}

/** An operand that only the run decides. */
const ANY_WORD: ShellWord = { text: '$any', dynamic: true };

function findEffect(args: readonly ShellWord[], cwd: string | undefined): Effect {
  const plain = args.map((a) => a.text);
  if (plain.some((a) => /^-(?:delete|ok|okdir|fprint|fprintf|fls)$/.test(a))) return 'unknown';
  const exec = plain.findIndex((a) => a === '-exec' || a === '-execdir');
  if (exec >= 0) {
    // Which files it gets is not known: any.
    const command = args.slice(exec + 1).filter((a) => !/^[;+]$/.test(a.text));
    const inner = classifyCommand(
      command.map((a) => (a.text.includes('{}') ? ANY_WORD : a)),
      cwd,
    ).effect;
    if (inner === 'unknown' || inner.writes.length > 0) return 'unknown';
  }
  const first = args.findIndex((a) => /^[-(!]/.test(a.text));
  return {
    reads: places(first < 0 ? args : args.slice(0, first), cwd, true),
    writes: [],
  };
}

function xargsEffect(args: readonly ShellWord[], cwd: string | undefined): Effect {
  let start = 0;
  while (start < args.length && args[start]?.text.startsWith('-')) start += /^-[ILnPds]$/.test(args[start]?.text ?? '') ? 2 : 1;
  const inner = classifyCommand([...args.slice(start), ANY_WORD], cwd).effect;
  // The operands come from a pipe, so the files are any.
  return inner === 'unknown' || inner.writes.length > 0 ? 'unknown' : { reads: [ANYWHERE], writes: [] };
}

function familyOf(name: string, plain: readonly string[]): string {
  const operands = plain.filter((a) => !a.startsWith('-') && !/^[\d.]+$/.test(a));
  const first = operands[0] ?? '';
  if (SCRIPT_RUNNERS.has(name)) return [name, ...operands.slice(0, /^(?:run|exec|x)$/.test(first) ? 2 : 1)].join(' ');
  const isNested = /^(?:gh|mise|gcloud|aws)$/.test(name) || (name === 'git' && /^(?:worktree|stash|remote|submodule|config)$/.test(first));
  if (isNested) return [name, ...operands.slice(0, 2)].join(' ');
  if (/^(?:python3?|node|bash|sh|zsh|ruby|perl|tsx|ts-node)$/.test(name))
    return [name, plain[0] === '-m' ? (plain[1] ?? '') : first.slice(0, 60)].join(' ').trim();
  // A bare word after another program is its sub-command; operands of these are files and patterns.
  const isSubCommand = /^[a-z][a-z-]*$/.test(first) && !READERS.has(name) && !SILENT.has(name) && !WORLDLY.has(name);
  return isSubCommand ? `${name} ${first}` : name;
}
