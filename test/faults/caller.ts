/**
 * Telnyx' side of one call, as a load generator plays it: webhooks in order, each repeated until it is acknowledged,
 * some sent twice at once. It notes what was acknowledged, and what the counting flow must have sent for it.
 */
import type { KeyObject } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { signWebhook } from 'callchart';
import type { Random } from '../../src/simulator/random.ts';
import type { CountedCarrier } from './counted-carrier.ts';
import type { SupervisedServer } from './supervised-server.ts';

/** What callers share. */
export interface Exchange {
  readonly server: Pick<SupervisedServer, 'reachable'>;
  readonly carrier: CountedCarrier;
  readonly privateKey: KeyObject;
}

/** One call as it was played: what must be found of it afterwards. */
export interface PlayedCall {
  readonly leg: string;
  readonly direction: 'incoming' | 'outgoing';
  /** Ids of webhooks that were answered with 200, in order. */
  readonly acknowledged: readonly string[];
  /** How many keys were pressed before the last one. */
  readonly keys: number;
  readonly endedBy: 'caller' | 'flow';
  /** Before the answer was sent, milliseconds since the epoch: the flow's timer cannot have been set earlier. */
  readonly answeredAfter: number;
  /** Answers that may not be: anything but 200 and 503. */
  readonly refused: readonly string[];
}

const connectionId = '2811212257810187875';
// A request that nobody answers is made again; Telnyx waits 2 s, but here two cores do everything.
const patienceMs = 20_000;

/** So many callers, each with one call after the other, until they are told to stop. Answers with every call. */
export async function playCalls(
  exchange: Exchange,
  random: Random,
  callers: number,
  over: AbortSignal,
): Promise<readonly PlayedCall[]> {
  const calls: PlayedCall[] = [];
  let number = 0;
  const caller = async (): Promise<void> => {
    while (!over.aborted) {
      number += 1;
      calls.push(await playCall(exchange, random.fork(`call ${number}`), number));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return calls;
}

/** Plays one call from its first webhook to its last. */
function playCall(exchange: Exchange, random: Random, number: number): Promise<PlayedCall> {
  return new Playing(exchange, random, number).play();
}

class Playing {
  readonly #exchange: Exchange;
  readonly #random: Random;
  readonly #name: string;
  readonly #to: string;
  readonly #direction: PlayedCall['direction'];
  readonly #acknowledged: string[] = [];
  readonly #refused: string[] = [];
  #leg: string;
  #state: string | null = null;

  constructor(exchange: Exchange, random: Random, number: number) {
    this.#exchange = exchange;
    this.#random = random;
    this.#name = `call-${number}`;
    this.#to = `+1555${String(number).padStart(7, '0')}`;
    this.#direction = random.chance(0.8) ? 'incoming' : 'outgoing';
    this.#leg = `v3:leg-${number}`;
  }

  async play(): Promise<PlayedCall> {
    const { carrier } = this.#exchange;
    const keys = this.#random.between(2, 8);
    const endedBy = this.#random.chance(0.5) ? 'caller' : 'flow';
    if (this.#direction === 'incoming') await this.#ring();
    else await this.#order();
    const answeredAfter = Date.now();
    await this.#webhook('call.answered');
    for (let key = 1; key <= keys; key++) {
      await this.#webhook('call.dtmf.received', { digit: String(key) });
      if (this.#random.chance(0.3)) await pause(this.#random.between(0, 150));
    }
    // Nobody hangs up who is still waited for with a command: it would rightly not be sent.
    const commands = keys + 4;
    await carrier.until(`${this.#name}: one of ${commands} commands to ${this.#leg}`, () =>
      carrier.of(this.#leg).length >= commands ? true : undefined,
    );
    if (endedBy === 'flow') {
      await this.#webhook('call.dtmf.received', { digit: '#' });
      await carrier.until(`${this.#name}: the hangup of ${this.#leg}`, () =>
        carrier.of(this.#leg).find((one) => one.command === 'hangup'),
      );
    }
    carrier.ended(this.#leg);
    await this.#webhook('call.hangup', {
      hangup_cause: 'normal_clearing',
      hangup_source: endedBy === 'flow' ? 'callee' : 'caller',
    });
    return {
      leg: this.#leg,
      direction: this.#direction,
      acknowledged: this.#acknowledged,
      keys,
      endedBy,
      answeredAfter,
      refused: this.#refused,
    };
  }

  #ring(): Promise<void> {
    const facts = { direction: 'incoming', state: 'parked', from: '+15550100010', to: '+15550100011' };
    return this.#webhook('call.initiated', facts);
  }

  /** The application asks for a call, until it is told that there is one. */
  async #order(): Promise<void> {
    const to = this.#to;
    const body = JSON.stringify({ flow: 'counting', input: { to, from: '+15550100011', direction: 'outgoing' } });
    const headers = { 'content-type': 'application/json', 'idempotency-key': this.#name };
    await this.#until(
      'POST /calls',
      async ({ calls }) => fetch(calls, { method: 'POST', headers, body, signal: AbortSignal.timeout(patienceMs) }),
      [200, 201],
    );
    const { carrier } = this.#exchange;
    const dial = await carrier.until(`${this.#name}: the dial to ${to}`, () =>
      carrier.received.find((one) => one.command === 'dial' && one.body.includes(`"${to}"`)),
    );
    this.#leg = dial.leg;
    this.#state = (JSON.parse(dial.body) as { client_state: string }).client_state;
    await this.#webhook('call.initiated', { direction: 'outgoing', state: 'bridging', from: '+15550100011', to });
  }

  async #webhook(type: string, facts: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const id = `${this.#name}-${this.#acknowledged.length + 1}`;
    const body = JSON.stringify({
      data: {
        record_type: 'event',
        event_type: type,
        id,
        occurred_at: new Date().toISOString(),
        payload: this.#payload(facts),
      },
    });
    const send = (): Promise<void> => this.#until(`${type} ${id}`, ({ url }) => this.#post(url, body), [200]);
    // The first answer will do: the other one may come while the next webhook is on its way.
    if (this.#random.chance(0.1)) await Promise.all([send(), send()]);
    else await send();
    this.#acknowledged.push(id);
  }

  #post(url: string, body: string): Promise<Response> {
    const headers = {
      'content-type': 'application/json',
      ...signWebhook(this.#exchange.privateKey, Date.now() / 1_000, body),
    };
    return fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patienceMs) });
  }

  #payload(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const leg = this.#leg;
    return {
      call_control_id: leg,
      call_leg_id: `leg of ${leg}`,
      call_session_id: `session of ${leg}`,
      connection_id: connectionId,
      client_state: this.#state,
      ...facts,
    };
  }

  /** Asks again and again, of whichever process there is, until it is answered as wanted. */
  async #until(
    what: string,
    ask: (where: { readonly url: string; readonly calls: string }) => Promise<Response>,
    wanted: readonly number[],
  ): Promise<void> {
    for (;;) {
      try {
        const response = await ask(await this.#exchange.server.reachable);
        await response.arrayBuffer();
        if (wanted.includes(response.status)) return;
        // Telnyx sends again after 408, 429 and 5xx (Telnyx docs: Voice API webhooks).
        if (![408, 429, 503].includes(response.status)) this.#refused.push(`${what}: ${response.status}`);
      } catch {
        // It was killed, or is not there yet.
      }
      await pause(10);
    }
  }
}
