/** A thread that does what a test says: it records what it is sent, and answers, refuses or dies on demand. */
import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { ThreadMessage, ThreadRequest } from '../../../src/stores/sqlite/thread-messages.ts';

/** One thread; it opens by itself unless it is told what to say first. */
export class ScriptedThread extends EventEmitter {
  /** What arrived, message by message. */
  readonly received: (readonly ThreadRequest[])[] = [];
  isHolding = true;

  readonly #first: ThreadMessage | 'death';

  constructor(first: ThreadMessage | 'death' = { kind: 'opened' }) {
    super();
    this.#first = first;
  }

  get requests(): readonly ThreadRequest[] {
    return this.received.flat();
  }

  /** Answers everything that arrived and is in the range, commits with 'written' and reads with their method's name. */
  answer(from = 0, to = this.requests.length): void {
    const replies = this.requests.slice(from, to).map((request) => ({
      id: request.id,
      value:
        request.kind === 'commit'
          ? request.group.rows.map(() => 'written')
          : request.kind === 'read'
            ? request.method
            : undefined,
    }));
    this.say({ kind: 'replies', replies });
  }

  say(message: ThreadMessage): void {
    this.emit('message', message);
  }

  die(why?: string): void {
    if (why !== undefined) this.emit('error', new Error(why));
    this.emit('exit', 1);
  }

  postMessage(requests: readonly ThreadRequest[]): void {
    this.received.push(requests);
  }

  ref(): void {
    this.isHolding = true;
  }

  unref(): void {
    this.isHolding = false;
  }

  /** Begins, as what a store starts. */
  start(): Worker {
    queueMicrotask(() => {
      if (this.#first !== 'death') this.say(this.#first);
      if (this.#first === 'death' || this.#first.kind === 'refused') this.die();
    });
    return this as unknown as Worker;
  }
}
