import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { withStore } from './openclawStore.ts';
import { parseAddress } from './sessionAddress.ts';

const FILE = 'sessions.json';

/** A map of names to ids is far smaller; what is larger is something else of that name. */
const LIMIT_BYTES = 32 * 1024 * 1024;

/**
 * OpenClaw's own list of its sessions, in the folders of these files and in their databases: session key -> session id. It names sub-agents by the key that
 * their parent knows. A list that is missing or damaged tells nothing, and that is no error: links are then found by other evidence.
 */
export async function readSessionKeys(sessionFiles: readonly string[]): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const database of new Set(sessionFiles.flatMap((file) => parseAddress(file)?.database ?? []))) {
    for (const [key, id] of readStoredKeys(database)) keys.set(key, id);
  }
  for (const folder of new Set(sessionFiles.map((file) => path.dirname(file)))) {
    for (const [key, entry] of Object.entries(await readRecord(path.join(folder, FILE)))) {
      const id = isRecord(entry) ? entry['sessionId'] : undefined;
      if (typeof id === 'string' && id !== '') keys.set(key, id);
    }
  }
  return keys;
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
