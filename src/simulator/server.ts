/**
 * The simulated carrier as a real HTTP server: the API on a loopback port. Only it knows sockets; what is answered, and
 * what is sent to the application, is the simulator's business.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Simulator } from './simulator.ts';

/** A running server. */
export interface SimulatorServer {
  /** The base URL for TELNYX_BASE_URL: `http://127.0.0.1:<port>/v2`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and drops connections. */
  close(): Promise<void>;
}

const largestBodyBytes = 1_048_576;

/**
 * Serves the API of a simulator over HTTP, on loopback.
 *
 * @param options.port 0 (the default) lets the system choose
 * @throws CallchartError `simulator.port` if the port is taken
 *
 * @example
 * ```ts
 * import { createSimulator, serveSimulator } from 'callchart/simulator';
 * import { systemClock } from 'callchart';
 *
 * const webhookUrl = 'http://127.0.0.1:3000/webhooks/telnyx';
 * const simulator = createSimulator({ clock: systemClock, seed: 1, webhookUrl });
 * const server = await serveSimulator(simulator);
 * console.log(`TELNYX_BASE_URL=${server.url} TELNYX_PUBLIC_KEY=${simulator.publicKey}`);
 * ```
 */
export async function serveSimulator(
  simulator: Simulator,
  options: { readonly port?: number } = {},
): Promise<SimulatorServer> {
  const server = createServer((incoming, outgoing) => void handle(simulator, incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `The simulated carrier cannot listen on port ${options.port ?? 0}: choose another one, or 0.`;
      reject(new CallchartError('simulator.port', message, { cause }));
    });
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  simulator.recordingsUrl = `http://127.0.0.1:${port}`;
  return {
    url: `http://127.0.0.1:${port}/v2`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(simulator: Simulator, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const abort = new AbortController();
  outgoing.once('close', () => abort.abort());
  try {
    const request = await toRequest(incoming, abort.signal);
    const response = await simulator.fetch(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } catch {
    // What fetch would reject with (refused, reset, no answer) is a broken connection on the wire.
    outgoing.destroy();
  }
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largestBodyBytes) throw new RangeError('The body is too large.');
    chunks.push(chunk);
  }
  const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(chunks);
  return new Request(`http://127.0.0.1${incoming.url ?? '/'}`, { method, headers, body, signal });
}
