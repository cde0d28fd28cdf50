/**
 * A phone that a flow may dial: what becomes of a call to it, and the person there once it has answered. It knows the
 * number, not the flow.
 */
import {
  type DialMatch,
  durationMs,
  type FarEnd,
  type ScriptDuration,
  type SimulatedParty,
} from '../simulator/index.ts';
import { type PersonPorts, TestPerson, type Within, withinMs } from './person.ts';

/** How long a phone rings before something becomes of it. */
export interface After {
  /** `'4s'`, `'500ms'`, or milliseconds. Default: the simulator's timing. */
  readonly after?: ScriptDuration;
}

/**
 * Somebody whom the flow may dial. What it does holds for every later call to the number too, until something else is
 * said; a phone that rings at the moment does it now.
 */
export class TestAgent extends TestPerson {
  readonly #agent: PersonPorts;
  readonly #number: DialMatch;

  constructor(ports: PersonPorts, number: DialMatch) {
    super(ports);
    this.#agent = ports;
    this.#number = number;
  }

  /** Picks up. */
  answers(options: After = {}): Promise<void> {
    return this.#does({ does: 'answer', ...afterMs(options) }, (party) => party.answer());
  }

  /** Turns the call down. */
  declines(options: After = {}): Promise<void> {
    return this.#does({ does: 'decline', ...afterMs(options) }, (party) => party.reject('decline'));
  }

  isBusy(options: After = {}): Promise<void> {
    return this.#does({ does: 'busy', ...afterMs(options) }, (party) => party.reject('busy'));
  }

  /** Cannot be reached: switched off, no such line. */
  isUnavailable(options: After = {}): Promise<void> {
    return this.#does({ does: 'unavailable', ...afterMs(options) }, (party) => party.reject('unavailable'));
  }

  /** Rings until the caller's side gives up. */
  doesNotAnswer(): Promise<void> {
    return this.#does({ does: 'no answer' });
  }

  /** A machine answers: a greeting, a beep unless told otherwise, and then it records. */
  isVoicemail(options: After & { readonly greeting?: ScriptDuration; readonly beep?: boolean } = {}): Promise<void> {
    const { greeting, beep } = options;
    return this.#does(
      {
        does: 'voicemail',
        ...afterMs(options),
        ...(greeting !== undefined && { greetingMs: durationMs(greeting) }),
        ...(beep !== undefined && { beep }),
      },
      (party) => party.answer({ verdict: 'machine' }),
    );
  }

  /** The account may not dial it: the dial itself fails. */
  cannotBeDialled(): Promise<void> {
    return this.#does({ does: 'forbidden' });
  }

  /** Its phone rings, now or within the time. */
  async rings(options: Within = {}): Promise<void> {
    const limitMs = withinMs(options);
    const isRinging = async (): Promise<true | undefined> =>
      (await this.#agent.find())?.leg.signalling === 'alerting' ? true : undefined;
    if ((await this.#agent.line.turnUntil(isRinging, limitMs)) === undefined) {
      throw await this.#agent.failure(`${this.#agent.who}'s phone did not ring within ${limitMs} ms`);
    }
  }

  async #does(farEnd: FarEnd, atOnce?: (party: SimulatedParty) => void): Promise<void> {
    const { line } = this.#agent;
    line.simulator.onDial(this.#number, farEnd);
    const party = await this.#agent.find();
    if (party?.leg.signalling !== 'alerting' || atOnce === undefined) return;
    const delayMs = 'afterMs' in farEnd ? (farEnd.afterMs ?? 0) : 0;
    if (delayMs > 0) line.clock.schedule(delayMs, () => atOnce(party));
    else atOnce(party);
  }
}

function afterMs({ after }: After): { readonly afterMs?: number } {
  return after === undefined ? {} : { afterMs: durationMs(after) };
}
