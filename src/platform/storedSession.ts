/** A session of a store as it is listed: enough to see that it has changed. */
export interface StoredSession {
  id: string;
  /** Records; they are only ever added, or all written anew. 1 for what was put aside as a whole. */
  rows: number;
  /** Milliseconds since the epoch; 0 where the store does not tell. */
  updatedAt: number;
}

/** A record of a store, as the text of one line. */
export interface StoredRecord {
  /** Undefined where it could not be unpacked. */
  text: string | undefined;
  /** True where it is not as long as the store says it was written. */
  isChanged?: boolean;
}
