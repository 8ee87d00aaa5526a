import process from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import type { StoredFacts } from '../core/readers/openclaw/storedFacts.ts';
import { openDatabase, unreadable } from './openDatabase.ts';
import { UnreadableFile } from './readChunks.ts';

/** A session of a store as it is listed: enough to see that it has changed. */
export interface StoredSession {
  id: string;
  /** Records; they are only ever added, or all written anew. */
  rows: number;
  /** Milliseconds since the epoch; 0 where the store does not tell. */
  updatedAt: number;
}

/** Larger than any record that OpenClaw writes (4 MiB): what unpacks to more is damage. */
const RECORD_LIMIT = 16 * 1024 * 1024;

/**
 * OpenClaw's database of one agent's sessions: the records of its JSON Lines, one a row, in `transcript_events`. Read-only, and no longer
 * open than one question needs. Every method throws UnreadableFile, with the database's path, for what SQLite refuses.
 */
export class OpenclawStore {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #tables: ReadonlyMap<string, ReadonlySet<string>>;

  /** Throws UnreadableFile when it cannot be opened. */
  constructor(path: string) {
    this.#path = path;
    this.#database = openDatabase(path);
    try {
      this.#tables = readTables(this.#database);
    } catch (error) {
      this.#database.close();
      throw unreadable(path, error);
    }
  }

  /** False for a database of something else. */
  get hasSessions(): boolean {
    const columns = this.#tables.get('transcript_events');
    return columns !== undefined && ['session_id', 'seq', 'event_json'].every((name) => columns.has(name));
  }

