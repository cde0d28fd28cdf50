/** A bare TCP connection to a server, for what no HTTP client would send. */
import { connect, type Socket } from 'node:net';

/** A connection. */
export interface RawConnection {
  readonly socket: Socket;
  write(text: string | Uint8Array): void;
  /** What came so far. */
  received(): string;
  /** All that came, when the other side has ended or reset the connection. */
  readonly ended: Promise<string>;
}

/** Connects. */
export async function rawConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (data) => (received += data.toString('latin1')));
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(received)));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return { socket, ended, received: () => received, write: (text) => void socket.write(text) };
}
