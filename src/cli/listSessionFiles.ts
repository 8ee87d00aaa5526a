import type { Warning } from '../core/session/session.ts';
import { AgentFiles } from '../platform/agentFiles.ts';
import { listAgentFolders } from '../platform/agentHomes.ts';
import { discoverTraces } from '../platform/discoverTraces.ts';
import type { TraceFile } from '../platform/discoverTraces.ts';
import { dropOwnedAgentFiles } from '../platform/dropOwnedAgentFiles.ts';
import type { NotLoaded } from '../platform/loadSession.ts';
import { isSurelyTraceFileName } from '../platform/traceFileNames.ts';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { printable, UsageError } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Where sessions are looked for. */
export interface FileRequest {
  paths: readonly string[];
  /** A home-like folder whose agents' folders are read too. */
  home?: string;
  /** Also name what holds no session. */
  verbose: boolean;
}

/** Told to the caller beside the sessions: whether some input failed. */
export interface InputStatus {
  failed: boolean;
  /** Gets every input that failed, where somebody wants to know which. */
  unread?: { path: string; reason: string }[];
}

/** The files of a request that may hold sessions, and who tells about them on standard error. */
export interface SessionFiles {
  files: TraceFile[];
  agentFiles: AgentFiles;
  /** True for a session; tells about damage in it. What is none is told about where somebody should know. */
  report: (file: TraceFile, result: { kind: 'session'; warnings: readonly Warning[] } | NotLoaded) => boolean;
  /** To be called after the last file. */
  finish: () => void;
}

/** Finds the files of a request. The order and the messages depend on the files alone. */
export async function listSessionFiles(request: FileRequest, terminal: Terminal, status: InputStatus): Promise<SessionFiles> {
  const complain = (file: string, reason: string): void => {
    status.failed = true;
    status.unread?.push({ path: file, reason });
    terminal.err(`clawtrace: ${printable(file)}: ${printable(reason)}\n`);
  };
  const { files, problems } = await discoverTraces(rootsOf(request));
  for (const problem of problems) complain(problem.path, problem.reason);
  const agentFiles = new AgentFiles();
  let found = 0;
  return {
    files: await dropOwnedAgentFiles(files, agentFiles),
    agentFiles,
    report(file, result) {
      if (result.kind === 'session') {
        found++;
        reportDamage(file.path, result.warnings, terminal);
        return true;
      }
      if (result.kind === 'unreadable' || file.given || (result.damaged && isSurelyTraceFileName(path.basename(file.path)))) {
        complain(file.path, result.reason);
      } else if (request.verbose) {
        terminal.err(`clawtrace: ${printable(file.path)}: ${printable(result.reason)}\n`);
      }
      return false;
    },
    finish() {
      if (found === 0 && !status.failed) complain(request.paths[0] ?? request.home ?? '', nothingFound(files));
    },
  };
}

function nothingFound(files: readonly TraceFile[]): string {
  return files.length === 0
    ? 'no session files found'
    : `no session found in ${files.length === 1 ? '1 file' : `${files.length} files`} (--verbose says why)`;
}

function rootsOf(request: FileRequest): string[] {
  if (request.paths.length === 0 && request.home === undefined)
    throw new UsageError('a PATH is missing; --home ~ reads the folders of all agents');
  if (request.home === undefined) return [...request.paths];
  const folders = listAgentFolders(request.home).map(({ folder }) => folder);
  return [...request.paths, ...(existsSync(request.home) ? folders.filter((folder) => existsSync(folder)) : [request.home])];
}

/** Damaged lines do not fail a file, since everything else in it is used, but nobody should miss them. A cut last line is normal. */
function reportDamage(file: string, warnings: readonly Warning[], terminal: Terminal): void {
  for (const { code, message, at } of warnings) {
    if (!DAMAGE.has(code)) continue;
    terminal.err(`clawtrace: ${printable(file)}${at ? `:${at.line}` : ''}: ${printable(message)}\n`);
  }
}

const DAMAGE: ReadonlySet<string> = new Set(['bad-line', 'bad-utf8', 'line-too-long', 'more-bad-lines']);
