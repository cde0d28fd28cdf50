/**
 * Tells other processes that there is a message for them, and hears it: LISTEN and NOTIFY, outside of every step's
 * transaction (a NOTIFY within would have all commits of the server wait for one another). A notice is a hint and may be
 * lost: messages themselves are rows. It knows no call.
 */
import type { Clock } from '../../clock/clock.ts';
import type { Connections } from './connection.ts';

/** Between attempts to listen again. */
const listenAgainMs = 1_000;
/** While nobody can listen (a pooler in between, a lost connection): how often to look instead. */
const lookMs = 200;

/** A notice for all. */
export const everybody = '*';

/** The notices of one store. */
export class Notices {
  readonly #connections: Connections;
  readonly #clock: Clock;
  readonly #channel: string;
  readonly #waiting = new Set<string>();
  #isSending = false;

  constructor(connections: Connections, clock: Clock, name: string) {
    this.#connections = connections;
    this.#clock = clock;
    this.#channel = `callchart_${name}`.slice(0, 63);
  }

  /** Tells these, soon: what is told while a notice is on its way goes together in the next. */
  tell(whom: Iterable<string>): void {
    for (const one of whom) this.#waiting.add(one);
    if (!this.#isSending && this.#waiting.size > 0) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.size > 0) {
      const values = [this.#channel, [...this.#waiting].join()];
      this.#waiting.clear();
      // Who is not told looks by itself.
      await this.#connections.run({ text: 'SELECT pg_notify($1, $2)', values }).catch(() => undefined);
    }
    this.#isSending = false;
  }

  /** Calls `wake` when `whom()` or everybody is told, or, while that cannot be heard, now and then. */
  hear(whom: () => string, wake: () => void): () => void {
    let isOver = false;
    let hangUp = (): void => {};
    let cancel = (): void => {};
    const listen = async (): Promise<void> => {
      const hears = (text: string): void => {
        if (text.split(',').some((one) => one === everybody || one === whom())) wake();
      };
      const lost = (): void => {
        hangUp();
        if (!isOver) look(0);
      };
      try {
        hangUp = await this.#connections.listen(this.#channel, hears, lost);
        if (isOver) hangUp();
        // What was told before this moment was not heard.
        else wake();
      } catch {
        look(0);
      }
    };
    const look = (sinceMs: number): void => {
      if (isOver) return;
      wake();
      cancel = this.#clock.schedule(lookMs, () => (sinceMs >= listenAgainMs ? void listen() : look(sinceMs + lookMs)));
    };
    void listen();
    return () => {
      isOver = true;
      cancel();
      hangUp();
    };
  }
}
