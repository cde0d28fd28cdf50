/** This package as it serves: everything that `callchart serve` runs, on the store that CALLCHART_STORE names. */
import { loadFlow } from 'callchart';
import { startServer } from 'callchart/server';
import machine from './bench-flow.ts';

const server = await startServer({ flows: [loadFlow(machine)], port: 0, log: () => {} });
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.stdout.write(`${server.url}\n`);
