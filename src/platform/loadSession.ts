import { createHash } from 'node:crypto';
import type { Session, Warning } from '../core/session/session.ts';
import { attachAgentFiles } from '../core/readers/attachAgentFiles.ts';
import { FORMATS } from '../core/readers/formats.ts';
import type { Detail } from '../core/readers/reader.ts';
import { SessionFileReader } from '../core/readers/readSession.ts';
import type { ReadResult } from '../core/readers/readSession.ts';
import type { Hasher } from '../core/readers/sha256.ts';
import type { AgentFiles } from './agentFiles.ts';
import { completeFromLogs } from './completionLogs.ts';
import { loadStoredSession } from './loadStoredSession.ts';
import { readChunks, UnreadableFile } from './readChunks.ts';
import { parseAddress } from './sessionAddress.ts';
import { ZstdUnpacker } from './unpackZstd.ts';

/** What came of reading one file. `reason` does not repeat the path. */
export type LoadResult = { kind: 'session'; path: string; session: Session } | NotLoaded;

export type NotLoaded =
  /** `damaged`: the file is empty, or no line of it is a record, so that it may well have been a trace. */
  { kind: 'not-a-trace'; path: string; reason: string; damaged: boolean } | { kind: 'unreadable'; path: string; reason: string };

export interface LoadOptions {
  /** Where the files of sub-agents are looked up. Without it only the file itself is read. */
  agentFiles?: AgentFiles;
  /** How one file is read; without it from its start. */
  readFile?: ReadSessionFile;
  signal?: AbortSignal;
  /** "whole" unless told. */
  detail?: Detail;
  /** Reads without letting anything else on the thread in: for a process that has nothing else to do. */
  blocking?: boolean;
}

/** Reads one file by itself, without those of its sub-agents. Throws only the signal's reason. */
export type ReadSessionFile = (path: string, signal: AbortSignal | undefined) => Promise<LoadResult>;

/**
 * Reads one session: that of a database where the path is such an address, else a file and those of its sub-agents in the standard layout,
 * without ever holding one whole. Throws only the signal's reason, when it was aborted: whatever is wrong with a file is a result, or a warning where it is a sub-agent's.
 */
export async function loadSession(path: string, options: LoadOptions = {}): Promise<LoadResult> {
  const address = parseAddress(path);
  if (address) return loadStoredSession(address, nodeSha256(), options.signal);
  const { agentFiles, signal, readFile = (file: string) => loadOneFile(file, options) } = options;
  const alone = await readFile(path, signal);
  const loaded = alone.kind === 'session' ? { ...alone, session: await completeFromLogs(alone.session, path, signal) } : alone;
  if (loaded.kind !== 'session' || !agentFiles) return loaded;
  const children: Session[] = [];
  const lost: Warning[] = [];
  for (const file of await agentFiles.of(path)) {
    const child = await readFile(file, signal);
    if (child.kind === 'session') children.push(child.session);
    else lost.push({ code: 'agent-records-lost', message: `the sub-agent's file ${file} could not be used: ${child.reason}` });
  }
  const session = attachAgentFiles(loaded.session, children);
  return { ...loaded, session: lost.length > 0 ? { ...session, warnings: [...session.warnings, ...lost] } : session };
}

async function loadOneFile(
  path: string,
  { detail = 'whole', signal, blocking = false }: Omit<LoadOptions, 'agentFiles'>,
): Promise<LoadResult> {
  const reader = new SessionFileReader(path, detail === 'whole' ? nodeSha256() : NO_DIGEST, FORMATS, detail);
  try {
    const unpacker = new ZstdUnpacker(path, (chunk) => {
      reader.push(chunk);
      return !reader.isRejected;
    });
    await readChunks(path, (chunk) => unpacker.push(chunk), { blocking, ...(signal && { signal }) });
    await unpacker.end();
  } catch (error) {
    if (error instanceof UnreadableFile) return { kind: 'unreadable', path, reason: error.reason };
    throw error;
  }
  return resultOf(path, reader.finish());
}

/** What a reader has made of the bytes it was given. */
export function resultOf(path: string, result: ReadResult): LoadResult {
  if (result.session) return { kind: 'session', path, session: result.session };
  const { notATrace, damaged } = result;
  return { kind: 'not-a-trace', path, damaged, reason: notATrace.startsWith(`${path}: `) ? notATrace.slice(path.length + 2) : notATrace };
}

/** Figures need no digest of the bytes. */
const NO_DIGEST: Hasher = { update: () => {}, digestHex: () => '' };

/** OpenSSL's, some thirty times as fast as one in JavaScript. */
export function nodeSha256(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    digestHex: () => hash.copy().digest('hex'),
  };
}
