import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { comparePaths } from './discoverTraces.ts';
import { stampFolder } from './stampFolder.ts';
import { readChunks } from './readChunks.ts';

const AGENT_FILE = /^agent-.+\.jsonl$/;
const SESSION_FILE = '.jsonl';
const AGENTS_FOLDER = 'subagents';

/** The session id stands in every record of an agent file; its first records are not always small. */
const HEAD_BYTES = 1 << 16;

export function isAgentFile(file: string): boolean {
  return AGENT_FILE.test(path.basename(file));
}

/** The session file of an agent file in `<session>/subagents/`, by the path alone; undefined for any other file. */
export function sessionFileAbove(agentFile: string): string | undefined {
  if (!isAgentFile(agentFile)) return undefined;
  const parts = path.dirname(agentFile).split(path.sep);
  const at = parts.lastIndexOf(AGENTS_FOLDER);
  return at > 0 ? parts.slice(0, at).join(path.sep) + SESSION_FILE : undefined;
}

/**
 * Claude Code's standard layout: which files of sub-agents belong to which session file. They stand in `<session>/subagents/`, at any
 * depth, or (before version 2.1) beside the session file, where the session id in the records tells whose they are. Remembers a folder
 * until that has changed, so that many sessions in one folder cost one look at it, and a file's session id for good.
 */
export class AgentFiles {
  readonly #beside = new Map<string, { stamp: string; groups: Promise<Map<string, string[]>> }>();
  readonly #sessionIds = new Map<string, string>();

  /** Files of the session's sub-agents, in order of their paths; empty for a file that is not in the standard layout. */
  async of(sessionFile: string): Promise<string[]> {
    const name = path.basename(sessionFile);
    if (!name.endsWith(SESSION_FILE) || isAgentFile(sessionFile)) return [];
    const sessionId = name.slice(0, -SESSION_FILE.length);
    const folder = path.dirname(sessionFile);
    // Most sessions have none, and to ask the system in passing is ten times as fast as to wait for its answer.
    const agents = path.join(folder, sessionId, AGENTS_FOLDER);
    const below = existsSync(agents) ? await listAgentFilesBelow(agents) : [];
    const beside = (await this.#besideIn(folder)).get(sessionId) ?? [];
    return [...below, ...beside].sort(comparePaths);
  }

  /** The session file that an agent file belongs to by the layout, whether or not it exists; undefined for any other file. */
  async ownerOf(agentFile: string): Promise<string | undefined> {
    if (!isAgentFile(agentFile)) return undefined;
    const above = sessionFileAbove(agentFile);
    if (above !== undefined) return above;
    const folder = path.dirname(agentFile);
    for (const [sessionId, files] of await this.#besideIn(folder)) {
      if (files.includes(path.join(folder, path.basename(agentFile)))) return path.join(folder, sessionId + SESSION_FILE);
    }
    return undefined;
  }

  #besideIn(folder: string): Promise<Map<string, string[]>> {
    const stamp = stampFolder(folder);
    const known = this.#beside.get(folder);
    if (known && known.stamp === stamp) return known.groups;
    const groups = this.#groupAgentFiles(folder);
    this.#beside.set(folder, { stamp, groups });
    return groups;
  }

  async #groupAgentFiles(folder: string): Promise<Map<string, string[]>> {
    const groups = new Map<string, string[]>();
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((name) => AGENT_FILE.test(name)).sort(comparePaths)) {
      const file = path.join(folder, name);
      const sessionId = this.#sessionIds.get(file) ?? (await readSessionId(file));
      if (sessionId === undefined) continue;
      this.#sessionIds.set(file, sessionId);
      const group = groups.get(sessionId);
      if (group) group.push(file);
      else groups.set(sessionId, [file]);
    }
    return groups;
  }
}

async function listAgentFilesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && AGENT_FILE.test(entry.name)).map((entry) => path.join(entry.parentPath, entry.name));
}

/** The id is looked for as text, since the first record may be cut at the end of the head. A file that cannot be read has none. */
async function readSessionId(file: string): Promise<string | undefined> {
  let head = '';
  try {
    await readChunks(
      file,
      (chunk) => {
        head = Buffer.from(chunk).toString('utf8');
        return false;
      },
      { chunkBytes: HEAD_BYTES },
    );
  } catch {
    return undefined;
  }
  return /"sessionId"\s*:\s*"([^"\\]+)"/.exec(head)?.[1];
}