  /** In order of their ids; only of indexes, since a store may hold years. */
  sessions(): StoredSession[] {
    const updatedAt = new Map(
      this.#has('session_windows', 'updated_at')
        ? this.#all('SELECT session_id, updated_at FROM session_windows').map(({ session_id, updated_at }) => [session_id, updated_at])
        : [],
    );
    return this.#all('SELECT session_id, count(*) AS n FROM transcript_events GROUP BY session_id ORDER BY session_id').map(
      ({ session_id, n }) => ({ id: String(session_id), rows: Number(n), updatedAt: Number(updatedAt.get(session_id) ?? 0) }),
    );
  }

  /** Undefined for one that is not there. */
  session(id: string): StoredSession | undefined {
    const rows = Number(this.#all('SELECT count(*) AS n FROM transcript_events WHERE session_id = ?', id)[0]?.['n'] ?? 0);
    return rows === 0 ? undefined : { id, rows, updatedAt: Number(this.#row('session_windows', 'session_id', id)?.['updated_at'] ?? 0) };
  }

  /** Bytes of a session's records as text, line ends included. */
  bytesOf(sessionId: string): number {
    const size = this.#has('transcript_events', 'event_utf8_bytes')
      ? 'coalesce(event_utf8_bytes, octet_length(event_json))'
      : 'octet_length(event_json)';
    const [row] = this.#all(`SELECT sum(${size}) + count(*) AS bytes FROM transcript_events WHERE session_id = ?`, sessionId);
    return Number(row?.['bytes'] ?? 0);
  }

  /** The session's records in order, each as the text of one line. Undefined in place of a record that cannot be unpacked. */
  *records(sessionId: string): Generator<string | undefined> {
    const packed = this.#has('transcript_events', 'event_zstd') ? 'event_zstd' : 'NULL AS event_zstd';
    const query = `SELECT event_json, ${packed} FROM transcript_events WHERE session_id = ? ORDER BY seq`;
    try {
      for (const { event_json, event_zstd } of this.#database.prepare(query).iterate(sessionId)) {
        const text = typeof event_json === 'string' ? event_json : this.#unpack(event_zstd);
        // A line end between two tokens of a record must not make it two.
        yield text?.replace(/[\r\n]+/g, ' ');
      }
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }

  /** What the store tells of a session beside its records. */
  factsOf(sessionId: string): StoredFacts {
    const window = this.#row('session_windows', 'session_id', sessionId);
    const key = window?.['session_key'];
    const node = typeof key === 'string' ? this.#row('session_nodes', 'session_key', key) : undefined;
    const parentKey = window?.['spawned_by'] ?? window?.['parent_session_key'] ?? node?.['spawned_by'] ?? node?.['parent_session_key'];
    const parentId = typeof parentKey === 'string' ? this.#sessionOf(parentKey, window?.['created_at']) : undefined;
    const runtime = this.#has('trajectory_runtime_events', 'event_json')
      ? this.#all(
          `SELECT event_json FROM trajectory_runtime_events WHERE session_id = ? AND (event_json LIKE '%"type":"trace.metadata"%'
           OR event_json LIKE '%"type":"model.completed"%') ORDER BY seq`,
          sessionId,
        )
      : [];
    return {
      sessionId,
      ...(typeof key === 'string' && { sessionKey: key }),
      ...(parentId !== undefined && { parentId }),
      entry: parse(node?.['entry_json']),
      runtime: runtime.map(({ event_json }) => parse(event_json)).filter(isOfRuntime),
    };
  }

  /** Session key -> id of the session that first went by it. */
  sessionKeys(): Map<string, string> {
    const keys = new Map<string, string>();
    if (!this.#has('session_windows', 'session_key')) return keys;
    for (const { session_key, session_id } of this.#all(
      'SELECT session_key, session_id FROM session_windows ORDER BY created_at, session_id',
    )) {
      if (!keys.has(String(session_key))) keys.set(String(session_key), String(session_id));
    }
    return keys;
  }

  close(): void {
    this.#database.close();
  }

  /** The session that went by a key at a time: a key outlives its sessions, which are reset and compacted. */
  #sessionOf(key: string, at: unknown): string | undefined {
    if (!this.#has('session_windows', 'created_at')) return undefined;
    const time = typeof at === 'number' ? at : Number.MAX_SAFE_INTEGER;
    const [row] = this.#all(
      'SELECT session_id FROM session_windows WHERE session_key = ? AND created_at <= ? ORDER BY created_at DESC, session_id LIMIT 1',
      key,
      time,
    );
    return row === undefined ? undefined : String(row['session_id']);
  }

  #row(table: string, column: string, value: string): Record<string, unknown> | undefined {
    return this.#has(table, column) ? this.#all(`SELECT * FROM ${table} WHERE ${column} = ?`, value)[0] : undefined;
  }

  #has(table: string, column: string): boolean {
    return this.#tables.get(table)?.has(column) === true;
  }

  #all(query: string, ...values: (string | number)[]): Record<string, unknown>[] {
    try {
      return this.#database.prepare(query).all(...values);
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }

  #unpack(packed: unknown): string | undefined {
    const zlib = process.getBuiltinModule?.('node:zlib');
    if (typeof zlib?.zstdDecompressSync !== 'function') {
      throw new UnreadableFile(this.#path, `its packed records can be read from Node 22.15 on, and this is ${process.version}`);
    }
    if (!(packed instanceof Uint8Array)) return undefined;
    try {
      return zlib.zstdDecompressSync(packed, { maxOutputLength: RECORD_LIMIT }).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

/** Asks a store one thing and closes it. */
export function withStore<T>(path: string, ask: (store: OpenclawStore) => T): T {
  const store = new OpenclawStore(path);
  try {
    return ask(store);
  } finally {
    store.close();
  }
}

function readTables(database: DatabaseSync): Map<string, Set<string>> {
  const tables = new Map<string, Set<string>>();
  const query = "SELECT t.name AS t, c.name AS c FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'";
  for (const { t, c } of database.prepare(query).all()) {
    const name = String(t);
    const columns = tables.get(name);
    if (columns) columns.add(String(c));
    else tables.set(name, new Set([String(c)]));
  }
  return tables;
}

/** The types that are asked for: a query by text finds them in quotations, too. */
function isOfRuntime(event: unknown): boolean {
  const type = typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
  return type === 'trace.metadata' || type === 'model.completed';
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
