/**
 * A closed loop of callers: each sends the webhooks of its calls one after the other and waits for every 200. Run as a
 * process of its own with LOAD as JSON; prints what it saw as JSON. It ends by itself.
 */
import { createPrivateKey } from 'node:crypto';
import { quantile } from '../measure.ts';
import { KeepAlive, postText } from './keep-alive.ts';
import { webhooksOfCall } from './webhooks.ts';

/** What to send. */
export interface Load {
  readonly url: string;
  readonly privateKey: string;
  readonly callers: number;
  readonly callsEach: number;
  readonly keys: number;
  /** Makes calls of one run others than those of the next. */
  readonly name: string;
  /** Milliseconds of think time between two webhooks of a caller; 0 for as fast as can be. */
  readonly pauseMs: number;
}

/** What came back. */
export interface LoadResult {
  readonly events: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 200, by status. */
  readonly refused: Readonly<Record<string, number>>;
}

const load = JSON.parse(process.env['LOAD'] ?? '{}') as Load;
const key = createPrivateKey(load.privateKey);
const refused: Record<string, number> = {};
const latencies: number[] = [];

const nowSecs = Math.floor(Date.now() / 1_000);
const plans = Array.from({ length: load.callers }, (_, caller) =>
  Array.from({ length: load.callsEach }, (_, at) =>
    webhooksOfCall(`${load.name}-${caller}-${at}`, load.keys, key, nowSecs).map(({ body, headers }) =>
      postText(`${load.url}/webhooks/telnyx`, body, headers),
    ),
  ),
);
const begin = performance.now();
await Promise.all(plans.map((calls) => play(calls)));
const seconds = (performance.now() - begin) / 1_000;
const sorted = latencies.toSorted((a, b) => a - b);
const result: LoadResult = {
  events: latencies.length,
  seconds,
  p50Ms: quantile(sorted, 0.5),
  p99Ms: quantile(sorted, 0.99),
  refused,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

async function play(calls: readonly (readonly string[])[]): Promise<void> {
  const connection = new KeepAlive(load.url);
  for (const webhooks of calls) {
    for (const webhook of webhooks) {
      await send(connection, webhook);
      if (load.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, load.pauseMs));
    }
  }
  connection.close();
}

/** Again until it is taken, as Telnyx does, but not for ever. */
async function send(connection: KeepAlive, webhook: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const began = performance.now();
    const status = await connection.send(webhook);
    if (status === 200) {
      latencies.push(performance.now() - began);
      return;
    }
    refused[status] = (refused[status] ?? 0) + 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('A webhook was refused twenty times.');
}
