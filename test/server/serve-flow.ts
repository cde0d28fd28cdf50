/**
 * A process that serves one of the published flows, configured by its environment as `callchart serve` is. It writes one
 * line when it takes webhooks; standard input that ends stops it gracefully. `emitted-server.ts` makes it runnable.
 */
import { loadFlow, systemClock } from 'callchart';
import { startServer } from 'callchart/server';
import * as flows from './published-flows.ts';

const name = process.env['FLOW'] as keyof typeof flows;
// A restart after an outage is a restart with a later clock.
const laterMs = Number(process.env['LATER_MS'] ?? 0);
const clock = { ...systemClock, now: () => systemClock.now() + laterMs };
const { url, close } = await startServer({ flows: [loadFlow({ default: flows[name] })], clock });
process.stdout.write(`${JSON.stringify({ url })}\n`);
process.stdin.on('end', () => {
  void close().then(() => process.exit(0));
});
process.stdin.resume();
