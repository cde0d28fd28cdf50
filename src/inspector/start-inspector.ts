/**
 * The inspector's own port: on loopback alone and never the webhooks', since a tunnel forwards that one. It serves the
 * pages and what they ask for.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { type Log, silentLog } from '../runtime/log.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { type Assets, pagePaths, readAssets } from './assets.ts';
import { Charts } from './charts.ts';
import { EventStream } from './event-stream.ts';
import { refuseVisitor, safeHeaders } from './gate.ts';
import { Hub } from './hub.ts';
import { Phone } from './phone.ts';
import { feedStately, type StatelyOptions } from './stately-feed.ts';
import { act, listCalls, type RouteParts, showChart, showTest, watch } from './routes.ts';

/** What an inspector looks at. */
export interface InspectorOptions {
  readonly runtime: Runtime;
  /** The simulated carrier, whose phones the page then has. */
  readonly simulator?: Simulator | undefined;
  /** 0, the default, lets the system choose. */
  readonly port?: number | undefined;
  /** By which timers are due. Default: the machine's. */
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  /** The Stately Inspector's page. Default `https://stately.ai/inspect`. */
  readonly statelyUrl?: string | undefined;
  /** Tell the Stately Inspector context, payloads and params too. Default false. */
  readonly statelyFull?: boolean | undefined;
}

/** An inspector that runs. */
export interface Inspector {
  /** Where its page is. */
  readonly url: string;
  close(): Promise<void>;
}

const usualStatelyUrl = 'https://stately.ai/inspect';
const largestBodyBytes = 16_384;
const mostConnections = 64;

/**
 * Starts an inspector.
 *
 * @throws CallchartError `inspector.port` when the port cannot be had, `inspector.url` when the Stately Inspector's is none
 */
export async function startInspector(options: InspectorOptions): Promise<Inspector> {
  const { runtime, simulator, clock = systemClock, log = silentLog } = options;
  const stately = { url: statelyPage(options.statelyUrl ?? usualStatelyUrl), full: options.statelyFull ?? false };
  const assets = await readAssets();
  const hub = new Hub(runtime);
  const parts: RouteParts = {
    runtime,
    hub,
    charts: new Charts(() => runtime.flows()),
    phone: simulator && new Phone(simulator),
    server: crypto.randomUUID(),
    now: () => clock.now(),
  };
  const streams = new Set<EventStream>();
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, maxHeaderSize: 16_384 },
    (request, response) => {
      const { port } = server.address() as AddressInfo;
      serve({ parts, assets, streams, port, stately }, request, response).catch((error: unknown) =>
        fail(response, error, log),
      );
    },
  );
  server.maxConnections = mostConnections;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
  } catch (cause) {
    hub.close();
    const message = `The inspector cannot listen on 127.0.0.1:${options.port ?? 0}. Choose another --inspect-port.`;
    throw new CallchartError('inspector.port', message, { cause });
  }
  server.on('error', (error) => log({ level: 'error', message: 'the inspector failed', error }));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      for (const stream of streams) stream.end();
      hub.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Around {
  readonly parts: RouteParts;
  readonly assets: Assets;
  readonly streams: Set<EventStream>;
  readonly port: number;
  readonly stately: StatelyOptions;
}

async function serve(around: Around, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { parts, assets, port, stately } = around;
  const { method = 'GET', headers } = request;
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const refused = refuseVisitor({ method, path, headers }, port, pagePaths);
  if (refused !== undefined) {
    const { status, code, message } = refused;
    return answer(response, status, { error: { code, message } });
  }
  const asset = method === 'GET' ? assets.files.get(path) : undefined;
  if (asset !== undefined) {
    const frames = path === '/stately' ? new URL(stately.url).origin : undefined;
    response.writeHead(200, {
      ...safeHeaders(frames),
      'content-type': asset.type,
      'content-length': asset.body.byteLength,
    });
    response.end(asset.body);
    return undefined;
  }
  const query = new URLSearchParams(search);
  if (method === 'GET' && path === '/api/events') return openStream(around, request, response, query);
  if (method === 'GET' && path === '/api/stately') {
    const stream = streamOf(around, response);
    return feedStately({ ...parts, stately }, stream, query.get('call') ?? undefined);
  }
  if (method === 'GET' && path === '/api/calls') return answer(response, 200, { calls: await listCalls(parts, query) });
  const chart = /^\/api\/charts\/([0-9a-f]{16})$/.exec(path)?.[1];
  if (method === 'GET' && chart !== undefined) return answer(response, 200, await showChart(parts, chart));
  if (method === 'GET' && path === '/api/test')
    return answer(response, 200, await showTest(parts, query.get('call') ?? ''));
  if (method === 'POST' && path === '/api/phone') return answer(response, 200, act(parts, await readBody(request)));
  return answer(response, 404, { error: { code: 'request.path', message: 'There is nothing here.' } });
}

function openStream(around: Around, request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
  // A browser that comes back says what it has seen.
  const [, seen] = /:(\d{1,9})$/.exec(String(request.headers['last-event-id'] ?? '')) ?? [];
  const after = Number(seen ?? query.get('after') ?? 0) || 0;
  watch(around.parts, streamOf(around, response), query.get('call') ?? undefined, after);
}

function streamOf({ streams }: Around, response: ServerResponse): EventStream {
  const stream = new EventStream(response, safeHeaders());
  streams.add(stream);
  stream.onEnd(() => streams.delete(stream));
  return stream;
}

function statelyPage(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new CallchartError('inspector.url', `"${url}" is no page to open: write one such as ${usualStatelyUrl}.`);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength;
    if (size > largestBodyBytes) throw new CallchartError('request.invalid', 'The body is too large.');
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new CallchartError('request.invalid', 'The body is no JSON.');
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    ...safeHeaders(),
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.byteLength,
  });
  response.end(bytes);
}

const statuses: Readonly<Record<string, number>> = {
  'request.invalid': 400,
  'call.unknown': 404,
  'record.incomplete': 409,
  'chart.unknown': 404,
};

function fail(response: ServerResponse, error: unknown, log: Log): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const code = error instanceof CallchartError ? error.code : 'inspector.failed';
  const status = statuses[code] ?? 500;
  if (status === 500) log({ level: 'error', message: 'the inspector failed', error });
  const message = error instanceof CallchartError ? error.message : 'Something went wrong; the log says more.';
  answer(response, status, { error: { code, message } });
}
