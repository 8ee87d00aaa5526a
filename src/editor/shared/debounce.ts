import type { Disposable } from './disposables.ts';

/** Runs `action` once `delayMs` after the last call, but never later than `maxWaitMs` after the first, so that a stream of calls cannot starve it. */
export class Debounce implements Disposable {
  readonly #action: () => void;
  readonly #delayMs: number;
  readonly #maxWaitMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstCall: number | undefined;

  constructor(action: () => void, delayMs: number, maxWaitMs = delayMs * 5) {
    this.#action = action;
    this.#delayMs = delayMs;
    this.#maxWaitMs = maxWaitMs;
  }

  trigger(): void {
    const now = Date.now();
    this.#firstCall ??= now;
    clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(this.#delayMs, this.#firstCall + this.#maxWaitMs - now));
    this.#timer = setTimeout(() => {
      this.dispose();
      this.#action();
    }, wait);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#firstCall = undefined;
  }
}
