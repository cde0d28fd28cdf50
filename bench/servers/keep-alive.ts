/**
 * As little of an HTTP client as a load needs: one connection, one request at a time, answered by a length or in chunks.
 * Node's own client takes more of the processor than the servers that are measured.
 */
import { connect, type Socket } from 'node:net';

/** A connection that is kept. */
export class KeepAlive {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #received = '';
  #answered: (status: number) => void = () => {};

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** Sends a request and gives the status of its answer; 0 when the connection broke. */
  send(request: string): Promise<number> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#socket ??= this.#connect();
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const socket = connect(this.#port, this.#host);
    socket.setNoDelay(true);
    socket.on('data', (data) => {
      this.#received += data.toString('latin1');
      if (!isWhole(this.#received)) return;
      const status = Number(this.#received.slice(9, 12));
      const isLast = /\r\nconnection: close/i.test(this.#received);
      this.#received = '';
      if (isLast) this.#drop(socket);
      this.#answered(status);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#drop(socket);
      this.#answered(0);
    });
    return socket;
  }

  #drop(socket: Socket): void {
    this.#socket = undefined;
    this.#received = '';
    socket.destroy();
  }
}

function isWhole(received: string): boolean {
  const head = received.indexOf('\r\n\r\n');
  if (head === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received)?.[1];
  return length === undefined ? received.endsWith('\r\n0\r\n\r\n') : received.length >= head + 4 + Number(length);
}

/** A POST as it goes over the wire. */
export function postText(url: string, body: string, headers: Readonly<Record<string, string>>): string {
  const { host, pathname } = new URL(url);
  const lines = Object.entries({ host, ...headers, 'content-length': `${Buffer.byteLength(body)}` });
  return `POST ${pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
