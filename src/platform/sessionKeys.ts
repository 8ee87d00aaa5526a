import { statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { comparePaths } from './discoverTraces.ts';
import { withStore } from './openclawStore.ts';
import { parseAddress } from './sessionAddress.ts';

const FILE = 'sessions.json';

/** A map of names to ids is far smaller; what is larger is something else of that name. */
const LIMIT_BYTES = 32 * 1024 * 1024;

/**
 * OpenClaw's own list of its sessions, in the folders of these files and in their databases: session key -> session id. It names sub-agents
 * by the key that their parent knows. A list that is missing or damaged tells nothing, and that is no error: links are then found by other evidence.
 */
export async function readSessionKeys(sessionFiles: readonly string[]): Promise<Map<string, string>> {
  return new SessionKeys().of(sessionFiles);
}

/** The same for one who asks again and again: a list is read when it has changed. */
export class SessionKeys {
  readonly #lists = new Map<string, { stamp: string; keys: [key: string, id: string][] }>();
  #changes = 0;

  /** Grows whenever a list has changed. */
  get changes(): number {
    return this.#changes;
  }

  async of(sessionFiles: readonly string[]): Promise<Map<string, string>> {
    const keys = new Map<string, string>();
    for (const database of new Set(sessionFiles.flatMap((file) => parseAddress(file)?.database ?? []))) {
      for (const [key, id] of readStoredKeys(database)) keys.set(key, id);
    }
    for (const folder of [...new Set(sessionFiles.map((file) => path.dirname(file)))].sort(comparePaths)) {
      for (const [key, id] of await this.#list(path.join(folder, FILE))) keys.set(key, id);
    }
    return keys;
  }

  async #list(file: string): Promise<[key: string, id: string][]> {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (!stats) {
      if (this.#lists.delete(file)) this.#changes++;
      return [];
    }
    const stamp = `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
    const known = this.#lists.get(file);
    if (known?.stamp === stamp) return known.keys;
    const keys = Object.entries(await readRecord(file)).flatMap(([key, entry]): [string, string][] => {
      const id = isRecord(entry) ? entry['sessionId'] : undefined;
      return typeof id === 'string' && id !== '' ? [[key, id]] : [];
    });
    this.#lists.set(file, { stamp, keys });
    this.#changes++;
    return keys;
  }
}

function readStoredKeys(database: string): ReadonlyMap<string, string> {
  try {
    return withStore(database, (store) => store.sessionKeys());
  } catch {
    return new Map();
  }
}

async function readRecord(file: string): Promise<Record<string, unknown>> {
  try {
    if ((await stat(file)).size > LIMIT_BYTES) return {};
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
