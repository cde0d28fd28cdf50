/**
 * A Node HTTP server around a handler: limits on headers, bodies and time, and a stop that finishes what has begun.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallchartError } from '../errors/callchart-error.ts';
import { type Log, silentLog } from '../runtime/log.ts';
import { type Answer, refusal } from './answer.ts';
import { directWebhooks } from './direct-webhooks.ts';
import { type Handler, isWebhookPath } from './handlers.ts';
import { type AdaptedRequest, adaptArrival, adaptRequest } from './node-request.ts';
import type { TakeWebhook } from './webhook-route.ts';

/** Where to listen, and how long to wait for whom. */
export interface ListenOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Default `127.0.0.1`; `0.0.0.0` listens on all interfaces. */
  readonly host?: string | undefined;
  readonly log?: Log | undefined;
  /** How long `close` waits for requests under way, in milliseconds. Default 5 000. */
  readonly closeMs?: number | undefined;
  /** How long the headers of a request may take, in milliseconds. Default 5 000. */
  readonly headersMs?: number | undefined;
  /** How long a whole request may take, in milliseconds; not less than `headersMs`. Default 15 000. */
  readonly requestMs?: number | undefined;
  /** How long an idle connection is kept, in milliseconds. Default 65 000. */
  readonly idleMs?: number | undefined;
  /** More connections than these at a time are closed as they come. Default 16 384. */
  readonly maxConnections?: number | undefined;
}

/** A server that listens. */
export interface NodeServer {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, finishes those under way, and closes. */
  close(): Promise<void>;
}

// Telnyx sends small requests at once; who sends slowly is not Telnyx. Idle connections outlive the 60 s of proxies.
const usualHeadersMs = 5_000;
const usualRequestMs = 15_000;
const usualIdleMs = 65_000;
const usualCloseMs = 5_000;
const largestHeaderBytes = 16_384;
// Telnyx needs a few dozen. Beyond this somebody holds connections to do harm, and files and memory run out.
const usualConnections = 16_384;
// Whoever is turned away comes in masses: one line tells of them all.
const fewestMsBetweenLines = 10_000;
// How often Node looks for requests that take too long; its own 30 s would let them take that much more.
const checkMs = 1_000;

/**
 * Listens.
 *
 * @throws CallchartError `server.port` if the port is none or cannot be had
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
  const { host = '127.0.0.1', closeMs = usualCloseMs, log = silentLog } = options;
  const headersTimeout = options.headersMs ?? usualHeadersMs;
  const requestTimeout = Math.max(options.requestMs ?? usualRequestMs, headersTimeout);
  let closing: Promise<void> | undefined;
  const isClosing = (): boolean => closing !== undefined;
  const take = directWebhooks(handler);
  const server = createServer(
    {
      headersTimeout,
      requestTimeout,
      connectionsCheckingInterval: Math.min(checkMs, headersTimeout),
      keepAliveTimeout: options.idleMs ?? usualIdleMs,
      maxHeaderSize: largestHeaderBytes,
    },
    (incoming, outgoing) =>
      void (take !== undefined && isWebhook(incoming)
        ? serveWebhook(take, incoming, outgoing, log, isClosing)
        : serve(handler, incoming, outgoing, log, isClosing)),
  );
  server.maxConnections = options.maxConnections ?? usualConnections;
  tellOfDrops(server, log);
  await bind(server, options.port, host);
  server.on('error', (error) => log({ level: 'error', message: 'a server failed', error }));
  const { port } = server.address() as AddressInfo;
  return {
    url: urlOf(host, port),
    port,
    close: () => (closing ??= closeGently(server, closeMs)),
  };
}

const isWebhook = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'POST' && isWebhookPath(url.split('?', 1)[0] ?? '');

async function serveWebhook(
  take: TakeWebhook,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  log: Log,
  isClosing: () => boolean,
): Promise<void> {
  const arrival = adaptArrival(incoming);
  await reply(take(arrival), outgoing, log, isClosing);
  arrival.discard();
}

async function serve(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  log: Log,
  isClosing: () => boolean,
): Promise<void> {
  let adapted: AdaptedRequest | undefined;
  try {
    adapted = adaptRequest(incoming);
  } catch {
    send(refusal(501, 'request.method', 'There is nothing here for such a request.'), outgoing, isClosing());
    return;
  }
  await reply(answerOf(handler, adapted.request), outgoing, log, isClosing);
  adapted.discard();
}

async function answerOf(handler: Handler, request: Request): Promise<Answer> {
  const response = await handler(request);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

/** Sends an answer; when there is none, that is a mistake of ours, and whoever asked may try again. It never rejects. */
async function reply(
  answer: Promise<Answer>,
  outgoing: ServerResponse,
  log: Log,
  isClosing: () => boolean,
): Promise<void> {
  try {
    send(await answer, outgoing, isClosing());
  } catch (error) {
    log({ level: 'error', message: 'a request failed', error });
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(503, { 'retry-after': '1' }).end();
  }
}

function send({ status, headers, body }: Answer, outgoing: ServerResponse, isLast: boolean): void {
  outgoing.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(body),
    // A connection that is being closed must say so, or the other side sends its next request into the void.
    ...(isLast && { connection: 'close' }),
  });
  outgoing.end(body);
}

/** A log line when connections are turned away, and not one for each. */
function tellOfDrops(server: Server, log: Log): void {
  let isQuiet = false;
  server.on('drop', () => {
    if (isQuiet) return;
    isQuiet = true;
    setTimeout(() => (isQuiet = false), fewestMsBetweenLines).unref();
    log({ level: 'warn', message: 'connections are turned away', maxConnections: server.maxConnections });
  });
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown): void => reject(unbound(port, host, cause));
    server.once('error', refuse);
    try {
      server.listen(port, host, () => {
        server.off('error', refuse);
        resolve();
      });
    } catch (error) {
      refuse(error);
    }
  });
}

function unbound(port: number, host: string, cause: unknown): CallchartError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  const [why, remedy] = reasons[code] ?? [code, 'Choose another port or host'];
  return new CallchartError('server.port', `Cannot listen on ${host}:${port}: ${why}. ${remedy}.`, {
    cause,
    details: { host, port, reason: code },
  });
}

const reasons: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  EADDRINUSE: ['something else listens there', 'Choose another port (PORT, or --port), or stop what uses it'],
  EACCES: ['this user may not', 'Choose a port from 1024 up'],
  EADDRNOTAVAIL: ['this machine has no such address', 'Use 127.0.0.1, or 0.0.0.0 for all interfaces'],
  ENOTFOUND: ['there is no such host', 'Use 127.0.0.1, or 0.0.0.0 for all interfaces'],
  ERR_SOCKET_BAD_PORT: ['it is no port', 'Choose a whole number from 0 to 65535'],
};

function urlOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}`;
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
