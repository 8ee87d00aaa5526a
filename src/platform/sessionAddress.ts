/**
 * How a session that is one of many in a database is named: `<database>#<session id>`, the id percent-encoded. It stands wherever the path
 * of a session's file does; only the platform knows the difference.
 */
export interface SessionAddress {
  /** Path of the database. */
  database: string;
  sessionId: string;
}

const ADDRESS = /^(.+\.sqlite)#([^#\\/]+)$/s;

export function formatAddress({ database, sessionId }: SessionAddress): string {
  return `${database}#${encodeURIComponent(sessionId)}`;
}

/** The parts of an address; undefined for the path of a file. */
export function parseAddress(path: string): SessionAddress | undefined {
  const match = ADDRESS.exec(path);
  if (!match) return undefined;
  try {
    return { database: match[1] as string, sessionId: decodeURIComponent(match[2] as string) };
  } catch {
    return undefined;
  }
}

/** The file in which a session stands: the database of an address, and a path itself. */
export function fileOf(path: string): string {
  return parseAddress(path)?.database ?? path;
}

/** True where a file's name is that of a database that may hold sessions. */
export function isDatabaseName(name: string): boolean {
  return name.endsWith('.sqlite') && !LOCKS.test(name);
}

/** True where the name alone says "OpenClaw's sessions": such a database must not be passed over in silence when it cannot be read. */
export function isSurelyStore(database: string): boolean {
  return /(?:^|[\\/])openclaw-agent\.sqlite$/.test(database);
}

/** The database whose latest writes stand in this file; undefined for any other file. */
export function databaseOfLog(file: string): string | undefined {
  return file.endsWith('.sqlite-wal') ? file.slice(0, -'-wal'.length) : undefined;
}

/** Empty databases that OpenClaw uses as locks. */
const LOCKS = /[.-](?:lock|writer)\.sqlite$/;
