/**
 * A store whose "thread" is the test's own, at the other end of a message channel: everything goes the way that it goes
 * to a real one, which takes a hundred times as long to start. It knows no SQL.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel, type Worker } from 'node:worker_threads';
import { systemClock } from '../../../src/clock/clock.ts';
import { SqliteStore } from '../../../src/stores/sqlite/sqlite-store.ts';
import { ThreadLink } from '../../../src/stores/sqlite/thread-link.ts';
import type { ThreadOptions } from '../../../src/stores/sqlite/thread-messages.ts';
import { serveFile } from '../../../src/stores/sqlite/thread-service.ts';

/** Opens one. */
export async function openLocally(file: string): Promise<SqliteStore> {
  const link = await ThreadLink.open({ file, lockTimeoutMs: 1_000 }, systemClock, startLocally);
  return new SqliteStore(link, file, systemClock);
}

/** As much of a worker as a store uses. */
function startLocally(options: ThreadOptions): Worker {
  const { port1: outside, port2: inside } = new MessageChannel();
  const worker = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => outside.postMessage(message),
    ref: () => outside.ref(),
    unref: () => outside.unref(),
    terminate: async () => outside.close(),
  });
  outside.on('message', (message) => worker.emit('message', message));
  outside.on('close', () => worker.emit('exit', 0));
  void serveFile(inside, options);
  return worker as unknown as Worker;
}
