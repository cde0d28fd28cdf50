/**
 * A thread with a store's file open, as the store holds it: it is there or it is not, it is told what to do, and its end
 * is noticed. It knows no request.
 */
import type { Worker } from 'node:worker_threads';
import { CallchartError } from '../../errors/callchart-error.ts';
import { startThread } from './start-thread.ts';
import {
  fromSentError,
  type ThreadMessage,
  type ThreadOptions,
  type ThreadReply,
  type ThreadRequest,
} from './thread-messages.ts';

/** Starts a thread. */
export type StartThread = (options: ThreadOptions) => Worker;

/** Who hears from a thread. */
export interface ThreadListener {
  replied(replies: readonly ThreadReply[]): void;
  /** The thread is gone, whoever wanted it; what went wrong, if anything did. It says nothing more. */
  ended(why: string | undefined): void;
}

/** A thread that has the file. */
export interface OpenThread {
  send(requests: readonly ThreadRequest[]): void;
  /** Whether something is waited for: a thread that has nothing to do does not keep the process alive. */
  setBusy(isBusy: boolean): void;
}

/**
 * Starts a thread and waits until it has the file.
 *
 * @throws CallchartError `store.thread` when none can be started, or why it does not get the file: `store.*`
 */
export function openThread(
  options: ThreadOptions,
  listener: ThreadListener,
  start: StartThread = startThread,
): Promise<OpenThread> {
  return new Promise((resolve, reject) => {
    let isOpen = false;
    let refused: CallchartError | undefined;
    let why: string | undefined;
    const fail = (cause: unknown): void => {
      why ??= cause instanceof Error ? cause.message : String(cause);
    };
    let worker: Worker;
    try {
      worker = start(options);
    } catch (error) {
      reject(notStarted(options.file, error));
      return;
    }
    worker.on('message', (message: ThreadMessage) => {
      switch (message.kind) {
        case 'opened':
          isOpen = true;
          worker.unref();
          return resolve({
            send: (requests) => worker.postMessage(requests),
            setBusy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
          });
        case 'refused':
          refused = fromSentError(message.error);
          return;
        case 'replies':
          return listener.replied(message.replies);
        default:
          return message satisfies never;
      }
    });
    worker.on('error', fail);
    // What cannot be read is an answer that somebody waits for: it has to be asked for again, of another thread. This one
    // ends by itself: ended from outside in the midst of a statement, the driver for Node 20 aborts the whole process.
    worker.on('messageerror', (error) => {
      fail(error);
      worker.postMessage([{ id: 0, kind: 'close' }] satisfies readonly ThreadRequest[]);
    });
    worker.on('exit', () => {
      if (isOpen) listener.ended(why);
      else reject(refused ?? notStarted(options.file, why ?? 'it ended at once'));
    });
  });
}

function notStarted(file: string, cause: unknown): CallchartError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CallchartError(
    'store.thread',
    `The thread of the store ${file} could not be started: ${why}. Check how much memory is left, and how many processes this user may have.`,
    { retryable: true, details: { file }, ...(cause instanceof Error && { cause }) },
  );
}
