/**
 * The line between a store and its thread: requests go over it in order, answers come back. What waits is bounded. When
 * the thread dies, another takes its place and is asked once more what was not answered. It knows no SQL.
 */
import type { Clock } from '../../clock/clock.ts';
import { CallchartError } from '../../errors/callchart-error.ts';
import type { CommitResult } from '../store.ts';
import type { CallsFile } from './calls-file.ts';
import type { CommitRow } from './commit-row.ts';
import { type OpenThread, openThread, type StartThread } from './open-thread.ts';
import { sizeOf } from './request-groups.ts';
import {
  fromSentError,
  type Reading,
  type ThreadOptions,
  type ThreadReply,
  type ThreadRequest,
} from './thread-messages.ts';

/** How much may wait for an answer. One request more than this is taken when nothing else waits. */
export const mostWaiting = { requests: 20_000, commits: 20_000, textUnits: 64 * 1024 * 1024 };

/** How many threads are asked the same: what ends one may be in what was asked. */
const mostThreads = 2;

/** How long a thread that could not be replaced is not tried again. */
const pauseMs = 1_000;

/** What was asked and is not answered. */
interface Waiting {
  readonly request: ThreadRequest;
  readonly size: ReturnType<typeof sizeOf>;
  /** How many threads it was sent to. */
  sent: number;
  // What the answer is, the question knows.
  resolve(value: never): void;
  reject(error: unknown): void;
}

/** What can be asked, before it has its number. */
type Question = ThreadRequest extends infer Request ? (Request extends unknown ? Omit<Request, 'id'> : never) : never;

/** The line of one store. */
export class ThreadLink {
  readonly #options: ThreadOptions;
  readonly #clock: Clock;
  readonly #start: StartThread | undefined;
  /** In the order in which it was asked. */
  readonly #waiting = new Map<number, Waiting>();
  #unsent: Waiting[] = [];
  #commits = 0;
  #textUnits = 0;
  #lastId = 0;
  #thread: OpenThread | undefined;
  #isOpening = false;
  #isClosing = false;
  #failure: { readonly at: number; readonly error: unknown } | undefined;

  private constructor(options: ThreadOptions, clock: Clock, start: StartThread | undefined) {
    this.#options = options;
    this.#clock = clock;
    this.#start = start;
  }

  /** Starts a thread that opens the file. @throws CallchartError `store.*` when it cannot be had */
  static async open(options: ThreadOptions, clock: Clock, start?: StartThread): Promise<ThreadLink> {
    const link = new ThreadLink(options, clock, start);
    link.#thread = await link.#open();
    return link;
  }

  commit(rows: readonly CommitRow[], now: number): Promise<readonly CommitResult[]> {
    return this.#ask({ kind: 'commit', group: { rows, now, isRepeat: false } });
  }

  read<Method extends Reading>(
    method: Method,
    ...args: Parameters<CallsFile[Method]>
  ): Promise<ReturnType<CallsFile[Method]>> {
    return this.#ask({ kind: 'read', method, args });
  }

