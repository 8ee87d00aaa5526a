import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describeFileError } from './describeFileError.ts';
import { UnreadableFile } from './readChunks.ts';
import type { StoredRecord, StoredSession } from './storedSession.ts';
import { unpackBlob } from './unpackBlob.ts';

/** Larger than any archive that OpenClaw makes (256 MiB unpacked). */
const ARCHIVE_LIMIT = 512 * 1024 * 1024;

/** Asks the database, with the columns' values in place of the question marks. */
export type Ask = (query: string, ...values: (string | number)[]) => Record<string, unknown>[];

/**
 * Sessions that OpenClaw has taken out of its table of records and keeps as a whole, packed:
 * - what was reset or deleted, in `session_transcript_archives`: JSON Lines as its file would have, under the name of that file. It
 *   is also written to that file, and is listed here only as long as it is not;
 * - what has not been used for long, in `session_transcript_cold_archives`: one line a row of the tables it came from, in the database or in
 *   a file of the folder `cold`.
 * Each has a digest, and one that does not match is not read.
 */
export class OpenclawArchives {
  readonly #path: string;
  readonly #ask: Ask;
  readonly #hasPutAside: boolean;
  readonly #hasCold: boolean;

  /** `has` tells whether a table has a column. */
  constructor(database: string, ask: Ask, has: (table: string, column: string) => boolean) {
    this.#path = database;
    this.#ask = ask;
    this.#hasPutAside = ['archive_name', 'archive_blob', 'archive_sha256', 'encoding'].every((name) =>
      has('session_transcript_archives', name),
    );
    this.#hasCold = ['archive_name', 'archive_blob', 'archive_sha256', 'storage', 'event_count'].every((name) =>
      has('session_transcript_cold_archives', name),
    );
  }

  /** In no order. What was put aside goes by the name of its file, since one session may have been reset more than once. */
  sessions(): StoredSession[] {
    const cold = this.#hasCold ? this.#ask('SELECT session_id, event_count FROM session_transcript_cold_archives') : [];
    return [
      ...cold.map(({ session_id, event_count }) => ({ id: String(session_id), rows: Number(event_count), updatedAt: 0 })),
      ...this.#putAside('').filter(({ id }) => !existsSync(path.join(this.#folder, id))),
    ];
  }

  /** Undefined for one that is not there. */
  session(id: string): StoredSession | undefined {
    const rows = this.#cold('event_count', id)?.['event_count'];
    return rows === undefined ? this.#putAside('WHERE archive_name = ?', id)[0] : { id, rows: Number(rows), updatedAt: 0 };
  }

  /** Bytes of its records as text; of what was put aside, as it is packed. */
  bytesOf(id: string): number {
    const cold = this.#cold('raw_bytes', id)?.['raw_bytes'];
    if (cold !== undefined) return Number(cold) + 1;
    if (!this.#hasPutAside) return 0;
    const [row] = this.#ask('SELECT length(archive_blob) AS n FROM session_transcript_archives WHERE archive_name = ?', id);
    return Number(row?.['n'] ?? 0);
  }

  /** The id that a session had, and the key it went by, before it was put aside. */
  nameOf(id: string): { sessionId: string; sessionKey: string } | undefined {
    if (!this.#hasPutAside) return undefined;
    const [row] = this.#ask('SELECT session_id, session_key FROM session_transcript_archives WHERE archive_name = ?', id);
    return row && { sessionId: String(row['session_id']), sessionKey: String(row['session_key']) };
  }

  /** Session key -> id, of what was put aside, the first first. */
  keys(): [key: string, id: string][] {
    if (!this.#hasPutAside) return [];
    const rows = this.#ask('SELECT session_key, session_id FROM session_transcript_archives ORDER BY created_at, session_id, generation');
    return rows.map(({ session_key, session_id }) => [String(session_key), String(session_id)]);
  }

  /** Its records in order; none where there is no such session. Throws UnreadableFile where they are damaged or gone. */
  *records(id: string): Generator<StoredRecord> {
    const cold = this.#cold('storage, archive_name, archive_blob, archive_sha256', id);
    if (cold) {
      const bytes = cold['storage'] === 'file' ? this.#readCold(String(cold['archive_name'])) : cold['archive_blob'];
      for (const line of this.#linesOf(bytes, cold['archive_sha256'], true)) {
        const text = recordOf(line);
        if (text !== undefined) yield { text };
      }
      return;
    }
    if (!this.#hasPutAside) return;
    const query = 'SELECT encoding, archive_blob, archive_sha256 FROM session_transcript_archives WHERE archive_name = ?';
    for (const { encoding, archive_blob, archive_sha256 } of this.#ask(query, id))
      for (const text of this.#linesOf(archive_blob, archive_sha256, encoding === 'zstd')) yield { text };
  }

  /** Where OpenClaw keeps files beside its database. */
  get #folder(): string {
    const folder = path.dirname(this.#path);
    return path.basename(folder) === 'agent' ? path.join(path.dirname(folder), 'sessions') : folder;
  }

  #putAside(where: string, ...values: string[]): StoredSession[] {
    if (!this.#hasPutAside) return [];
    const rows = this.#ask(`SELECT archive_name, created_at FROM session_transcript_archives ${where}`, ...values);
    return rows.map(({ archive_name, created_at }) => ({ id: String(archive_name), rows: 1, updatedAt: Number(created_at) }));
  }

  #cold(columns: string, id: string): Record<string, unknown> | undefined {
    return this.#hasCold ? this.#ask(`SELECT ${columns} FROM session_transcript_cold_archives WHERE session_id = ?`, id)[0] : undefined;
  }

  #readCold(name: string): Uint8Array {
    try {
      if (path.basename(name) !== name) throw new RangeError('its name leads elsewhere');
      return readFileSync(path.join(this.#folder, 'cold', name));
    } catch (error) {
      throw new UnreadableFile(this.#path, `its records are in the archive cold/${name}: ${describeFileError(error)}`);
    }
  }

  /** Lines of an archive whose digest is the one that was noted. */
  #linesOf(bytes: unknown, digest: unknown, isPacked: boolean): string[] {
    const isWhole = bytes instanceof Uint8Array && createHash('sha256').update(bytes).digest('hex') === digest;
    const whole = isWhole ? (isPacked ? unpackBlob(this.#path, bytes, ARCHIVE_LIMIT) : bytes) : undefined;
    if (!whole) throw new UnreadableFile(this.#path, 'its records are archived, and the archive is damaged');
    return Buffer.from(whole).toString('utf8').trimEnd().split('\n');
  }
}

/** The record in a line of a cold archive; undefined for a line of another table. */
function recordOf(line: string): string | undefined {
  const { kind, row } = JSON.parse(line) as { kind?: unknown; row?: { event_json?: unknown } };
  return kind === 'event' && typeof row?.event_json === 'string' ? row.event_json.replace(/[\r\n]+/g, ' ') : undefined;
}
