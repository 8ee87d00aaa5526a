import type { Disposable } from './disposables.ts';

export type Event<T> = (listener: (value: T) => unknown) => Disposable;

/** An event source without an editor, so that what fires it can be tested without one. Its `event` fits where VS Code wants an Event. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => unknown>();

  readonly event: Event<T> = (listener) => {
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
