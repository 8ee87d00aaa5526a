import type { Session, Source, Warning } from '../session/session.ts';
import type { RecordPlace, SessionReader } from './reader.ts';

/** Makes a session of a whole document. */
export type ReadDocument = (value: unknown, place: RecordPlace, source: Source, warnings: readonly Warning[]) => Session;

/** A reader for formats whose session is one JSON document: the first record. Others in the file are named and passed over. */
export function firstDocument(read: ReadDocument): SessionReader {
  let document: { value: unknown; place: RecordPlace } | undefined;
  let others = 0;
  return {
    record(value, place) {
      if (document) others++;
      else document = { value, place };
    },
    session(source, warnings) {
      const { value, place } = document ?? { value: undefined, place: { line: 1, offset: 0, length: 0 } };
      const ignored: Warning[] =
        others === 0
          ? []
          : [{ code: 'more-documents', message: `${others} more JSON documents in the file were not read: a session is one` }];
      return read(value, place, source, [...warnings, ...ignored]);
    },
  };
}
