/**
 * A server where Telnyx would be, that keeps every command in the order of arrival. As Telnyx does, it answers a dial
 * that it has seen before with the leg that it made then. It answers after a random while, so that whoever asks may be
 * dead by then. It knows no flow.
 */
import type { KeyObject } from 'node:crypto';
import type { Random } from '../../src/simulator/random.ts';
import { type RecordedRequest, type RecordedServer, startRecordedServer } from '../carrier/recorded-server.ts';

/** A command as it arrived. */
export interface ReceivedCommand {
  /** `dial`, or the action's name in the path: `send_dtmf`. */
  readonly command: string;
  /** The leg: for a dial the one that it made. */
  readonly leg: string;
  readonly id: string;
  readonly body: string;
  /** When, milliseconds since the epoch. */
  readonly at: number;
}

// Half of the answers are there at once, the others when it may be too late.
const slowestAnswerMs = 60;
// A command of which nobody knows whether it was sent for 55 s is not repeated: Telnyx knows its id for 60 s only.
const longestWaitMs = 120_000;

/** The carrier. */
export class CountedCarrier {
  /** Everything that arrived, repeats included. */
  readonly received: ReceivedCommand[] = [];
  readonly #server: RecordedServer;
  readonly #dialled = new Map<string, string>();
  readonly #ended = new Set<string>();
  readonly #waiting = new Set<() => void>();

  private constructor(server: RecordedServer, random: Random) {
    this.#server = server;
    server.answer((request, response) => {
      const body = JSON.stringify({ data: this.#take(request) });
      const reply = (): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      if (random.chance(0.5)) reply();
      else setTimeout(reply, random.between(1, slowestAnswerMs));
    });
  }

  static async start(random: Random): Promise<CountedCarrier> {
    return new CountedCarrier(await startRecordedServer(), random);
  }

  get baseUrl(): string {
    return this.#server.baseUrl;
  }

  /** What a server needs to take this for Telnyx. */
  environment(publicKey: KeyObject): Readonly<Record<string, string>> {
    return {
      TELNYX_API_KEY: 'KEYtest',
      TELNYX_BASE_URL: this.baseUrl,
      TELNYX_CONNECTION_ID: '2811212257810187875',
      TELNYX_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
    };
  }

  /** What the leg received, each command once, in the order in which they came first. */
  of(leg: string): readonly ReceivedCommand[] {
    const seen = new Set<string>();
    return this.received.filter((one) => one.leg === leg && !seen.has(one.id) && seen.add(one.id));
  }

  /**
   * Until something holds; it is looked at whenever a command has arrived.
   * @throws when `what` is still waited for after so long that it will not come any more
   */
  async until<T>(what: string, find: () => T | undefined): Promise<T> {
    const end = Date.now() + longestWaitMs;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (Date.now() >= end) throw new Error(`${what} did not arrive within ${longestWaitMs / 1_000} s`);
      await this.#arrival(end - Date.now());
    }
  }

  /** The far end is gone: whoever asks after the leg is told so. */
  ended(leg: string): void {
    this.#ended.add(leg);
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** Until a command has arrived, or so much time has gone by. */
  #arrival(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(look, withinMs);
      this.#waiting.add(look);
    });
  }

  #take({ method, path = '', body }: RecordedRequest): unknown {
    const [, name, action] = /^\/v2\/calls(?:\/([^/?]+)(?:\/actions\/(\w+))?)?/.exec(path) ?? [];
    if (method === 'GET') return { is_alive: !this.#ended.has(decodeURIComponent(name ?? '')) };
    const { command_id } = JSON.parse(body) as { command_id?: string };
    const id = command_id ?? '';
    const leg =
      name === undefined ? (this.#dialled.get(id) ?? `v3:dialled-${this.#dialled.size + 1}`) : decodeURIComponent(name);
    if (name === undefined) this.#dialled.set(id, leg);
    this.received.push({ command: action ?? 'dial', leg, id, body, at: Date.now() });
    for (const look of this.#waiting) look();
    if (action !== undefined) return { result: 'ok' };
    return { call_control_id: leg, call_leg_id: `leg of ${leg}`, call_session_id: `session of ${leg}`, is_alive: true };
  }
}
