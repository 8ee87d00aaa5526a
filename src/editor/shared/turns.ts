/** Runs actions one after the other, in the order they came: each begins with the state that the last one left. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as the action does; an action that fails holds up no other. */
  take(action: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(action);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
