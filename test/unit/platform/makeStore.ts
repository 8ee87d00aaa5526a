import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';

/** Records larger than this are packed, as OpenClaw does with those above a size of its own. */
const PACKED_CHARS = 600;

interface MadeWindow {
  key?: string;
  spawnedBy?: string;
  at?: number;
  entry?: object;
  runtime?: object[];
}

/** A store like OpenClaw's, with the tables and columns that are read, as an open connection that goes on writing. */
export class MadeStore {
  readonly path: string;
  readonly database: DatabaseSync;

  constructor(folder: string, name = 'openclaw-agent.sqlite') {
    this.path = path.join(folder, name);
    this.database = new DatabaseSync(this.path);
    this.database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = OFF;
      CREATE TABLE session_nodes (session_key TEXT PRIMARY KEY, entry_json TEXT NOT NULL, parent_session_key TEXT, spawned_by TEXT) STRICT;
      CREATE TABLE session_windows (session_id TEXT PRIMARY KEY, session_key TEXT NOT NULL, created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL, parent_session_key TEXT, spawned_by TEXT) STRICT;
      CREATE TABLE transcript_events (session_id TEXT NOT NULL, seq INTEGER NOT NULL, event_json TEXT, created_at INTEGER NOT NULL,
        event_zstd BLOB, event_utf8_bytes INTEGER, PRIMARY KEY (session_id, seq)) STRICT;
      CREATE TABLE trajectory_runtime_events (session_id TEXT NOT NULL, seq INTEGER NOT NULL, event_json TEXT NOT NULL,
        PRIMARY KEY (session_id, seq)) STRICT;`);
  }

  /** `lines` are a session's JSON Lines. */
  addSession(
    id: string,
    lines: string,
    { key = `agent:main:${id}`, spawnedBy, at = 1000, entry = {}, runtime = [] }: MadeWindow = {},
  ): void {
    this.database
      .prepare('INSERT OR REPLACE INTO session_nodes VALUES (?, ?, NULL, NULL)')
      .run(key, JSON.stringify({ sessionId: id, ...entry }));
    this.database.prepare('INSERT INTO session_windows VALUES (?, ?, ?, ?, NULL, ?)').run(id, key, at, at, spawnedBy ?? null);
    for (const line of lines.trimEnd().split('\n')) this.addRecord(id, line, at);
    runtime.forEach((event, i) =>
      this.database.prepare('INSERT INTO trajectory_runtime_events VALUES (?, ?, ?)').run(id, i, JSON.stringify(event)),
    );
  }

  addRecord(id: string, line: string, at = 1000): void {
    const seq = Number(this.database.prepare('SELECT count(*) AS n FROM transcript_events WHERE session_id = ?').get(id)?.['n']);
    const packed = line.length > PACKED_CHARS;
    this.database
      .prepare('INSERT INTO transcript_events VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, seq, packed ? null : line, at, packed ? zstdCompressSync(Buffer.from(line)) : null, Buffer.byteLength(line));
    this.database.prepare('UPDATE session_windows SET updated_at = ? WHERE session_id = ?').run(at + seq, id);
  }

  close(): void {
    this.database.close();
  }
}
