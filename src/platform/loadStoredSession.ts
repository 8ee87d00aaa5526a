import { SessionFileReader } from '../core/readers/readSession.ts';
import { withStoredFacts } from '../core/readers/openclaw/storedFacts.ts';
import type { Hasher } from '../core/readers/sha256.ts';
import type { Warning } from '../core/session/session.ts';
import type { LoadResult } from './loadSession.ts';
import { OpenclawStore } from './openclawStore.ts';
import { UnreadableFile } from './readChunks.ts';
import { formatAddress } from './sessionAddress.ts';
import type { SessionAddress } from './sessionAddress.ts';

/** After so many bytes others get their turn, so that a cancellation is heard. */
const BREATH_BYTES = 4 * 1024 * 1024;

const LINE_END = Buffer.from('\n');

/**
 * Reads one session of a database. Its records are the lines of a session file, so that the same reader takes them: line N is the session's
 * Nth row. Throws only the signal's reason.
 */
export async function loadStoredSession(address: SessionAddress, hasher: Hasher, signal?: AbortSignal): Promise<LoadResult> {
  const { database, sessionId } = address;
  const path = formatAddress(address);
  let store: OpenclawStore | undefined;
  try {
    store = new OpenclawStore(database);
    if (!store.hasSessions) return { kind: 'not-a-trace', path, damaged: false, reason: 'the database holds no sessions of OpenClaw' };
    const reader = new SessionFileReader(path, hasher);
    const lost: Warning[] = [];
    let [row, breath] = [0, 0];
    for (const { text, isChanged } of store.records(sessionId)) {
      row++;
      if (text === undefined) lost.push({ code: 'bad-line', message: `row ${row} could not be unpacked and was skipped` });
      if (isChanged === true)
        lost.push({ code: 'bad-line', message: `row ${row} is not as long as it was written: its bytes have changed` });
      const line = Buffer.from(text ?? '');
      reader.push(line);
      reader.push(LINE_END);
      breath += line.length;
      if (breath < BREATH_BYTES) continue;
      breath = 0;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
    if (row === 0) return { kind: 'unreadable', path, reason: 'the database holds no such session' };
    const result = reader.snapshot();
    if (!result.session) return { kind: 'not-a-trace', path, damaged: result.damaged, reason: result.notATrace };
    const { warnings } = result.session;
    return {
      kind: 'session',
      path,
      session: withStoredFacts({ ...result.session, warnings: [...warnings, ...lost] }, store.factsOf(sessionId)),
    };
  } catch (error) {
    if (error instanceof UnreadableFile) return { kind: 'unreadable', path, reason: error.reason };
    throw error;
  } finally {
    store?.close();
  }
}
