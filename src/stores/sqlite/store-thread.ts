/**
 * The thread that has a store's file: where disks are waited for, so that the thread of the calls never is. Started by
 * `start-thread.ts` and by nobody else. It decides nothing.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadOptions } from './thread-messages.ts';
import { serveFile } from './thread-service.ts';

if (parentPort === null) throw new Error('store-thread is started by a store, as a thread of its own.');
await serveFile(parentPort, workerData as ThreadOptions);
