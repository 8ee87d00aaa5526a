import { messageOf } from '../core/session/messageOf.ts';
import type { CallName, FromWorker, WorkerCalls } from '../protocol/workerMessages.ts';

/** What a handler needs beside its request. */
export interface CallContext {
  signal: AbortSignal;
  progress(done: number, total: number, label: string): void;
  /**
   * Lets messages in, above all a cancel, and throws if one came: to be awaited between files and between long steps, since nothing
   * is received while code runs.
   */
  breathe(): Promise<void>;
}

export type Handlers = {
  [K in CallName]: (
    request: WorkerCalls[K]['request'],
    context: CallContext,
  ) => Promise<WorkerCalls[K]['answer']> | WorkerCalls[K]['answer'];
};

interface Queued {
  id: number;
  name: CallName;
  request: unknown;
  abort: AbortController;
}

/** Serves calls one at a time, in the order they came; a cancelled one is answered at once and left at its next pause. */
export class CallServer {
  readonly #handlers: Handlers;
  readonly #post: (message: FromWorker) => void;
  readonly #queue: Queued[] = [];
  #running: Queued | undefined;

  constructor(handlers: Handlers, post: (message: FromWorker) => void) {
    this.#handlers = handlers;
    this.#post = post;
  }

  /** Takes any value: what is not a message of the protocol is dropped. */
  receive(message: unknown): void {
    if (!isRecord(message) || typeof message.id !== 'number') return;
    if (message.type === 'cancel') {
      this.#cancel(message.id);
    } else if (message.type === 'call' && this.#isCallName(message.name)) {
      this.#queue.push({ id: message.id, name: message.name, request: message.request, abort: new AbortController() });
      if (!this.#running) void this.#serve();
    }
  }

  #isCallName(name: unknown): name is CallName {
    return typeof name === 'string' && Object.hasOwn(this.#handlers, name);
  }

  #cancel(id: number): void {
    if (this.#running?.id === id) this.#running.abort.abort();
    const at = this.#queue.findIndex((queued) => queued.id === id);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    this.#post({ type: 'error', id, message: 'cancelled', cancelled: true });
  }

  async #serve(): Promise<void> {
    for (;;) {
      const next = this.#queue.shift();
      this.#running = next;
      if (!next) return;
      this.#post(await this.#answer(next));
    }
  }

  async #answer({ id, name, request, abort }: Queued): Promise<FromWorker> {
    const { signal } = abort;
    const context: CallContext = {
      signal,
      progress: (done, total, label) => this.#post({ type: 'progress', id, done, total, label }),
      breathe: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      },
    };
    try {
      const handler = this.#handlers[name] as (request: unknown, context: CallContext) => unknown;
      return { type: 'answer', id, answer: await handler(request, context) };
    } catch (error) {
      return { type: 'error', id, message: messageOf(error), cancelled: signal.aborted };
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
