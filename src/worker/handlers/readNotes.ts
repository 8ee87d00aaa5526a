import type { UnreadSession } from '../../core/costcraft/patch.ts';
import type { SessionNotes } from '../../core/costcraft/sessionNotes.ts';
import type { WorkerSettings } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { NoteBook } from '../noteBook.ts';

/** The notes of sessions, and which of them could not be read, by path. */
export interface ReadNotes {
  read: Map<string, SessionNotes>;
  unread: Map<string, UnreadSession>;
}

/** Each session once. `total`: as many steps as the whole call has, of which these are the first. */
export async function readNotes(
  paths: readonly string[],
  { settings, total }: { settings: WorkerSettings; total: number },
  context: CallContext,
  book: NoteBook,
): Promise<ReadNotes> {
  const notes: ReadNotes = { read: new Map(), unread: new Map() };
  for (const [done, path] of paths.entries()) {
    context.progress(done, total, path);
    await context.breathe();
    const found = await book.get(path, settings, context.signal);
    if ('kind' in found) notes.unread.set(path, { path, reason: found.reason });
    else notes.read.set(path, found);
  }
  return notes;
}
