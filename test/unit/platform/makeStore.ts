import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
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
        PRIMARY KEY (session_id, seq)) STRICT;
      CREATE TABLE session_transcript_archives (session_id TEXT NOT NULL, generation TEXT NOT NULL, session_key TEXT NOT NULL,
        reason TEXT NOT NULL, encoding TEXT NOT NULL, archive_blob BLOB NOT NULL, archive_sha256 TEXT NOT NULL,
        archive_name TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, PRIMARY KEY (session_id, generation)) STRICT;
      CREATE TABLE session_transcript_cold_archives (session_id TEXT NOT NULL PRIMARY KEY, archive_name TEXT NOT NULL UNIQUE,
        archive_sha256 TEXT NOT NULL, event_count INTEGER NOT NULL, raw_bytes INTEGER NOT NULL, storage TEXT NOT NULL,
        archive_blob BLOB) STRICT;`);
  }

  /** Takes a session out of the tables and keeps it packed under the name of its file, as when it is reset. Returns that name. */
  putAside(id: string, lines: string, { key = `agent:main:${id}`, isPacked = true, at = 1000 } = {}): string {
    this.#remove(id);
    const name = `${id}.jsonl.reset.2026-09-01T10-00-00.000Z${isPacked ? '.zst' : ''}`;
    const blob = isPacked ? zstdCompressSync(Buffer.from(lines)) : Buffer.from(lines);
    this.database
      .prepare("INSERT INTO session_transcript_archives VALUES (?, 'g', ?, 'reset', ?, ?, ?, ?, ?)")
      .run(id, key, isPacked ? 'zstd' : 'identity', blob, sha256(blob), name, at);
    return name;
  }

  /** Packs the rows of a session that has not been used for long, into the database or a file of the folder `cold`. */
  archiveCold(id: string, lines: string, storage: 'sqlite' | 'file'): void {
    this.database.prepare('DELETE FROM transcript_events WHERE session_id = ?').run(id);
    const events = lines.trimEnd().split('\n');
    const records = [
      { kind: 'header', version: 1, sessionId: id, generation: 'g' },
      ...events.map((event_json, seq) => ({ kind: 'event', row: { seq, event_json, created_at: 1000 } })),
      { kind: 'fts', row: { text: 'as it is searched', message_id: null, role: null, timestamp: null } },
    ];
    const blob = zstdCompressSync(Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join('')));
    const name = `${sha256(blob)}.jsonl.zst`;
    if (storage === 'file') {
      mkdirSync(path.join(path.dirname(this.path), 'cold'), { recursive: true });
      writeFileSync(path.join(path.dirname(this.path), 'cold', name), blob);
    }
    this.database
      .prepare('INSERT INTO session_transcript_cold_archives VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(id, name, sha256(blob), events.length, Buffer.byteLength(lines) - 1, storage, storage === 'file' ? null : blob);
  }

  #remove(id: string): void {
    for (const table of ['transcript_events', 'session_windows', 'trajectory_runtime_events'])
      this.database.prepare(`DELETE FROM ${table} WHERE session_id = ?`).run(id);
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

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
