/**
 * `callchart serve` under a supervisor: a real process that is killed and started again on the same file. Whoever wants
 * something of it waits until there is one.
 */
import { Running } from '../cli/built-cli.ts';

/** Where the process that runs now can be reached. */
export interface Reachable {
  readonly url: string;
  /** Base URL of the call routes. */
  readonly calls: string;
}

/** The server, whichever process it is. */
export class SupervisedServer {
  readonly #args: readonly string[];
  readonly #options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  #running: Running | undefined;
  #reachable: Promise<Reachable> = Promise.reject(new Error('it was not started'));

  constructor(args: readonly string[], options: { cwd: string; env: Readonly<Record<string, string>> }) {
    this.#args = args;
    this.#options = options;
    this.#reachable.catch(() => {});
  }

  /** The process that runs now, when it takes requests. It may be dead a moment later. */
  get reachable(): Promise<Reachable> {
    return this.#reachable;
  }

  get running(): Running | undefined {
    return this.#running;
  }

  /** Starts a process; does not wait for it. */
  start(): void {
    const running = new Running(this.#args, this.#options);
    this.#running = running;
    this.#reachable = (async () => {
      const [, url = ''] = await running.printed(/^Webhooks: (http:\S+)$/m);
      const [, calls = ''] = await running.printed(/^Calls: (http:\S+)/m);
      return { url, calls };
    })();
    this.#reachable.catch(() => {});
  }

  /** Ends the process, and starts the next one when it is gone. @returns its exit code and what it said */
  async endAndStart(signal: NodeJS.Signals): ReturnType<Running['stop']> {
    const ended = await this.stop(signal);
    this.start();
    return ended;
  }

  /** Asks the process to end. @returns its exit code and what it said */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): ReturnType<Running['stop']> {
    if (this.#running === undefined) throw new Error('it was not started');
    return this.#running.stop(signal);
  }
}
