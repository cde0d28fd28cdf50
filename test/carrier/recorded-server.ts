/**
 * A server on loopback that keeps what it is sent and answers as told. It is HTTP as it is: sockets that break, bodies
 * that do not end, ports where nobody listens.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How to answer: as Telnyx would, or by hand. */
export type Answering =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | ((request: RecordedRequest, response: ServerResponse) => void);

/** A running server. */
export interface RecordedServer {
  readonly baseUrl: string;
  readonly requests: readonly RecordedRequest[];
  answer(answering: Answering): void;
  close(): Promise<void>;
}

/** Starts a server; it accepts everything until told otherwise. */
export async function startRecordedServer(): Promise<RecordedServer> {
  const requests: RecordedRequest[] = [];
  let answering: Answering = { status: 200, body: { data: { result: 'ok' } } };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      const recorded = { method, path, headers, body: Buffer.concat(chunks).toString() };
      requests.push(recorded);
      reply(answering, recorded, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v2`,
    requests,
    answer(next) {
      answering = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reply(answering: Answering, request: RecordedRequest, response: ServerResponse): void {
  if (typeof answering === 'function') return answering(request, response);
  const { status, body, headers } = answering;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
}
