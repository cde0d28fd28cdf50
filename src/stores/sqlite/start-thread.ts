/**
 * Starts the thread of a store: from JavaScript as it is published, or from TypeScript where the source itself runs (in
 * this project's tests), by way of `jiti`, as flow files are loaded. It knows no request.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ThreadOptions } from './thread-messages.ts';

/** Starts it. Options of this process's command line (loaders, inspectors) are not the thread's. */
export function startThread(options: ThreadOptions): Worker {
  const settings = { workerData: options, execArgv: [], name: 'callchart-store' };
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./store-thread.js', import.meta.url), settings);
  }
  const jiti = JSON.stringify(createRequire(import.meta.url).resolve('jiti'));
  const script = JSON.stringify(new URL('./store-thread.ts', import.meta.url).href);
  const load = `require(${jiti}).createJiti(${script}).import(${script})`;
  return new Worker(load, { ...settings, eval: true });
}
