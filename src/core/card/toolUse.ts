import type { AgentRun, Json, ToolStep } from '../session/session.ts';
import type { CheckKind } from './checkCommands.ts';
import { commandLine } from './commandLine.ts';
import { shortPath } from './describeTarget.ts';
import { lineRange, type LineRange } from './lineRange.ts';
import { ANYWHERE, NO_EFFECT, WORLD, resolvePath, type Effect, type Place } from './places.ts';
import { requestKey } from './requestKey.ts';
import { readShellUse } from './shellUse.ts';
import { plainName, toolRole, type ToolAction, type ToolRole } from './toolNames.ts';
import { toolPaths } from './toolPaths.ts';

/** What one tool use does, whatever agent's tool it was. */
export interface ToolUse {
  action: ToolAction;
  /** The one file or folder it is about. */
  path?: Place;
  range?: LineRange;
  /** For a shell: the command line. */
  command?: string;
  /** For a search or the web: what was asked. */
  query?: string;
  effect: Effect;
  /** For a shell: that it tests, builds or lints. */
  check?: CheckKind;
  /** For a shell: its commands with their folders, without output filters; equal cores run the same thing. */
  core?: string;
  /** For a shell: program and sub-command. Else the tool's name. */
  family: string;
  /** Exit status 1 may be an answer here, not an error. */
  answersByExit: boolean;
  /** It only asks how something stands that goes on by itself: a process, a service, a command in the background. */
  asksState: boolean;
  /** Something that it started goes on when it has answered. */
  leavesRunning: boolean;
  /** Tool and arguments in one spelling: equal keys ask for the same thing. A write has one of its own, since to write again is to do more. */
  key: string;
  /** Where the agent's shell stands afterwards. */
  cwdAfter: string | undefined;
}

/** Shells that stay where a `cd` left them, by how their tools are named; the others start anew each time. */
const LASTING_SHELL = /^(?:Bash|execute_bash|run_in_terminal|runInTerminal)$/;

type Args = { [key: string]: Json };

interface Request {
  step: ToolStep;
  args: Args;
  cwd: string | undefined;
  /** What holds whatever the tool does. */
  base: Pick<ToolUse, 'family' | 'answersByExit' | 'asksState' | 'leavesRunning' | 'key' | 'cwdAfter'>;
  /** The files or folders that the arguments name, as written, and where they are. */
  named: string[];
  places: Place[];
}

export function toolUse(step: ToolStep, cwd: string | undefined): ToolUse {
  const args = isObject(step.args) ? step.args : {};
  const role = roleOf(step, args);
  // Of all others nobody asks what their arguments name.
  const named = role === 'read' || role === 'write' || role === 'search' ? toolPaths(step.args) : [];
  const places = named.map((path) => (/[*?]/.test(path) ? ANYWHERE : resolvePath(path, cwd)));
  const key = role === 'write' || role === 'shell' ? `${step.name} #${step.toolCallId}` : requestKey(step);
  const base = { family: step.name, answersByExit: false, asksState: false, leavesRunning: false, key, cwdAfter: cwd };
  const use = useOf(role, { step, args, cwd, base, named, places });
  // What was refused was never done.
  return step.result?.refused ? { ...use, effect: NO_EFFECT } : use;
}

function roleOf(step: ToolStep, args: Args): ToolRole | undefined {
  const role = toolRole(step.name);
  if (role === 'edit-commands') return args.command === 'view' || args.operation === 'view' ? 'read' : 'write';
  // Codex hands patches to its shell, which applies them without running anything.
  if (role === 'shell') return isPatch(args.command) ? 'write' : 'shell';
  return step.agent ? 'agent' : role;
}

function useOf(role: ToolRole | undefined, request: Request): ToolUse {
  const { step, args, cwd, base, places } = request;
  switch (role) {
    case 'shell':
      return shellUse(request);
    case 'agent':
      return { ...base, action: 'agent', leavesRunning: inBackground(step, args), effect: agentEffect(step.agent, cwd) };
    case 'read': {
      const range = lineRange(step.name, args);
      const effect = { reads: places.length > 0 ? places : [ANYWHERE], writes: [] };
      return { ...base, action: 'read', ...about(request), ...(range && { range }), effect };
    }
    case 'write':
      return { ...base, action: 'write', ...about(request), effect: writeEffect(request) };
    case 'search': {
      const query = text(args.pattern) ?? text(args.query) ?? text(args.regex) ?? text(args.command);
      const effect = { reads: places.length > 0 ? places : [folderOf(cwd)], writes: [] };
      return { ...base, action: 'search', ...about(request), ...(query !== undefined && { query }), effect };
    }
    case 'web': {
      const first = Array.isArray(args.urls) ? text(args.urls[0]) : undefined;
      const query = text(args.url) ?? text(args.query) ?? text(args.targetUrl) ?? first ?? text(args.prompt) ?? text(args.action);
      return { ...base, action: 'web', ...(query !== undefined && { query }), effect: { reads: [WORLD], writes: [] } };
    }
    case 'process':
      return processUse(request);
    case 'status':
      return { ...base, action: 'other', asksState: true, effect: NO_EFFECT };
    default:
      return { ...base, action: 'other', effect: role === 'harmless' ? NO_EFFECT : 'unknown' };
  }
}

