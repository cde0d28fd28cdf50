/**
 * The keyboard as the phones of a simulated call: whose phone it is, and what each key does there. It knows no terminal
 * and prints nothing but through `say`.
 */
import type { SimulatedParty } from '../simulator/party.ts';
import type { Simulator } from '../simulator/simulator.ts';

/** What a keypad needs. */
export interface KeypadParts {
  readonly simulator: Simulator;
  /** Tells the person at the keyboard. */
  readonly say: (text: string) => void;
  /** A leg's role, for messages. */
  readonly roleOf: (callControlId: string) => string | undefined;
  /** Starts the flow without a caller. */
  readonly start: () => void;
  readonly quit: () => void;
}

/** What the keys do. */
export const keypadHelp = `keys: c call   0-9 * # keypad   h hang up   a the ringing phone answers   d it declines
      Tab take another phone   s start the flow without a caller   q quit   ? help
`;

/** The keys of a session. */
export class Keypad {
  readonly #parts: KeypadParts;
  /** `call_control_id` of the phone that is held. */
  #held: string | undefined;

  constructor(parts: KeypadParts) {
    this.#parts = parts;
  }

  /** Takes one key. */
  press(key: string): void {
    if (/^[0-9*#]$/.test(key)) return this.#dial(key);
    switch (key) {
      case 'c':
        return this.#call();
      case 'h':
        return this.#hangUp();
      case 'a':
        return this.#ringing((party) => party.answer());
      case 'd':
        return this.#ringing((party) => party.reject());
      case 's':
        return this.#parts.start();
      case '\t':
        return this.#next();
      case '?':
        return this.#parts.say(keypadHelp);
      case 'q':
      case '\u0003': // Ctrl-C
      case '\u0004': // Ctrl-D
        return this.#parts.quit();
      default:
        return undefined;
    }
  }

  #call(): void {
    const caller = this.#alive().find(({ direction }) => direction === 'incoming');
    if (caller !== undefined) return this.#parts.say('A call is up already: h hangs up.\n');
    this.#held = this.#parts.simulator.incomingCall().callControlId;
  }

  #dial(key: string): void {
    const party = this.#phone();
    if (party === undefined) this.#parts.say('There is no call: c calls.\n');
    else if (party.leg.signalling !== 'answered') this.#parts.say('Nobody has answered yet.\n');
    else party.press(key);
  }

  #hangUp(): void {
    const party = this.#phone();
    if (party === undefined) this.#parts.say('There is no call to hang up: c calls.\n');
    else party.hangUp();
  }

  #ringing(act: (party: SimulatedParty) => void): void {
    const leg = this.#alive().find((each) => each.direction === 'outgoing' && each.signalling === 'alerting');
    if (leg === undefined) this.#parts.say('No phone is ringing.\n');
    else act(this.#parts.simulator.party(leg.callControlId));
  }

  #next(): void {
    const phones = this.#alive();
    if (phones.length === 0) return this.#parts.say('There is no call: c calls.\n');
    const at = phones.findIndex(({ callControlId }) => callControlId === this.#held);
    const phone = phones[(at + 1) % phones.length];
    this.#held = phone?.callControlId;
    this.#parts.say(`This is now the phone of ${this.#parts.roleOf(this.#held ?? '') ?? phone?.to ?? 'nobody'}.\n`);
  }

  /** The phone that is held, or the first one that is in use. */
  #phone(): SimulatedParty | undefined {
    const phones = this.#alive();
    const leg = phones.find(({ callControlId }) => callControlId === this.#held) ?? phones[0];
    this.#held = leg?.callControlId;
    return leg && this.#parts.simulator.party(leg.callControlId);
  }

  #alive(): ReturnType<Simulator['legs']> {
    return this.#parts.simulator.legs().filter(({ signalling }) => signalling !== 'ended');
  }
}
