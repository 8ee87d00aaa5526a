/** Anything that can be let go of; VS Code's own Disposable fits. */
export interface Disposable {
  dispose(): void;
}

/** Holds what a part has registered. What is added after the end is disposed of at once, so nothing started late can leak. */
export class Disposables implements Disposable {
  readonly #items = new Set<Disposable>();
  #ended = false;

  add<T extends Disposable>(item: T): T {
    if (this.#ended) item.dispose();
    else this.#items.add(item);
    return item;
  }

  dispose(): void {
    this.#ended = true;
    const items = [...this.#items].reverse();
    this.#items.clear();
    for (const item of items) item.dispose();
  }
}
