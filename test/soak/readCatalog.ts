import { setTimeout } from 'node:timers/promises';
import { SessionCatalog } from '../../src/editor/sessions/sessionCatalog.ts';
import { TraceWatcher } from '../../src/platform/traceWatcher.ts';
import type { SessionSummary } from '../../src/protocol/sessionSummary.ts';
import type { CallContext } from '../../src/worker/callServer.ts';
import { createHandlers } from '../../src/worker/createHandlers.ts';

const settings = { prices: [] };

interface CatalogRun {
  sessions: readonly SessionSummary[];
  /** Files that the worker was asked to read. */
  read: number;
  /** Wall time in milliseconds until the list was whole, and until changes would be heard. */
  listedMs: number;
  listeningMs: number;
  problems: string[];
}

/** Lists a folder's sessions as the editor does, with the worker's handlers on this thread; rows are kept in `storage`. */
export async function readCatalog(root: string, storage: string): Promise<CatalogRun> {
  const handlers = createHandlers({ storage, version: 'soak', log: () => {} });
  const contextFor = (signal: AbortSignal): CallContext => ({ signal, progress: () => {}, breathe: () => Promise.resolve() });
  const problems: string[] = [];
  let read = 0;
  let isListening = false;
  const catalog = new SessionCatalog(
    {
      watch: (roots, onChange) => {
        const watcher = new TraceWatcher(roots, onChange, { reconcileMs: 0, onProblem: (message) => void problems.push(message) });
        void watcher.listening.then(() => (isListening = true));
        return watcher;
      },
      recall: async (paths, signal) => handlers.recall({ paths, settings }, contextFor(signal)),
      summarize: async (paths, removed, signal) => {
        read += paths.length;
        return handlers.summarize({ paths, removed, settings }, contextFor(signal));
      },
      isCancelled: () => false,
      log: (message) => void problems.push(message),
    },
    1,
  );
  try {
    const begun = performance.now();
    catalog.setRoots([root]);
    while (catalog.state !== 'ready') await setTimeout(5);
    const listedMs = performance.now() - begun;
    // The watching holds up no process: somebody must.
    while (!isListening) await setTimeout(5);
    const listeningMs = performance.now() - begun;
    await handlers.flush({}, contextFor(new AbortController().signal));
    return { sessions: catalog.sessions(), read, listedMs, listeningMs, problems };
  } finally {
    catalog.dispose();
  }
}
