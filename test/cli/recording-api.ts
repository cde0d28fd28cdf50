/**
 * A server on loopback that stands where Telnyx' API does: it writes down what arrives and answers as told. It knows no
 * call.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What to answer. */
export interface ApiAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The server. */
export interface RecordingApi {
  readonly baseUrl: string;
  readonly requests: readonly ApiRequest[];
  /** Until so many requests have arrived. */
  until(count: number): Promise<readonly ApiRequest[]>;
  close(): Promise<void>;
}

/** Starts it on a port of the system's choice. */
export async function recordingApi(
  answer: (request: ApiRequest) => ApiAnswer = () => ({ body: { data: { result: 'ok' } } }),
): Promise<RecordingApi> {
  const requests: ApiRequest[] = [];
  let arrived = (): void => {};
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        authorization: incoming.headers.authorization,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
      requests.push(request);
      const { status = 200, body, headers } = answer(request);
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
      outgoing.end(JSON.stringify(body));
      arrived();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    requests,
    async until(count) {
      while (requests.length < count)
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
