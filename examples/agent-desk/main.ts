/**
 * The desk with its server, and a simulated carrier where Telnyx would be: three people call, and wait for you to accept
 * them. Ctrl-C ends it.
 */
import { loadFlow } from 'callchart';
import { startServer } from 'callchart/server';
import { startCarrier } from '../simulated-carrier.ts';
import { openDesk } from './desk.ts';
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
const desk = await openDesk(server.runtime);

// Ada picks up; Ben is not at his place.
carrier.simulator.onDial('+15550101', { does: 'answer' });
carrier.simulator.onDial('+15550102', 'no answer');
for (const from of ['+15550121', '+15550122', '+15550123']) carrier.simulator.incomingCall({ from });

console.log(`Desk: ${desk.url}`);
process.once('SIGINT', () => {
  desk.close();
  void server.close().then(() => carrier.close());
});
