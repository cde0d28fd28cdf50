/**
 * The desk: a web page that shows who waits, and takes an agent's word that they accept a call. It watches the runtime's
 * steps, sends `agent.accepted` into the flow, and knows no command. It listens on this machine only; a real desk stands
 * behind your own login.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Runtime } from 'callchart';

/** Who may accept calls, and where their phones are: the page names people, never numbers. */
const agents: Readonly<Record<string, string>> = { Ada: '+15550101', Ben: '+15550102' };

interface WaitingCall {
  readonly callId: string;
  readonly from: string;
  readonly place: string;
  /** Since when it is in its place: which of its waits an agent answers to. */
  readonly since: number;
}

const page = readFileSync(new URL('page.html', import.meta.url));

/** Opens it on a port of the system's choice. */
export async function openDesk(runtime: Runtime): Promise<{ readonly url: string; close(): void }> {
  const calls = new Map<string, WaitingCall>();
  const screens = new Set<ServerResponse>();
  const list = (): string => `data: ${JSON.stringify({ agents: Object.keys(agents), calls: [...calls.values()] })}\n\n`;

  const look = (record: Awaited<ReturnType<Runtime['call']>>): void => {
    if (record === undefined || record.phase === 'routing') return;
    const { callId, machine, phase, stateSince = 0 } = record;
    const { holding } = typeof machine.value === 'object' ? machine.value : {};
    const { from } = machine.context as { from: string };
    if (phase === 'active' && typeof holding === 'string')
      calls.set(callId, { callId, from, place: holding, since: stateSince });
    else calls.delete(callId);
    for (const screen of screens) screen.write(list());
  };
  const stop = runtime.subscribe(({ record }) => look(record));
  for (const { callId } of await runtime.calls({ flow: 'agent-desk' })) look(await runtime.call(callId));

  async function accept(request: IncomingMessage): Promise<number> {
    const { callId, since, agent } = JSON.parse(await textOf(request)) as {
      callId: string;
      since: number;
      agent: string;
    };
    const phone = agents[agent];
    if (phone === undefined || !calls.has(callId)) return 404;
    // One acceptance for each wait: whoever comes second has the same key, and is told.
    const event = { type: 'agent.accepted', key: `accepted-${since}`, payload: { phone }, by: agent };
    return (await runtime.send(callId, event)) === 'accepted' ? 202 : 409;
  }

  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    // Another site's page must not press our buttons, under whatever name it reaches this machine.
    const isOurs = headers.host === `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const isOwnPage = headers['sec-fetch-site'] === undefined || headers['sec-fetch-site'] === 'same-origin';
    if (!isOurs) response.writeHead(403).end();
    else if (method === 'GET' && url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    else if (method === 'GET' && url === '/calls') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(list());
      screens.add(response);
      response.once('close', () => screens.delete(response));
    } else if (method === 'POST' && url === '/accept' && isOwnPage)
      accept(request).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(400).end(),
      );
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

const largestRequest = 1_000;

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.length > largestRequest) throw new RangeError('The request is too large.');
  }
  return text;
}
