import type { DatabaseSync } from 'node:sqlite';
import type { StoredFacts } from '../core/readers/openclaw/storedFacts.ts';
import { openDatabase, unreadable } from './openDatabase.ts';
import { OpenclawArchives } from './openclawArchives.ts';
import type { StoredRecord, StoredSession } from './storedSession.ts';
import { unpackBlob } from './unpackBlob.ts';

/** Larger than any record that OpenClaw writes (4 MiB): what unpacks to more is damage. */
const RECORD_LIMIT = 16 * 1024 * 1024;

/**
 * OpenClaw's database of one agent's sessions: the records of its JSON Lines, one a row, in `transcript_events`, or archived. Read-only, and
 * no longer open than one question needs. Every method throws UnreadableFile, with the database's path, for what SQLite refuses.
 */
export class OpenclawStore {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #tables: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #archives: OpenclawArchives;

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
    const has = (table: string, column: string): boolean => this.#has(table, column);
    this.#archives = new OpenclawArchives(path, (query, ...values) => this.#all(query, ...values), has);
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
    const listed = new Map<string, StoredSession>();
    for (const session of this.#archives.sessions()) listed.set(session.id, session);
    for (const { session_id, n } of this.#all('SELECT session_id, count(*) AS n FROM transcript_events GROUP BY session_id'))
      listed.set(String(session_id), { id: String(session_id), rows: Number(n), updatedAt: 0 });
    return [...listed.values()]
      .map((session) => ({ ...session, updatedAt: Number(updatedAt.get(session.id) ?? session.updatedAt) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Undefined for one that is not there. */
  session(id: string): StoredSession | undefined {
    const rows = Number(this.#all('SELECT count(*) AS n FROM transcript_events WHERE session_id = ?', id)[0]?.['n'] ?? 0);
    const session = rows > 0 ? { id, rows, updatedAt: 0 } : this.#archives.session(id);
    return (
      session && { ...session, updatedAt: Number(this.#row('session_windows', 'session_id', id)?.['updated_at'] ?? session.updatedAt) }
    );
  }

  /** Bytes of a session's records as text, line ends included. */
  bytesOf(sessionId: string): number {
    const size = this.#has('transcript_events', 'event_utf8_bytes')
      ? 'coalesce(event_utf8_bytes, octet_length(event_json))'
      : 'octet_length(event_json)';
    const [row] = this.#all(`SELECT sum(${size}) + count(*) AS bytes FROM transcript_events WHERE session_id = ?`, sessionId);
    return Number(row?.['bytes'] ?? this.#archives.bytesOf(sessionId));
  }

  /** The session's records in order. */
  *records(sessionId: string): Generator<StoredRecord> {
    const packed = this.#has('transcript_events', 'event_zstd') ? 'event_zstd' : 'NULL AS event_zstd';
    const length = this.#has('transcript_events', 'event_utf8_bytes') ? 'event_utf8_bytes' : 'NULL AS event_utf8_bytes';
    const query = `SELECT event_json, ${packed}, ${length} FROM transcript_events WHERE session_id = ? ORDER BY seq`;
    let hasRows = false;
    try {
      for (const { event_json, event_zstd, event_utf8_bytes } of this.#database.prepare(query).iterate(sessionId)) {
        hasRows = true;
        const text = typeof event_json === 'string' ? event_json : this.#unpack(event_zstd);
        const isChanged = text !== undefined && typeof event_utf8_bytes === 'number' && Buffer.byteLength(text) !== event_utf8_bytes;
        // A line end between two tokens of a record must not make it two.
        yield { text: text?.replace(/[\r\n]+/g, ' '), isChanged };
      }
      if (!hasRows) yield* this.#archives.records(sessionId);
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }

  /** What the store tells of a session beside its records. */
  factsOf(id: string): StoredFacts {
    const putAside = this.#archives.nameOf(id);
    if (putAside) return { ...putAside, entry: undefined, runtime: [] };
    return this.#factsOfWindow(id);
  }

  #factsOfWindow(sessionId: string): StoredFacts {
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
    const windows = this.#has('session_windows', 'session_key')
      ? this.#all('SELECT session_key, session_id FROM session_windows ORDER BY created_at, session_id')
      : [];
    // What was put aside is older than what goes by its key now.
    for (const [key, id] of this.#archives.keys()) if (!keys.has(key)) keys.set(key, id);
    for (const { session_key, session_id } of windows)
      if (!keys.has(String(session_key))) keys.set(String(session_key), String(session_id));
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
    const bytes = unpackBlob(this.#path, packed, RECORD_LIMIT);
    return bytes && Buffer.from(bytes).toString('utf8');
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
