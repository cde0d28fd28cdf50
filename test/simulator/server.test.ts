// The two faces of the simulated carrier: over real sockets the ladder is the one of the same calls in process.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from 'callchart';
import {
  createSimulator,
  serveSimulator,
  type Simulator,
  type SimulatorServer,
  VirtualClock,
} from 'callchart/simulator';
import { afterEach, describe, expect, it } from 'vitest';
import { linesOf, people, playBusyEvening, react } from './busy-evening.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An application on a port of its own; `underWay` counts what it still does. */
async function serveApplication(apiUrl: () => string): Promise<{ url: string; underWay: () => number }> {
  let underWay = 0;
  const post = async (path: string, params: object): Promise<unknown> => {
    const response = await fetch(`${apiUrl()}${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer KEY', 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    return response.json();
  };
  const server: Server = createServer((request, response) => {
    underWay += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: Parameters<typeof react>[0] };
      response.end();
      void react(data, post).finally(() => (underWay -= 1));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`, underWay: () => underWay };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('over HTTP', () => {
  it('the ladder of a busy evening is the one in process', async () => {
    let server: SimulatorServer | undefined;
    let simulator: Simulator | undefined;
    const application = await serveApplication(() => server?.url ?? '');
    // The clock stands still until every webhook is answered and the application has done what it does.
    const settle = async (): Promise<void> => {
      for (let quiet = 0; quiet < 3; quiet++) {
        await turn();
        if ((simulator?.inFlight ?? 0) + application.underWay() > 0) quiet = -1;
      }
    };
    const clock = new VirtualClock({ settle });
    const startedAt = clock.now();
    simulator = createSimulator({ clock, seed: 5, webhookUrl: application.url });
    server = await serveSimulator(simulator);
    closing.push(() => server?.close());
    await people(simulator, (ms) => clock.advance(ms));
    expect(linesOf(simulator, startedAt)).toEqual(await playBusyEvening({ seed: 5, timing: 'instant' }));
  });

  it('by the system’s clock each leg has the same sequence', async () => {
    let url = '';
    const application = await serveApplication(() => url);
    const simulator = createSimulator({ clock: systemClock, seed: 5, webhookUrl: application.url });
    const server = await serveSimulator(simulator);
    ({ url } = server);
    closing.push(
      () => simulator.close(),
      () => server.close(),
    );
    const gathering = new Promise<void>((resolve) => {
      simulator.watch((entry) => entry.name === 'gatherUsingSpeak' && entry.status === 200 && resolve());
    });
    const over = new Promise<void>((resolve) => {
      simulator.watch((entry) => entry.name === 'call.hangup' && resolve());
    });
    const caller = simulator.incomingCall();
    await gathering;
    caller.press('2');
    await new Promise<void>((resolve) => {
      simulator.watch((entry) => entry.name === 'call.enqueued' && resolve());
    });
    caller.hangUp();
    await over;
    const rungs = simulator.log.map((entry) => `${entry.direction} ${entry.name}`);
    expect(rungs.slice(0, 6)).toEqual([
      'party calls',
      'webhook call.initiated',
      'command answer',
      'webhook call.answered',
      'command speak',
      'command gatherUsingSpeak',
    ]);
    expect(rungs).toEqual(expect.arrayContaining(['webhook call.gather.ended', 'command enqueue', 'party hangs up']));
    expect(simulator.log.filter((entry) => entry.direction === 'command').map((entry) => entry.status)).toEqual([
      200, 200, 200, 200,
    ]);
  });

  it('a command without an answer is a broken connection, a large body is refused', async () => {
    const simulator = createSimulator({ clock: systemClock, seed: 1, onWebhook: async () => new Response() });
    const server = await serveSimulator(simulator);
    closing.push(
      () => simulator.close(),
      () => server.close(),
    );
    const { callControlId } = simulator.incomingCall();
    const url = `${server.url}/calls/${callControlId}/actions/answer`;
    const send = (body: string) => fetch(url, { method: 'POST', headers: { authorization: 'Bearer KEY' }, body });
    simulator.faults.command({ times: 1 }, 'refused');
    await expect(send('{}')).rejects.toThrow('fetch failed');
    await expect(send(JSON.stringify({ client_state: 'x'.repeat(2_000_000) }))).rejects.toThrow('fetch failed');
    expect((await send('{}')).status).toBe(200);
    expect((await fetch(`${server.url}/nothing`)).status).toBe(401);
  });

  it('recordings can be fetched where their URLs say', async () => {
    const simulator = createSimulator({ clock: systemClock, seed: 1, onWebhook: async () => new Response() });
    const server = await serveSimulator(simulator);
    closing.push(
      () => simulator.close(),
      () => server.close(),
    );
    const delivered = (name: string) =>
      new Promise<unknown>((resolve) => {
        simulator.watch((entry) => entry.name === name && resolve(entry.body));
      });
    const [answered, saved] = [delivered('call.answered'), delivered('call.recording.saved')];
    const caller = simulator.incomingCall();
    const headers = { authorization: 'Bearer KEY' };
    const body = JSON.stringify({ record: 'record-from-answer' });
    await fetch(`${server.url}/calls/${caller.callControlId}/actions/answer`, { method: 'POST', headers, body });
    await answered;
    caller.hangUp();
    const { data } = (await saved) as { data: { payload: { recording_urls: { mp3: string } } } };
    expect((await fetch(data.payload.recording_urls.mp3)).status).toBe(200);
  });

  it('a caller of the API who goes away is noticed', async () => {
    const simulator = createSimulator({ clock: systemClock, seed: 1, onWebhook: async () => new Response() });
    const server = await serveSimulator(simulator);
    closing.push(
      () => simulator.close(),
      () => server.close(),
    );
    const caller = simulator.incomingCall();
    simulator.faults.command({}, 'no answer');
    const arrived = new Promise<void>((resolve) => {
      simulator.watch((entry) => entry.direction === 'command' && resolve());
    });
    const abort = new AbortController();
    const url = `${server.url}/calls/${caller.callControlId}/actions/answer`;
    const headers = { authorization: 'Bearer KEY' };
    const gone = fetch(url, { method: 'POST', headers, body: '{}', signal: abort.signal }).catch((reason: unknown) =>
      String(reason),
    );
    await arrived;
    abort.abort();
    expect(await gone).toContain('abort');
    caller.hangUp();
    // Nothing waits any more: not for the caller who has gone, either.
    while (!simulator.idle) await turn();
    expect(simulator.inFlight).toBe(0);
  });

  it('a port that is taken is said to be', async () => {
    const simulator = createSimulator({ clock: systemClock, seed: 1, onWebhook: async () => new Response() });
    const server = await serveSimulator(simulator);
    closing.push(
      () => simulator.close(),
      () => server.close(),
    );
    await expect(serveSimulator(simulator, { port: server.port })).rejects.toMatchObject({ code: 'simulator.port' });
  });
});
