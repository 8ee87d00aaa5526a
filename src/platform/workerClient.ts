import { Worker } from 'node:worker_threads';
import { messageOf } from '../core/session/messageOf.ts';
import type { CallName, FromWorker, ToWorker, WorkerCalls, WorkerData } from '../protocol/workerMessages.ts';

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (progress: { done: number; total: number; label: string }) => void;
}

/** Raised for a call that was given up: by its signal, or because the client was disposed. */
export class CallCancelled extends Error {
  constructor() {
    super('The call was cancelled.');
    this.name = 'CallCancelled';
  }
}

export interface WorkerOptions {
  data?: WorkerData;
  onLog?: (message: string) => void;
  /** The thread has ended by itself, with all that it remembered. Called before the calls under way fail. */
  onCrash?: (message: string) => void;
}

interface Pending {
  resolve(answer: never): void;
  reject(error: Error): void;
  onProgress: CallOptions['onProgress'];
  settled(): void;
}

/**
 * The analysis worker as typed calls. The thread starts with the first call, and again with the next call after it has crashed;
 * what was under way then fails with a message and is not repeated by itself, since it may be what brought the worker down.
 */
export class WorkerClient {
  readonly #file: string | URL;
  readonly #options: WorkerOptions;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #lastId = 0;
  #disposed = false;

  constructor(file: string | URL, options: WorkerOptions = {}) {
    this.#file = file;
    this.#options = options;
  }

  /** Throws CallCancelled when cancelled, and else an Error whose message is fit for people. */
  call<K extends CallName>(name: K, request: WorkerCalls[K]['request'], options: CallOptions = {}): Promise<WorkerCalls[K]['answer']> {
    const { signal } = options;
    if (this.#disposed || signal?.aborted) return Promise.reject(new CallCancelled());
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      // First, so that a request that cannot be cloned leaves nothing behind.
      this.#post(worker, { type: 'call', id, name, request } as ToWorker);
      const cancel = (): void => {
        this.#post(worker, { type: 'cancel', id });
        this.#answered(id)?.reject(new CallCancelled());
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const settled = (): void => signal?.removeEventListener('abort', cancel);
      this.#pending.set(id, { resolve: resolve, reject, onProgress: options.onProgress, settled });
    });
  }

  /** Lets the worker write what it keeps for the next time, where one runs, and waits for that at most so many milliseconds. */
  async settle(withinMs: number): Promise<void> {
    if (!this.#worker) return;
    const signal = AbortSignal.timeout(withinMs);
    await this.call('flush', {}, { signal }).catch(() => {});
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#rejectAll(() => new CallCancelled());
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { name: 'clawtrace', workerData: this.#options.data });
    let crash = 'it stopped by itself';
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error: unknown) => {
      crash = messageOf(error);
    });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      const message = `The analysis stopped unexpectedly (${crash}). It starts again with the next request.`;
      this.#options.onCrash?.(message);
      this.#rejectAll(() => new Error(message));
    });
    return worker;
  }

  #post(worker: Worker, message: ToWorker): void {
    worker.postMessage(message);
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'progress':
        this.#pending.get(message.id)?.onProgress?.({ done: message.done, total: message.total, label: message.label });
        return;
      case 'answer':
        this.#answered(message.id)?.resolve(message.answer as never);
        return;
      case 'error':
        this.#answered(message.id)?.reject(message.cancelled ? new CallCancelled() : new Error(message.message));
        return;
      case 'log':
        this.#options.onLog?.(message.message);
        return;
      default:
        message satisfies never;
    }
  }

  #answered(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.settled();
    return pending;
  }

  #rejectAll(reason: () => Error): void {
    for (const id of [...this.#pending.keys()]) this.#answered(id)?.reject(reason());
  }
}