  /** After everything that was asked before; then the thread ends. */
  async close(): Promise<void> {
    this.#isClosing = true;
    // A thread that is gone has let go of the file.
    if (this.#thread === undefined && !this.#isOpening) return;
    await this.#ask<void>({ kind: 'close' });
  }

  #ask<Answer>(question: Question): Promise<Answer> {
    const request = { ...question, id: ++this.#lastId } as ThreadRequest;
    const size = sizeOf(request);
    if (request.kind !== 'close' && this.#isFull(size)) return Promise.reject(this.#busy());
    if (this.#isPausing()) return Promise.reject(this.#failure?.error);
    return new Promise<Answer>((resolve, reject) => {
      const one: Waiting = { request, size, sent: 0, resolve, reject };
      this.#commits += size.commits;
      this.#textUnits += size.textUnits;
      this.#waiting.set(request.id, one);
      this.#unsent.push(one);
      // What is asked in the same turn of the event loop goes together.
      if (this.#unsent.length === 1) queueMicrotask(() => this.#send());
    });
  }

  #isFull({ commits, textUnits }: Waiting['size']): boolean {
    if (this.#waiting.size === 0) return false;
    return (
      this.#waiting.size >= mostWaiting.requests ||
      this.#commits + commits > mostWaiting.commits ||
      this.#textUnits + textUnits > mostWaiting.textUnits
    );
  }

  #send(): void {
    if (this.#thread === undefined) {
      void this.#replace();
      return;
    }
    const unsent = this.#unsent;
    if (unsent.length === 0) return;
    this.#unsent = [];
    for (const one of unsent) one.sent += 1;
    this.#thread.setBusy(true);
    this.#thread.send(unsent.map(toSend));
  }

  #replied(replies: readonly ThreadReply[]): void {
    for (const reply of replies) {
      const one = this.#take(reply.id);
      if ('error' in reply) one?.reject(fromSentError(reply.error));
      else one?.resolve(reply.value as never);
    }
    if (this.#waiting.size === 0) this.#thread?.setBusy(false);
  }

  #take(id: number): Waiting | undefined {
    const one = this.#waiting.get(id);
    if (one === undefined) return undefined;
    this.#waiting.delete(id);
    this.#commits -= one.size.commits;
    this.#textUnits -= one.size.textUnits;
    return one;
  }

  #ended(why: string | undefined): void {
    this.#thread = undefined;
    if (this.#isClosing && this.#waiting.size === 0) return;
    const { file } = this.#options;
    const because = why ?? 'it ended by itself';
    process.emitWarning(`The thread of the store ${file} ended (${because}). Another one takes its place.`, {
      type: 'CallchartWarning',
      code: 'store.thread',
    });
    for (const one of this.#waiting.values()) {
      if (one.sent >= mostThreads) this.#take(one.request.id)?.reject(unanswered(one.request, file, because));
    }
    this.#unsent = [...this.#waiting.values()];
    if (this.#unsent.length > 0) void this.#replace();
  }

  /** Starts another thread and sends it everything that waits. */
  async #replace(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    try {
      this.#thread = await this.#open();
      this.#failure = undefined;
      this.#isOpening = false;
      this.#send();
    } catch (error) {
      this.#failure = { at: this.#clock.now(), error };
      this.#isOpening = false;
      this.#unsent = [];
      for (const id of this.#waiting.keys()) this.#take(id)?.reject(error);
    }
  }

  #open(): Promise<OpenThread> {
    const listener = {
      replied: (replies: readonly ThreadReply[]) => this.#replied(replies),
      ended: (why: string | undefined) => this.#ended(why),
    };
    return openThread(this.#options, listener, this.#start);
  }

  /** The last attempt to replace the thread has just failed. */
  #isPausing(): boolean {
    return this.#failure !== undefined && Math.abs(this.#clock.now() - this.#failure.at) < pauseMs;
  }

  #busy(): CallchartError {
    const waiting = this.#commits;
    return new CallchartError(
      'store.busy',
      `${waiting} commits wait for the disk already, as many as are kept waiting. Try again in a second.`,
      { retryable: true, details: { file: this.#options.file, waiting } },
    );
  }
}

/** As it is sent: whatever another thread was sent before, it may have written. */
function toSend({ request, sent }: Waiting): ThreadRequest {
  if (request.kind !== 'commit' || sent === 1) return request;
  return { ...request, group: { ...request.group, isRepeat: true } };
}

function unanswered({ kind }: ThreadRequest, file: string, why: string): CallchartError {
  const options = { retryable: true, details: { file } };
  const what = `The thread of the store ${file} ended (${why}), and so did another in its place.`;
  if (kind !== 'commit') return new CallchartError('store.thread', `${what} Try again.`, options);
  return new CallchartError(
    'store.unknown_outcome',
    `${what} What was committed is written as a whole, or nothing of it is. Try again: what is written will be a duplicate or a conflict.`,
    options,
  );
}
