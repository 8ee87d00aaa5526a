import type { Session } from '../session/session.ts';
import { FORMATS } from './formats.ts';
import { SessionFileReader } from './readSession.ts';
import type { Hasher } from './sha256.ts';

const NEWLINE = new Uint8Array([0x0a]);

/** Nobody asks for the digest of a few records. */
const NO_HASH: Hasher = { update: () => {}, digestHex: () => '' };

/**
 * The session that a few records of a file make by themselves: what its format's reader finds in them, without all that stands around
 * them. Pointers in it count from the first of these records. Undefined for an unknown format, and where the records say nothing alone,
 * as the parts of a JSON document.
 */
export function readRecords(formatId: string, path: string, records: readonly Uint8Array[]): Session | undefined {
  const format = FORMATS.find(({ id }) => id === formatId);
  if (!format) return undefined;
  // The whole file has shown what it is; a record alone need not.
  const reader = new SessionFileReader(path, NO_HASH, [{ ...format, recognise: () => 1 }]);
  for (const record of records) {
    reader.push(record);
    reader.push(NEWLINE);
  }
  return reader.snapshot().session;
}
