import type { SourcePointer } from '../session/session.ts';
import type { RecordPlace } from './reader.ts';

/** The pointer to a record, or to a value inside a document; where that has no place of its own, to the record. */
export function pointer(place: RecordPlace, ...path: (string | number)[]): SourcePointer {
  const { line, offset, length } = (path.length > 0 ? place.find?.(...path) : undefined) ?? place;
  return { source: 0, line, offset, length };
}
