/**
 * The phones of the simulated network for a page: who is on the line and what they hear, and what a person may do there.
 * Faults are switches: on until they are switched off.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Faults } from '../simulator/faults.ts';
import type { LegView } from '../simulator/leg-view.ts';
import type { Simulator } from '../simulator/simulator.ts';
import type { PhoneAct, PhoneLeg, PhoneView } from './wire.ts';

interface FaultSwitch {
  readonly label: string;
  readonly turnOn: (faults: Faults) => () => void;
}

// More than a call lasts that somebody tries things on.
const longMs = 3_600_000;

const switches: Readonly<Record<string, FaultSwitch>> = {
  duplicate: { label: 'every webhook twice', turnOn: (faults) => faults.webhook({}, 'duplicate') },
  delay: { label: 'webhooks 3 s late', turnOn: (faults) => faults.webhook({}, { delayMs: 3_000 }) },
  reorder: { label: 'webhooks out of order', turnOn: (faults) => faults.webhook({ probability: 0.5 }, 'reorder') },
  drop: { label: 'half of the webhooks lost', turnOn: (faults) => faults.webhook({ probability: 0.5 }, 'drop') },
  refuse: { label: 'commands refused (422)', turnOn: (faults) => faults.command({}, { status: 422 }) },
  busy: { label: 'the API is down (503)', turnOn: (faults) => faults.command({}, { status: 503 }) },
  silent: { label: 'answers to commands lost', turnOn: (faults) => faults.command({}, 'answer lost') },
  offline: { label: 'no network', turnOn: (faults) => faults.networkDown({ forMs: longMs }) },
};

/** The phones. */
export class Phone {
  readonly #simulator: Simulator;
  readonly #on = new Map<string, () => void>();

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  view(): PhoneView {
    return {
      legs: this.#simulator
        .legs()
        .filter(({ signalling }) => signalling !== 'ended')
        .map(phoneLeg),
      faults: Object.entries(switches).map(([id, { label }]) => ({ id, label, on: this.#on.has(id) })),
    };
  }

  /** Calls `changed` when something happened at a phone. @returns ends it */
  watch(changed: () => void): () => void {
    return this.#simulator.watch(changed);
  }

  /** Does what somebody does at a phone. @throws CallchartError `request.invalid` */
  act({ act, phone = '', key = '', from, fault = '', on = false }: PhoneAct): void {
    switch (act) {
      case 'call':
        this.#call(from);
        return;
      case 'press':
        if (!/^[0-9*#A-D]$/.test(key)) throw invalid('`key` must be one of 0-9, *, # and A-D.');
        this.#party(phone).press(key);
        return;
      case 'hangup':
        this.#party(phone).hangUp();
        return;
      case 'answer':
        this.#party(phone).answer();
        return;
      case 'decline':
        this.#party(phone).reject();
        return;
      case 'fault':
        this.#switch(fault, on);
        return;
      default:
        act satisfies never;
        throw invalid('`act` must be call, press, hangup, answer, decline or fault.');
    }
  }

  #call(from: string | undefined): void {
    if (from !== undefined && (typeof from !== 'string' || from.length > 100))
      throw invalid('`from` must be a number.');
    this.#simulator.incomingCall(from === undefined || from === '' ? {} : { from });
  }

  #switch(id: string, on: boolean): void {
    const found = Object.hasOwn(switches, id) ? switches[id] : undefined;
    if (found === undefined) throw invalid('There is no such fault.');
    this.#on.get(id)?.();
    this.#on.delete(id);
    if (on) this.#on.set(id, found.turnOn(this.#simulator.faults));
  }

  #party(id: string): ReturnType<Simulator['party']> {
    const leg = this.#simulator.legs().find(({ callControlId }) => callControlId === id);
    if (leg === undefined) throw invalid('There is no such phone.');
    return this.#simulator.party(id);
  }
}

function phoneLeg(leg: LegView): PhoneLeg {
  const { callControlId: id, name, direction, signalling } = leg;
  return {
    id,
    name,
    direction,
    signalling,
    number: direction === 'incoming' ? leg.from : leg.to,
    hears: heardText(leg),
  };
}

function heardText({ hears }: LegView): string {
  switch (hears.kind) {
    case 'speak':
      return `“${hears.text}”`;
    case 'playback':
      return `plays ${hears.media}`;
    case 'peer':
      return `talks with ${hears.leg}`;
    case 'queue':
      return `in queue ${hears.queue}`;
    case 'conference':
      return 'in a conference';
    case 'nothing':
    case 'ringback':
    case 'assistant':
    case 'stream':
      return hears.kind;
    default:
      return hears satisfies never;
  }
}

const invalid = (message: string): CallchartError => new CallchartError('request.invalid', message);
