/**
 * The thread in which a chart is laid out: that takes a second for a large one, and calls must not wait. A graph comes
 * as the worker's data, and goes back with its places.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Elk from 'elkjs/lib/elk.bundled.js';
import type { ElkNode } from 'elkjs/lib/elk-api.js';

const elk = new Elk.default();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort?.postMessage(await elk.layout(workerData as ElkNode));
