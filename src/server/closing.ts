/**
 * What has to be closed again: in the opposite order of opening, once, and all of it even if a part fails.
 */

/** Things that are open. */
export class Closing {
  readonly #steps: (() => Promise<void>)[] = [];
  #closed: Promise<void> | undefined;

  /** Remembers how to close what was just opened. */
  opened(close: () => Promise<void>): void {
    this.#steps.push(close);
  }

  /** Closes everything; a second time waits for the first. @throws the first error of a part, when all are closed */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
