/**
 * This package as it serves: everything that `callchart serve` runs, on the store that CALLCHART_STORE names. Calls to
 * the number that ends in 98 are put on hold, those to the one that ends in 99 ring ten agents.
 */
import { loadFlow } from 'callchart';
import { startServer } from 'callchart/server';
import machine from './bench-flow.ts';
import holdMachine from './bench-hold-flow.ts';
import ringMachine from './bench-ring-flow.ts';
import { groupNumber, holdNumber } from './webhooks.ts';

const server = await startServer({
  flows: [loadFlow(machine), loadFlow(holdMachine), loadFlow(ringMachine)],
  routes: { [holdNumber]: 'hold', [groupNumber]: 'ring', '*': 'bench' },
  port: 0,
  log: () => {},
});
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.stdout.write(`${server.url}\n`);
