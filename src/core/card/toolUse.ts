import type { AgentRun, Json, ToolStep } from '../session/session.ts';
import { ANYWHERE, NO_EFFECT, WORLD, resolvePath, type Effect, type Place } from './places.ts';
import type { CheckKind } from './checkCommands.ts';
import { readShellUse } from './shellUse.ts';

/** Lines of a file, 1-based and inclusive; without `to` it goes as far as the tool shows. */
export interface LineRange {
  from: number;
  to?: number;
}

export type ToolAction = 'read' | 'write' | 'search' | 'shell' | 'web' | 'agent' | 'other';

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
  /** Tool and arguments in one spelling: equal keys ask for the same thing. */
  key: string;
  /** Where the agent's shell stands afterwards. */
  cwdAfter: string | undefined;
}

/** Arguments that change nothing of what is asked for. */
const COSMETIC = new Set(['description', 'timeout', 'timeoutMs', 'timeout_ms', 'yieldMs', 'yield_ms', 'explanation', 'reason']);

const READ = new Set(['read', 'readfile', 'view', 'cat', 'notebookread', 'openfile', 'memoryget']);
const WRITE = new Set([
  'write',
  'edit',
  'multiedit',
  'notebookedit',
  'applypatch',
  'writefile',
  'createfile',
  'strreplace',
  'strreplacebasededittool',
  'patch',
]);
const SEARCH = new Set(['glob', 'grep', 'ls', 'list', 'listdir', 'find', 'search', 'codebasesearch', 'toolsearch', 'memorysearch']);
const SHELL = new Set(['bash', 'exec', 'shell', 'runcommand', 'terminal', 'runterminalcmd']);
const WEB = new Set(['webfetch', 'websearch', 'fetch', 'browser']);
const AGENT = new Set(['task', 'agent', 'sessionsspawn', 'spawnagent']);
/** Tools that talk, plan or ask for a status and leave every file alone. */
const HARMLESS = new Set(
  'lsp todowrite todoread taskcreate taskupdate tasklist taskget exitplanmode enterplanmode skill message sessionstatus sessionslist sessionshistory sessionssend subagents agentslist tts canvas image'.split(
    ' ',
  ),
);

export function toolUse(step: ToolStep, cwd: string | undefined): ToolUse {
  const name = step.name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const args = isObject(step.args) ? step.args : {};
  const base = {
    family: step.name,
    answersByExit: false,
    key: `${step.name} ${canonical(args)}`,
    cwdAfter: cwd,
  };
  const given = text(args.file_path) ?? text(args.path) ?? text(args.filePath) ?? text(args.notebook_path) ?? text(args.filename);
  const path = given === undefined ? undefined : resolvePath(given, cwd);
  // What was refused was never done.
  const effect = (done: Effect): Effect => (step.result?.refused ? NO_EFFECT : done);

  if (SHELL.has(name)) {
    const command = text(args.command) ?? text(args.cmd) ?? (Array.isArray(args.command) ? args.command.map(String).join(' ') : '');
    const given = text(args.workdir) ?? text(args.cwd);
    const folder = given === undefined ? cwd : resolvePath(given, cwd);
    const use = readShellUse(command, folder);
    const background = args.run_in_background === true || args.background === true || step.result?.status === 'running';
    return {
      ...base,
      key: `${step.name} ${folder ?? ''} ${command.trim()}`,
      action: 'shell',
      command,
      effect: effect(background && use.effect !== 'unknown' && use.effect.writes.length > 0 ? 'unknown' : use.effect),
      ...(use.check && { check: use.check }),
      core: use.core,
      family: use.family || step.name,
      answersByExit: use.answersByExit,
      ...(use.shows && {
        path: use.shows.path,
        ...(use.shows.range && { range: use.shows.range }),
      }),
      // Claude Code's shell stays where a `cd` left it; the others start anew each time.
      cwdAfter: step.name === 'Bash' ? use.cwdAfter : cwd,
    };
  }
  if (AGENT.has(name) || step.agent)
    return {
      ...base,
      action: 'agent',
      effect: effect(agentEffect(step.agent, cwd)),
    };
  if (READ.has(name)) {
    const range = rangeOf(args);
    return {
      ...base,
      action: 'read',
      ...(path && { path }),
      ...(range && { range }),
      effect: effect({ reads: [path ?? ANYWHERE], writes: [] }),
    };
  }
  if (WRITE.has(name)) {
    const failed = step.result?.isError === true || step.result?.status === 'error';
    return {
      ...base,
      action: 'write',
      ...(path && { path }),
      effect: effect(failed ? NO_EFFECT : { reads: [], writes: [path ?? ANYWHERE] }),
    };
  }
  if (SEARCH.has(name)) {
    const query = text(args.pattern) ?? text(args.query) ?? text(args.regex);
    return {
      ...base,
      action: 'search',
      ...(path && { path }),
      ...(query !== undefined && { query }),
      effect: effect({ reads: [path ?? folderOf(cwd)], writes: [] }),
    };
  }
  if (WEB.has(name)) {
    const query = text(args.url) ?? text(args.query) ?? text(args.targetUrl) ?? text(args.action);
    return {
      ...base,
      action: 'web',
      ...(query !== undefined && { query }),
      effect: effect({ reads: [WORLD], writes: [] }),
    };
  }
  // OpenClaw's `process` only looks at a command that is already running; that command's own effect is a barrier where it started.
  if (name === 'process') {
    const acts = /^(?:write|send-keys|submit|paste|kill)$/.test(text(args.action) ?? '');
    return {
      ...base,
      action: 'other',
      query: [args.action, args.sessionId].map(text).filter(Boolean).join(' '),
      effect: effect(acts || step.result?.status !== 'running' ? 'unknown' : { reads: [WORLD], writes: [] }),
    };
  }
  return {
    ...base,
    action: 'other',
    effect: effect(HARMLESS.has(name) ? NO_EFFECT : 'unknown'),
  };
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

function rangeOf(args: { [key: string]: Json }): LineRange | undefined {
  const offset = whole(args.offset);
  const limit = whole(args.limit);
  if (offset === undefined && limit === undefined) return undefined;
  // An offset of 0 is accepted and means the first line.
  const from = Math.max(1, offset ?? 1);
  return { from, ...(limit !== undefined && { to: from + limit - 1 }) };
}

function whole(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with sorted keys, without cosmetic arguments and surrounding white space. */
function canonical(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value.trim());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).filter((k) => !COSMETIC.has(k));
  return `{${keys
    .sort()
    .map((k) => `${JSON.stringify(k)}:${canonical(value[k] as Json)}`)
    .join(',')}}`;
}
