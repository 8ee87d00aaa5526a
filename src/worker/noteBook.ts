import { noteSession } from '../core/costcraft/noteSession.ts';
import { NOTES_VERSION } from '../core/costcraft/sessionNotes.ts';
import type { SessionNotes } from '../core/costcraft/sessionNotes.ts';
import type { NotLoaded } from '../platform/loadSession.ts';
import type { WorkerSettings } from '../protocol/workerMessages.ts';
import { KeptByFile } from './keptByFile.ts';
import type { KeepOptions } from './keptByFile.ts';
import type { SessionStore } from './sessionStore.ts';

/** Notes of a very long session; such a session takes seconds to read, so they are worth their place. */
const MAX_NOTES_CHARS = 4 * 1024 * 1024;

/** What CostCraft has noted of sessions, kept for the next run. */
export class NoteBook {
  readonly #store: SessionStore;
  readonly #kept: KeptByFile<SessionNotes>;

  constructor(store: SessionStore, options: KeepOptions) {
    this.#store = store;
    this.#kept = new KeptByFile(store, options, `notes-${NOTES_VERSION}`, MAX_NOTES_CHARS);
  }

  /** The notes of a session as its files are now. The session itself is let go of. */
  async get(file: string, settings: WorkerSettings, signal: AbortSignal): Promise<SessionNotes | NotLoaded> {
    const known = await this.#kept.recall(file, settings);
    if (known) return known;
    const stamp = await this.#kept.stamp(file, settings);
    const loaded = await this.#store.glance(file, settings, signal);
    if (loaded.kind !== 'session') return loaded;
    const notes = noteSession(loaded.analyzed);
    await this.#kept.keep(file, stamp, notes, settings);
    return notes;
  }

  /** Writes what is not on disk yet. */
  flush(): Promise<void> {
    return this.#kept.flush();
  }
}
