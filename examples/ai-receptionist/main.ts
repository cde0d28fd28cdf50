/**
 * Server, tool and a simulated carrier in one process: somebody calls, talks to the assistant, and the assistant asks for
 * a person by its tool, as Telnyx would post it.
 */
import { loadFlow } from 'callchart';
import { listen, startServer } from 'callchart/server';
import { startCarrier } from '../simulated-carrier.ts';
import * as flow from './flow.ts';
import { humanTool } from './tool.ts';

const secret = 'secret-of-the-tool';

const carrier = await startCarrier();
const server = await startServer({
  flows: [loadFlow(flow)],
  store: 'memory:',
  port: 0,
  env: carrier.env,
  log: (line) => (line.level === 'info' ? undefined : console.error(line)),
});
carrier.webhooksGoTo(server.url);
const tool = await listen(humanTool(server.runtime, secret), { port: 0 });
carrier.simulator.onDial('+15550100', { does: 'answer' });

const caller = carrier.simulator.incomingCall({ from: '+15550123' });
const { body } = await carrier.happens('startAIAssistant');
const { assistant } = body as { assistant: { dynamic_variables: { call: string } } };
caller.say('I have a question about my invoice.');
const response = await fetch(tool.url, {
  method: 'POST',
  headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
  body: JSON.stringify({ call: assistant.dynamic_variables.call, why: 'a question about an invoice' }),
});
console.log('the assistant reads from its tool:', await response.json());
await carrier.happens('call.bridged', 'A');
caller.hangUp();
await carrier.happens('call.hangup', 'A');

await tool.close();
await server.close();
await carrier.close();
