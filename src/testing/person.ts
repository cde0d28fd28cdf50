/**
 * Somebody at the phone in a test: they hear, press keys, speak, hang up. Assertions wait, by the virtual clock, and a
 * failing one shows the call's ladder. Who the person is (the caller, an agent) is given.
 */
import { type CallchartError } from '../errors/callchart-error.ts';
import { durationMs, type ScriptDuration, type SimulatedParty } from '../simulator/index.ts';
import type { Line } from './line.ts';

/** How long an assertion waits. */
export interface Within {
  /** `'30s'` (default), `'500ms'`, `'2min'`, or milliseconds; by the virtual clock. */
  readonly within?: ScriptDuration;
}

/** What ties a person to the call. */
export interface PersonPorts {
  readonly line: Line;
  /** Who it is, in messages: `the caller`. */
  readonly who: string;
  /** The leg that the person is on, once there is one. */
  find(): Promise<SimulatedParty | undefined>;
  /** An error with the ladder. */
  failure(message: string): Promise<CallchartError>;
}

const defaultWithinMs = 30_000;
const gapMs = 250;
// Until what was done has reached the other side.
const settleMs = 100;

/** The milliseconds that an assertion waits. */
export function withinMs({ within }: Within): number {
  return within === undefined ? defaultWithinMs : durationMs(within);
}

/** Somebody on one leg of a call under test. */
export class TestPerson {
  readonly #ports: PersonPorts;
  /** What was heard before this place is of the past. */
  #heardFrom = 0;

  constructor(ports: PersonPorts) {
    this.#ports = ports;
  }

  /**
   * They hear it: since they last did something, now, or within the time. Text is looked for anywhere in what is said,
   * whatever its case; a pattern is tested. Not only words are heard: an audio file's URL, `ringback`, `nothing`,
   * `leg B` (another person), `queue <name>`, `conference <name>`, `assistant`, `stream`.
   */
  async hears(what: string | RegExp, options: Within = {}): Promise<void> {
    const limitMs = withinMs(options);
    const found = await this.#ports.line.turnUntil(async () => {
      const heard = await this.#heard();
      const index = heard.findIndex((words, at) => at >= this.#heardFrom && says(words, what));
      return index === -1 ? undefined : index;
    }, limitMs);
    if (found !== undefined) {
      this.#heardFrom = found;
      return;
    }
    const heard = (await this.#heard()).slice(this.#heardFrom).join(', then ');
    throw await this.#failure(`did not hear ${String(what)} within ${limitMs} ms, but ${heard || 'nothing at all'}`);
  }

  /** Everything that they have heard so far. */
  async heard(): Promise<readonly string[]> {
    return this.#heard();
  }

  /** They press keys (0-9, *, #, A-D), a quarter of a second apart; once their call is answered, if it is not yet. */
  async presses(keys: string): Promise<void> {
    await this.#isAnswered();
    return this.#act((party) => party.press(keys, { gapMs }), (keys.length - 1) * gapMs + settleMs);
  }

  /** They speak; transcriptions, recordings and AI hear it. */
  async says(text: string): Promise<void> {
    await this.#isAnswered();
    return this.#act((party) => party.say(text), settleMs);
  }

  hangsUp(): Promise<void> {
    return this.#act((party) => party.hangUp(), 0);
  }

  /** What they do is up to you: hold, SIP INFO, what an assistant does. */
  does(act: (party: SimulatedParty) => void): Promise<void> {
    return this.#act(act, settleMs);
  }

  /** They are connected with another person: bridged, now or within the time. */
  async isConnected(options: Within = {}): Promise<void> {
    const limitMs = withinMs(options);
    const isBridged = async (): Promise<true | undefined> =>
      (await this.#ports.find())?.leg.attachment.kind === 'bridged' ? true : undefined;
    if ((await this.#ports.line.turnUntil(isBridged, limitMs)) === undefined) {
      throw await this.#failure(`was not connected with anybody within ${limitMs} ms`);
    }
  }

  /** Their line is over, now or within the time; `cause` is the leg's `hangup_cause`. */
  async isHungUp(cause?: string, options: Within = {}): Promise<void> {
    const limitMs = withinMs(options);
    const end = await this.#ports.line.turnUntil(async () => {
      const leg = (await this.#ports.find())?.leg;
      return leg?.signalling === 'ended' ? (leg.hangup?.cause ?? 'unspecified') : undefined;
    }, limitMs);
    if (end === undefined) throw await this.#failure(`was not hung up within ${limitMs} ms`);
    if (cause !== undefined && end !== cause) throw await this.#failure(`ended with ${end}, not ${cause}`);
  }

  /** They were never left in silence for longer, except to be listened to. */
  async waitedInSilence(longest: { readonly atMost: ScriptDuration }): Promise<void> {
    const { longestDeadAirMs } = (await this.#there()).leg;
    const limitMs = durationMs(longest.atMost);
    if (longestDeadAirMs > limitMs) {
      throw await this.#failure(`heard nothing for ${longestDeadAirMs} ms, longer than ${limitMs} ms`);
    }
  }

  async #act(act: (party: SimulatedParty) => void, settlingMs: number): Promise<void> {
    const { line } = this.#ports;
    const party = await this.#there();
    if (party.leg.signalling === 'ended') throw await this.#failure('cannot do that: the line is over');
    const before = line.heard.on(party.name).length;
    act(party);
    await line.clock.advance(settlingMs);
    // What sounds on is heard still; what was cut off is of the past.
    this.#heardFrom = Math.max(0, Math.min(before, line.heard.on(party.name).length - 1));
  }

  async #isAnswered(): Promise<void> {
    const isAnswered = async (): Promise<true | undefined> => {
      const signalling = (await this.#ports.find())?.leg.signalling;
      return signalling === 'answered' || signalling === 'ended' ? true : undefined;
    };
    await this.#ports.line.turnUntil(isAnswered, defaultWithinMs);
  }

  async #there(): Promise<SimulatedParty> {
    const party = await this.#ports.line.turnUntil(() => this.#ports.find(), defaultWithinMs);
    if (party === undefined) throw await this.#failure('is not on any line of this call');
    return party;
  }

  async #heard(): Promise<readonly string[]> {
    const party = await this.#ports.find();
    return party === undefined ? [] : this.#ports.line.heard.on(party.name);
  }

  #failure(what: string): Promise<CallchartError> {
    return this.#ports.failure(`${this.#ports.who} ${what}`);
  }
}

function says(words: string, what: string | RegExp): boolean {
  return typeof what === 'string' ? words.toLowerCase().includes(what.toLowerCase()) : words.search(what) !== -1;
}
