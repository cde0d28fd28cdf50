/**
 * A process that serves one of the published flows, configured by its environment as `callchart serve` is. It writes one
 * line when it takes webhooks; standard input that ends stops it gracefully. `emitted-server.ts` makes it runnable.
 */
import { loadFlow, systemClock } from 'callchart';
import { startServer } from 'callchart/server';
import { publishedFlows } from './published-flows.ts';

const name = process.env['FLOW'] as keyof typeof publishedFlows;
// A restart after an outage is a restart with a later clock.
const laterMs = Number(process.env['LATER_MS'] ?? 0);
const clock = { ...systemClock, now: () => systemClock.now() + laterMs };
const server = await startServer({ flows: [loadFlow({ default: publishedFlows[name] })], clock });
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
process.stdin.on('end', () => {
  void server.close().then(() => process.exit(0));
});
process.stdin.resume();