function shellUse({ step, args, cwd, base }: Request): ToolUse {
  const command = commandLine(args);
  const given = text(args.workdir) ?? text(args.cwd) ?? text(args.working_directory) ?? text(args.dir_path) ?? text(args.directory);
  const folder = given === undefined ? cwd : resolvePath(given, cwd);
  const use = readShellUse(command, folder);
  const runsOn = inBackground(step, args);
  // PowerShell's words are not Bash's, even where they look alike.
  const isBarrier = plainName(step.name) === 'powershell' || (runsOn && use.effect !== 'unknown' && use.effect.writes.length > 0);
  return {
    ...base,
    key: shellKey(step.name, folder, command),
    action: 'shell',
    command,
    effect: isBarrier ? 'unknown' : use.effect,
    ...(use.check && { check: use.check }),
    core: use.core,
    family: use.family || step.name,
    answersByExit: use.answersByExit,
    asksState: use.asksState,
    leavesRunning: runsOn || use.leavesRunning,
    ...(use.shows && { path: use.shows.path, ...(use.shows.range && { range: use.shows.range }) }),
    cwdAfter: LASTING_SHELL.test(step.name) ? use.cwdAfter : cwd,
  };
}

/** A way into a folder before the command is part of where it runs, not of what it asks. */
const INTO_FOLDER = /^\s*cd\s+(?:([\w./@~+-]+)|"([\w./@~+ -]+)"|'([^'\n]+)')\s*(?:&&|;)\s*(?=\S)/;

function shellKey(tool: string, folder: string | undefined, command: string): string {
  const into = INTO_FOLDER.exec(command);
  const target = into?.[1] ?? into?.[2] ?? into?.[3];
  const [here, rest] =
    into && target !== undefined
      ? [resolvePath(target, folder), command.slice(into[0].length)]
      : [folder && resolvePath('.', folder), command];
  return `${tool} ${here ?? ''} ${rest.trim()}`;
}

function inBackground(step: ToolStep, args: Args): boolean {
  const flags = [args.run_in_background, args.background, args.isBackground, args.is_background];
  return flags.includes(true) || args.mode === 'async' || step.result?.status === 'running';
}

/** A look at a command that is already running; that command's own effect is a barrier where it started. */
function processUse({ step, args, base }: Request): ToolUse {
  const typed = text(args.chars) ?? text(args.input) ?? '';
  const acts = typed !== '' || /^(?:write|send-keys|submit|paste|kill)$/.test(text(args.action) ?? '');
  const which = args.sessionId ?? args.session_id ?? args.shellId;
  const query = [text(args.action) ?? typed, typeof which === 'number' ? `${which}` : text(which)].filter(Boolean).join(' ');
  const effect = acts || step.result?.status !== 'running' ? 'unknown' : { reads: [WORLD], writes: [] };
  return { ...base, action: 'other', asksState: !acts, query, effect };
}

function writeEffect({ step, places }: Request): Effect {
  const failed = step.result?.isError === true || step.result?.status === 'error';
  return failed ? NO_EFFECT : { reads: [], writes: places.length > 0 ? places : [ANYWHERE] };
}

/** The one file or folder; several are told by their names. */
function about({ named, cwd, places: [only, ...others] }: Request): Pick<ToolUse, 'path' | 'query'> {
  if (only === undefined) return {};
  return others.length > 0 || only === ANYWHERE ? { query: named.map((path) => shortPath(path, cwd)).join(', ') } : { path: only };
}

function isPatch(command: Json | undefined): boolean {
  return Array.isArray(command) && /^apply_?patch$/.test(text(command[0]) ?? '');
}

function folderOf(cwd: string | undefined): Place {
  return cwd ? resolvePath('.', cwd) : ANYWHERE;
}

/** What a sub-agent did is known when each of its own steps is. */
function agentEffect(run: AgentRun | undefined, cwd: string | undefined): Effect {
  if (!run?.thread) return 'unknown';
  const reads: Place[] = [];
  const writes: Place[] = [];
  let here = cwd;
  for (const entry of run.thread.entries) {
    if (entry.kind !== 'tool') continue;
    const use = toolUse(entry, here);
    here = use.cwdAfter;
    if (use.effect === 'unknown') return 'unknown';
    reads.push(...use.effect.reads);
    writes.push(...use.effect.writes);
  }
  return { reads: [...new Set(reads)], writes: [...new Set(writes)] };
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: Json): value is Args {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
