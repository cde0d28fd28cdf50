/**
 * The configuration as `callchart serve` runs it, with a simulated carrier where Telnyx would be, on a Wednesday at ten in Sydney:
 * somebody calls the support line and gets an agent, somebody else calls the emergency number.
 */
import { loadFlow } from 'callchart';
import { startServer } from 'callchart/server';
import { startCarrier } from '../simulated-carrier.ts';
import config from './callchart.config.ts';
import * as emergency from './emergency-flow.ts';
import * as support from './support-flow.ts';

const carrier = await startCarrier({ startAt: '2026-03-03T23:00:00Z' });
const { flows: _files, ...settings } = config;
const server = await startServer({
  ...settings,
  flows: [loadFlow(support), loadFlow(emergency)],
  store: 'memory:',
  port: 0,
  env: carrier.env,
  clock: carrier.clock,
  log: (line) => (line.level === 'info' ? undefined : console.error(line)),
});
carrier.webhooksGoTo(server.url);
carrier.simulator.onDial(/./, { does: 'answer' });

console.log('+15550100, the support line: press 1, wait, and an agent becomes free');
const caller = carrier.simulator.incomingCall({ from: '+15550121', to: '+15550100' });
await carrier.happens('gatherUsingSpeak');
caller.press('1');
await carrier.happens('call.enqueued');
const [waiting] = await server.runtime.calls({ flow: 'support' });
await server.runtime.send(waiting?.callId ?? '', {
  type: 'agent.free',
  key: 'ada-is-free',
  payload: { phone: '+15550101' },
});
await carrier.happens('call.bridged', 'A');
caller.hangUp();
await carrier.happens('call.hangup', 'B');

console.log('+15550199, the emergency line: whoever is on duty');
const other = carrier.simulator.incomingCall({ from: '+15550122', to: '+15550199' });
await carrier.happens('call.bridged', other.name);
other.hangUp();
await carrier.happens('call.hangup', other.name);

for (const { flow, phase } of await server.runtime.calls()) console.log(`${flow}: ${phase}`);
await server.close();
await carrier.close();
