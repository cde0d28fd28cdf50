/**
 * Server-sent events to one browser. One that does not read is let go: what waits for it must not fill the memory, and a
 * browser has few connections to give.
 */
import type { ServerResponse } from 'node:http';

// A page that is this far behind begins anew when it comes back.
const mostWaitingBytes = 4_000_000;
// Proxies and sleeping laptops: a line now and then shows that the connection lives.
const beatMs = 15_000;

/** An open stream. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #beat: NodeJS.Timeout;
  #onEnd: (() => void)[] = [];
  #isOpen = true;

  constructor(response: ServerResponse, headers: Readonly<Record<string, string>>) {
    this.#response = response;
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      connection: 'keep-alive',
    });
    response.write('retry: 1000\n\n');
    response.once('close', () => this.end());
    this.#beat = setInterval(() => this.#write(':\n\n'), beatMs);
    this.#beat.unref();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends one event. `id` is what the browser says it has seen last when it comes back. */
  send(name: string, data: unknown, id?: string): void {
    this.#write(`event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  }

  onEnd(run: () => void): void {
    this.#onEnd.push(run);
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearInterval(this.#beat);
    this.#response.destroy();
    for (const run of this.#onEnd.splice(0)) run();
  }

  #write(text: string): void {
    if (!this.#isOpen) return;
    this.#response.write(text);
    if (this.#response.writableLength > mostWaitingBytes) this.end();
  }
}
