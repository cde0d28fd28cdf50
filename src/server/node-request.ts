/**
 * A Node request as a web-standard one. Its body is streamed, so that whoever reads it sets the bound.
 */
import type { IncomingMessage } from 'node:http';
import { incomplete, tooLarge } from './request-body.ts';
import type { Arrival } from './webhook-route.ts';

/** A request that can be answered, and a way to be done with it. */
export interface AdaptedRequest {
  readonly request: Request;
  /** Lets what was not read of the body flow past, so that the answer reaches a client that is still sending. */
  discard(): void;
}

// How much of a body may wait to be read.
const waitingBytes = 65_536;

/** Adapts a request. @throws TypeError for a method that no web-standard request can have (TRACE, CONNECT) */
export function adaptRequest(incoming: IncomingMessage): AdaptedRequest {
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const init = { method, headers: headersOf(incoming), ...(hasBody && { body: bodyOf(incoming), duplex: 'half' }) };
  const request = new Request(urlOf(incoming), init as RequestInit);
  return { request, discard: () => discard(incoming) };
}

/** A request as a webhook, for whoever needs no web-standard one. */
export function adaptArrival(incoming: IncomingMessage): Arrival & Pick<AdaptedRequest, 'discard'> {
  return {
    method: incoming.method ?? 'GET',
    headers: incoming.headers,
    read: (maxBytes) => readIncoming(incoming, maxBytes),
    discard: () => discard(incoming),
  };
}

function readIncoming(incoming: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) return reject(tooLarge(maxBytes));
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) return reject(tooLarge(maxBytes));
      chunks.push(chunk);
    });
    let isWhole = false;
    incoming.once('end', () => {
      isWhole = true;
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes));
    });
    // A client that went away in the middle, or was too slow, perhaps before anybody wanted to read.
    incoming.on('error', (cause) => reject(incomplete(cause)));
    // An error costs its stack: it is made for bodies only that are not whole.
    incoming.once('close', () => {
      if (!isWhole) reject(incomplete(incoming.errored));
    });
    if (incoming.destroyed) reject(incomplete(incoming.errored));
  });
}

function discard(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  incoming.removeAllListeners('data');
  incoming.resume();
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        incoming.on('data', (chunk: Buffer) => {
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
        });
        incoming.once('end', () => controller.close());
        // A client that went away in the middle, or was too slow.
        incoming.once('error', (error) => controller.error(error));
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        incoming.removeAllListeners('end').removeAllListeners('error');
        incoming.on('error', () => {});
        discard(incoming);
      },
    },
    { highWaterMark: waitingBytes, size: (chunk) => chunk.byteLength },
  );
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one);
  }
  return headers;
}

/** The path and query are the client's; the host is ours, so that no header can make the URL unreadable. */
function urlOf(incoming: IncomingMessage): string {
  const target = incoming.url ?? '/';
  if (target.startsWith('/')) return new URL(`http://localhost${target}`).href;
  // A proxy may send the whole URL (RFC 9112, 3.2.2).
  const { pathname, search } = URL.canParse(target) ? new URL(target) : new URL('http://localhost/');
  return `http://localhost${pathname}${search}`;
}
