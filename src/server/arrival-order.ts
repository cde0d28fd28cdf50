/**
 * Keeps the order of arrival over work that finishes in any order: signatures are verified side by side on a thread
 * pool, but two webhooks of one call must reach its machine as they came. It knows nothing of webhooks.
 */

/** A queue of things that are prepared side by side and handed on one after the other. */
export class ArrivalOrder {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Hands on what is being prepared, once all that came before it was handed on. The next one waits until `handOn` was
   * called, not until what it returned is there.
   *
   * @returns what `handOn` returned; rejects if `prepared` does, and then nothing is handed on
   */
  async handOn<T, R>(prepared: Promise<T>, handOn: (value: T) => R | Promise<R>): Promise<R> {
    const before = this.#last;
    // In an object, so that nobody waits for what it promises.
    const handing = Promise.all([prepared, before]).then(([value]) => ({ result: handOn(value) }));
    // Whoever failed must not hold up those after it, nor let them overtake those before it.
    this.#last = Promise.allSettled([before, handing]);
    return (await handing).result;
  }
}
