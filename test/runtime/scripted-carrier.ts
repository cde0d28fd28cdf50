/**
 * A carrier that answers as a test says and remembers what it was sent, and when. It knows no HTTP and no telephony.
 */
import type { CommandName } from 'callchart';
import {
  type Carrier,
  type CarrierRequest,
  CommandError,
  type CommandOutcome,
  type LegStatus,
} from 'callchart/carrier';
import type { VirtualClock } from 'callchart/simulator';

/** A command as it arrived. */
export interface Arrived {
  readonly at: number;
  readonly command: CommandName;
  /** The leg's `call_control_id`; undefined for `dial`. */
  readonly leg: string | undefined;
  readonly id: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly account: string;
}

type Answer = CommandOutcome | undefined | Promise<CommandOutcome | undefined>;

/** The carrier. */
export class ScriptedCarrier implements Carrier {
  readonly arrived: Arrived[] = [];
  readonly asked: string[] = [];
  /** What a command is answered; undefined: accepted, a dial with ids of its own. */
  answer: (command: Arrived, count: number) => Answer = () => undefined;
  /** Whether a leg lives; undefined: it cannot be asked. */
  alive: (leg: string) => boolean | undefined = () => true;
  readonly #clock: VirtualClock;
  #dials = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Names of what arrived, in order. */
  get names(): readonly CommandName[] {
    return this.arrived.map((one) => one.command);
  }

  of(command: CommandName): readonly Arrived[] {
    return this.arrived.filter((one) => one.command === command);
  }

  async send({ command, callControlId, body, account }: CarrierRequest): Promise<CommandOutcome> {
    const id = body['command_id'] as string | undefined;
    const arrived = { at: this.#clock.now(), command, leg: callControlId, id, body, account };
    this.arrived.push(arrived);
    return (await this.answer(arrived, this.of(command).length)) ?? this.#accepted(command);
  }

  async status(callControlId: string): Promise<LegStatus> {
    this.asked.push(callControlId);
    const alive = this.alive(callControlId);
    if (alive === undefined) {
      const { error } = refused({ reason: 'unreachable', retryable: true }) as { error: CommandError };
      return { alive, unknown: true, error };
    }
    if (!alive) return { alive };
    return { alive, callLegId: undefined, callSessionId: undefined, clientState: undefined };
  }

  #accepted(command: CommandName): CommandOutcome {
    if (command !== 'dial') return { ok: true, data: { result: 'ok' } };
    const leg = `dialled-${++this.#dials}`;
    return { ok: true, data: { call_control_id: leg, call_leg_id: `${leg}-leg`, call_session_id: `${leg}-session` } };
  }
}

/** An answer that is a failure. */
export function refused(facts: Partial<ConstructorParameters<typeof CommandError>[2]>): CommandOutcome {
  const attempt = { operation: 'test', callControlId: undefined, account: 'default' };
  const failure = { reason: 'rejected', retryable: false, outcomeUnknown: false, ...facts } as const;
  return { ok: false, error: new CommandError(attempt, 'refused by the test', failure) };
}

/** The failures that Telnyx and the way to it know, as the client reports them. */
export const failures = {
  /** The request arrived, or not; no answer came. */
  silence: (): CommandOutcome => refused({ reason: 'unknown_outcome', retryable: true, outcomeUnknown: true }),
  unavailable: (): CommandOutcome =>
    refused({ reason: 'unknown_outcome', retryable: true, outcomeUnknown: true, status: 503 }),
  unreachable: (): CommandOutcome => refused({ reason: 'unreachable', retryable: true }),
  tooMany: (retryAfterMs?: number): CommandOutcome => refused({ retryable: true, status: 429, retryAfterMs }),
  invalid: (): CommandOutcome => refused({ reason: 'invalid', status: 422, telnyxCode: '10033' }),
  legEnded: (telnyxCode = '90018'): CommandOutcome => refused({ reason: 'leg_ended', status: 422, telnyxCode }),
} as const;
