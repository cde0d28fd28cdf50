/**
 * `npm run measure:inspector`: what watching costs the calls, and how long it takes from a webhook on the wire to the lit
 * state on the page, in Chromium. It prints what docs/inspect.md says. Nothing else should run meanwhile.
 *
 * MEASURE_ROUNDS (default 5) is how often each server takes its turn, MEASURE_CALLS (default 60) how many calls each of 32
 * callers makes in a turn.
 */
import { measureCost } from './call-path.ts';
import { measureLatency } from './lit-latency.ts';

const rounds = Number(process.env['MEASURE_ROUNDS'] ?? 5);
const callsEach = Number(process.env['MEASURE_CALLS'] ?? 60);

const latency = await measureLatency();
console.log(`From the webhook on the wire to the lit state on the page, ${latency.steps} steps of a call:`);
console.log(
  `  p50 ${latency.p50Ms.toFixed(1)} ms, p99 ${latency.p99Ms.toFixed(1)} ms, longest ${latency.longestMs.toFixed(1)} ms`,
);

const costs = await measureCost(rounds, callsEach);
const [without] = costs;
console.log(`\nProcessor time of the serving process for a webhook (32 callers, median of ${rounds} rounds in turns):`);
for (const { name, micros, perSecond } of costs) {
  const more = without === undefined ? 0 : (micros / without.micros - 1) * 100;
  const compared = name === without?.name ? '' : `, ${more >= 0 ? '+' : ''}${more.toFixed(1)} %`;
  console.log(`  ${name}: ${micros.toFixed(0)} µs${compared} (${perSecond.toFixed(0)} webhooks a second)`);
}
