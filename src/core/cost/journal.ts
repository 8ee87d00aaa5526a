/**
 * Takes back what is done after a mark. Whoever changes an object says so before, in `touch`; while no mark is set that costs nothing.
 */
export class Journal {
  #undo: (() => void)[] | undefined;

  /** From now on everything is noted. */
  mark(): void {
    this.#undo = [];
  }

  /** The object's own fields will be what they are now. */
  touch(object: object): void {
    if (!this.#undo) return;
    const before = { ...object };
    this.#undo.push(() => Object.assign(object, before));
  }

  /** For what `touch` cannot know. */
  note(undo: () => void): void {
    this.#undo?.push(undo);
  }

  /** Undoes everything since the mark, the last first, and notes nothing any more. */
  takeBack(): void {
    const undo = this.#undo ?? [];
    this.#undo = undefined;
    while (undo.length > 0) undo.pop()?.();
  }
}
