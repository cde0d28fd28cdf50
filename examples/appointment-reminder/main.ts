/**
 * The whole application in one process: a server, and a simulated carrier where Telnyx would be. It starts one call over
 * HTTP, as your own system would, and ends when the call is over.
 */
import { loadFlow } from 'callchart';
import { startServer } from 'callchart/server';
import { startCarrier } from '../simulated-carrier.ts';
import * as flow from './flow.ts';

const carrier = await startCarrier();
const server = await startServer({
  flows: [loadFlow(flow)],
  store: 'memory:',
  port: 0,
  env: carrier.env,
  log: (line) => (line.level === 'info' ? undefined : console.error(line)),
});
carrier.webhooksGoTo(server.url);

// The person at the other end picks up.
carrier.simulator.onDial('+15550110', { does: 'answer', verdict: 'human' });

const start = (): Promise<Response> =>
  fetch(`${server.controlUrl}/calls`, {
    method: 'POST',
    // The same key is the same call: what is asked for twice rings once.
    headers: { 'content-type': 'application/json', 'idempotency-key': 'appointment-4711' },
    body: JSON.stringify({ flow: 'appointment-reminder', input: { to: '+15550110', appointment: '4711' } }),
  });
const [first, second] = [await start(), await start()];
const { callId } = (await first.json()) as { callId: string };
console.log(`POST /calls  ${first.status}, and again: ${second.status}, the same call`);

await carrier.happens('gatherUsingSpeak');
carrier.simulator.party('A').press('1');
await carrier.happens('call.hangup');

const shown = await fetch(`${server.controlUrl}/calls/${callId}`);
const { call } = (await shown.json()) as { call: { output: unknown } };
console.log('output', call.output);
await server.close();
await carrier.close();
