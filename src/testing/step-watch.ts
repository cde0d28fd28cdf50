/**
 * When a process may die without leaving more behind than a step: it has made one, and no command of a call is on its
 * way. It knows what steps leave to be sent, and ends no process.
 */
import type { Runtime } from '../runtime/runtime.ts';

/** Watches processes that follow one another. */
export class StepWatch {
  #hasStepped = false;
  readonly #sending = new Set<string>();

  /** Watches this process, too. */
  watch(runtime: Pick<Runtime, 'subscribe'>): void {
    runtime.subscribe(({ record }) => {
      this.#hasStepped = true;
      const { callId } = record;
      const sends = record.phase !== 'routing' && record.commands.some(({ readyAt }) => readyAt !== undefined);
      if (sends) this.#sending.add(callId);
      else this.#sending.delete(callId);
    });
  }

  /** Whether there was a step since the last time that there was one, and everything that it sent is answered. */
  takeStep(): boolean {
    if (!this.#hasStepped || this.#sending.size > 0) return false;
    this.#hasStepped = false;
    return true;
  }
}
