/**
 * A Node HTTP server around a handler: limits on headers, bodies and time, and a stop that finishes what has begun.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Log } from '../runtime/log.ts';
import type { Handler } from './handlers.ts';

/** Where to listen. */
export interface ListenOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Default `127.0.0.1`; `0.0.0.0` listens on all interfaces. */
  readonly host?: string | undefined;
  readonly log?: Log;
  /** How long `close` waits for requests under way, in milliseconds. Default 5 000. */
  readonly closeMs?: number;
}

/** A server that listens. */
export interface NodeServer {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, finishes those under way, and closes. */
  close(): Promise<void>;
}

// Telnyx sends small requests at once; who sends slowly is not Telnyx.
const headersMs = 10_000;
const requestMs = 30_000;
const idleMs = 65_000;
const largestHeaderBytes = 16_384;

/**
 * Listens.
 *
 * @throws CallchartError `server.port` if the port cannot be had
 * @example
 * ```ts
 * import { listen } from 'callchart/server';
 *
 * const server = await listen(async () => new Response('hello'), { port: 0 });
 * console.log(server.url);
 * await server.close();
 * ```
 */
export async function listen(handler: Handler, options: ListenOptions): Promise<NodeServer> {
  const { host = '127.0.0.1', closeMs = 5_000 } = options;
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: idleMs,
      maxHeaderSize: largestHeaderBytes,
    },
    (incoming, outgoing) => void serve(handler, incoming, outgoing, options.log),
  );
  await bound(server, options.port, host);
  const { port } = server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shown}:${port}`, port, close: () => closeGently(server, closeMs) };
}

async function serve(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse, log?: Log): Promise<void> {
  try {
    const response = await handler(requestOf(incoming));
    const body = await response.text();
    // A connection that is being closed must say so, or the other side sends its next request into the void.
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(body);
  } catch (error) {
    log?.({ level: 'error', message: 'a request failed', error });
    if (!outgoing.headersSent) outgoing.writeHead(503, { 'retry-after': '1' });
    outgoing.end();
  } finally {
    // What is left of a body that nobody read would block the connection.
    if (!incoming.complete) incoming.resume();
  }
}

function requestOf(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one);
  }
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const init = {
    method,
    headers,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
  };
  return new Request(urlOf(incoming), init as RequestInit);
}

/** The path and query are the client's; the host is ours, so that no header can make the URL unreadable. */
function urlOf(incoming: IncomingMessage): string {
  const path = incoming.url ?? '/';
  return new URL(path.startsWith('/') ? `http://localhost${path}` : 'http://localhost/').href;
}

function bound(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'something else listens there' : (cause.code ?? cause.message);
      const message = `Cannot listen on ${host}:${port}: ${why}. Choose another port with --port, or stop what uses it.`;
      reject(new CallchartError('server.port', message, { cause, details: { host, port } }));
    });
    server.listen(port, host, resolve);
  });
}

async function closeGently(server: Server, closeMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), closeMs);
  await closed;
  clearTimeout(timer);
}
