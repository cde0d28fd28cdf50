/**
 * The application of an explored call: it steps the engine, sends what the steps decide on, and brings the answers, as
 * the runtime does, but at once and on data. What is judged about it is told to whoever watches.
 */
import { advance, type Advanced, openCall } from '../../engine/advance.ts';
import type { CallEventInput } from '../../engine/call-input.ts';
import type { PendingCommand } from '../../engine/call-state.ts';
import { nextDue } from '../../engine/due.ts';
import { isLive } from '../../engine/leg.ts';
import { wireOf } from '../../engine/wire.ts';
import type { Flow } from '../../flow/load-flow.ts';
import { defaultLimits } from '../../runtime/runtime-options.ts';
import { commands as registry } from '../../telnyx/commands/registry.ts';
import { type CarrierLeg, legOfControlId, type Webhook } from '../carrier/carrier-state.ts';
import { carryOut, dial, type Reply } from '../carrier/commands.ts';
import { modelTiming, msOf } from '../carrier/model-timing.ts';
import { connectionId } from '../carrier/webhooks.ts';
import { outcomeOf } from './outcome-of.ts';
import type { FaultKind, HostDue, Outcome, Sending, World } from './world.ts';

/** What is told of while an application runs. */
export interface Watcher {
  /** The engine took something in. */
  readonly stepped: (world: World, before: World['call'], advanced: Advanced, input?: CallEventInput) => void;
  /** A command was sent, and this is its answer; `before`: its leg when it came; `faked`: it was not looked at. */
  readonly commanded: (world: World, sent: SentCommand) => void;
}

/** A command on the wire. */
export interface SentCommand {
  readonly command: PendingCommand;
  readonly reply: Reply;
  readonly before: CarrierLeg | undefined;
  readonly faked: boolean;
}

type Params = Readonly<Record<string, unknown>>;
type NewDue = HostDue extends infer Each ? (Each extends HostDue ? Omit<Each, 'at' | 'order'> : never) : never;

// Telnyx ignores a repeat of a command_id within this time, less what it takes to arrive (runtime/dispatcher.ts).
const sameIdMs = 55_000;

/** The application. One per transition: it counts the commands that it sends, so that one of them can go wrong. */
export class Host {
  readonly #flow: Flow;
  readonly #world: World;
  readonly #watcher: Watcher;
  readonly #fault: { readonly site: number; readonly kind: FaultKind } | undefined;
  readonly #input: Params;
  /** What became of the last thing that was taken in. */
  lastEntry: Advanced['entry'] | undefined;
  /** The commands that were sent for the first time. */
  readonly sites: { readonly name: string; readonly leg: number | undefined }[] = [];

  constructor(
    flow: Flow,
    world: World,
    watcher: Watcher,
    given: { readonly fault?: { readonly site: number; readonly kind: FaultKind } | undefined; readonly input: Params },
  ) {
    this.#flow = flow;
    this.#world = world;
    this.#watcher = watcher;
    this.#fault = given.fault;
    this.#input = given.input;
  }

  /** A webhook arrives. */
  receive({ id, event, emittedAt, payload }: Webhook): void {
    const webhook = {
      type: 'webhook',
      at: this.#at(),
      id,
      event_type: event,
      occurred_at: new Date(this.#world.carrier.epochMs + emittedAt).toISOString(),
      payload,
    } as const;
    if (this.#world.call === undefined) this.#open(webhook);
    else this.step(webhook);
  }

  /** Somebody starts a call. */
  start(): void {
    this.#open(undefined);
  }

  #open(webhook: Extract<CallEventInput, { type: 'webhook' }> | undefined): void {
    const trigger = webhook === undefined ? this.#input : webhook.payload;
    const opening = { callId: 'call-1', at: this.#at(), account: 'default', input: { ...this.#input, trigger } };
    const advanced = openCall(this.#flow, webhook === undefined ? opening : { ...opening, webhook });
    this.#world.call = advanced.state;
    this.#watcher.stepped(this.#world, undefined, advanced, webhook);
    this.#endHandedOn();
  }

  /** Brings something into the call. */
  step(input: CallEventInput): void {
    const before = this.#world.call;
    if (before === undefined) return;
    const advanced = advance(this.#flow, before, input);
    this.#world.call = advanced.state;
    this.lastEntry = advanced.entry;
    this.#watcher.stepped(this.#world, before, advanced, input);
    this.#endHandedOn();
  }

  /** What the other flow makes of the call is its own exploration's business. */
  #endHandedOn(): void {
    if (this.#world.call?.handoff === undefined) return;
    this.step({ type: 'hangup', at: this.#at(), id: 'handed-on', by: 'the exploration' });
  }

  /** When the engine wants to be woken; milliseconds since the call began. */
  wakesAt(): number | undefined {
    const { call } = this.#world;
    const due = call === undefined ? undefined : nextDue(this.#flow, call);
    return due === undefined ? undefined : due.at - this.#world.carrier.epochMs;
  }

  /** Does everything that is to be done at this moment. */
  react(): void {
    for (let rounds = 0; rounds < 100; rounds++) {
      const { call } = this.#world;
      if (call === undefined) return;
      const begun = new Set(this.#world.sending.map(({ commandId }) => commandId));
      const fresh = call.commands.filter(({ id, readyAt }) => readyAt !== undefined && !begun.has(id));
      for (const command of fresh) this.#begin(command);
      this.#askAfterLegs();
      const wakesAt = this.wakesAt();
      if (wakesAt !== undefined && wakesAt <= this.#now()) this.step({ type: 'tick', at: this.#at() });
      else if (fresh.length === 0) break;
    }
    const { call } = this.#world;
    const pending = new Set(call?.commands.map(({ id }) => id));
    this.#world.sending = this.#world.sending.filter(({ commandId }) => pending.has(commandId));
    this.#world.asked = this.#world.asked.filter((id) => call?.legs.some((leg) => leg.id === id && leg.checking));
  }

  /** Something that the application waited for is due. */
  take(due: HostDue): void {
    this.#world.due = this.#world.due.filter((one) => one !== due);
    switch (due.kind) {
      case 'outcome':
        this.step({ type: 'outcome', at: this.#at(), commandId: due.commandId, outcome: due.outcome });
        return;
      case 'attempt':
        this.#attempt(due.commandId);
        return;
      case 'failed attempt':
        this.#afterFailure(due.commandId);
        return;
      case 'ask status':
        this.#confirmEnd(due.commandId);
        return;
      case 'status': {
        const alive = this.#world.carrier.legs[due.carrierLeg]?.signalling !== 'ended';
        this.step({ type: 'status', at: this.#at(), legId: due.legId, alive });
        return;
      }
      case 'task':
        this.step({ type: 'task', at: this.#at(), id: due.id, generation: due.generation, end: due.end });
        return;
      default:
        due satisfies never;
    }
  }

  /** Puts something on the application's list. */
  later(delayMs: number, due: NewDue): void {
    const order = this.#world.carrier.order++;
    const entry = { ...due, at: this.#now() + Math.ceil(delayMs), order } as HostDue;
    this.#world.due = [...this.#world.due, entry];
  }

  #begin(command: PendingCommand): void {
    const site = this.sites.length;
    const kind = this.#fault?.site === site ? this.#fault.kind : undefined;
    const leg = this.#carrierLegOf(command);
    this.sites.push({ name: command.command, leg });
    const isUnavailable = kind === 'unavailable';
    const sending = { commandId: command.id, firstAt: this.#now(), attempts: 0, isUnavailable };
    this.#world.sending = [...this.#world.sending, sending];
    if (kind !== undefined) this.#world.fault = { kind, name: command.command, leg };
    if (command.command === 'dial') this.step({ type: 'attempt', at: this.#at(), commandId: command.id });
    if (kind === 'refused') this.#fake(command);
    else this.#attempt(command.id);
  }

  #fake(command: PendingCommand): void {
    const reply = { ok: false, status: 422, code: '10015', title: 'Simulated fault' } as const;
    this.#watcher.commanded(this.#world, { command, reply, before: undefined, faked: true });
    this.#answer(command, { ok: false, reason: 'rejected', status: 422, code: '10015', title: 'Simulated fault' });
  }

  #attempt(commandId: string): void {
    const { call, carrier } = this.#world;
    const command = call?.commands.find(({ id }) => id === commandId);
    if (call === undefined || command === undefined) return;
    const leg = call.legs.find(({ id }) => id === command.legId);
    if (command.command !== 'dial' && leg !== undefined && !isLive(leg)) {
      this.#settle(commandId, { ok: false, reason: 'leg_ended' });
      return;
    }
    if (command.stale === true) {
      this.#settle(commandId, { ok: false, reason: 'expired' });
      return;
    }
    const sending = this.#sendingOf(commandId);
    if (sending?.isUnavailable === true) {
      this.#unavailable(command, sending);
      return;
    }
    const { callControlId, body } = wireOf(call, command);
    const params = command.command === 'dial' ? { connection_id: connectionId, ...body } : body;
    const target = legOfControlId(carrier, callControlId);
    const before = target === undefined ? undefined : { ...target };
    let reply: Reply;
    if (command.command === 'dial') reply = dial(carrier, params);
    else if (target === undefined) reply = { ok: false, status: 422, code: '90015', title: 'Invalid Call Control ID' };
    else reply = carryOut(carrier, target, command.command, params);
    this.#watcher.commanded(this.#world, { command, reply, before, faked: false });
    this.#answer(command, outcomeOf(reply, command.command !== 'dial'));
  }

  /** The answer arrives a moment later; that a leg has ended is asked for once more before it is believed. */
  #answer(command: PendingCommand, outcome: Outcome): void {
    const delayMs = msOf(command.command === 'dial' ? modelTiming.dialAnswer : modelTiming.commandAnswer);
    if (!outcome.ok && outcome.reason === 'leg_ended')
      this.later(delayMs, { kind: 'ask status', commandId: command.id });
    else this.later(delayMs, { kind: 'outcome', commandId: command.id, outcome });
  }

  #confirmEnd(commandId: string): void {
    const command = this.#world.call?.commands.find(({ id }) => id === commandId);
    if (command === undefined) return;
    const leg = this.#carrierLegOf(command);
    const isAlive = leg !== undefined && this.#world.carrier.legs[leg]?.signalling !== 'ended';
    const outcome: Outcome = { ok: false, reason: isAlive ? 'rejected' : 'leg_ended', status: 422, code: '90018' };
    this.later(msOf(modelTiming.commandAnswer), { kind: 'outcome', commandId, outcome });
  }

  #unavailable(command: PendingCommand, sending: Sending): void {
    const reply = { ok: false, status: 503, code: '10007', title: 'Simulated fault' } as const;
    if (sending.attempts === 0)
      this.#watcher.commanded(this.#world, { command, reply, before: undefined, faked: true });
    const attempts = sending.attempts + 1;
    this.#world.sending = this.#world.sending.map((one) => (one === sending ? { ...one, attempts } : one));
    const delayMs = msOf(command.command === 'dial' ? modelTiming.dialAnswer : modelTiming.commandAnswer);
    this.later(delayMs, { kind: 'failed attempt', commandId: command.id });
  }

  #afterFailure(commandId: string): void {
    const sending = this.#sendingOf(commandId);
    const command = this.#world.call?.commands.find(({ id }) => id === commandId);
    if (sending === undefined || command === undefined) return;
    const { retryPauseMs, longestRetryPauseMs, retryForMs } = defaultLimits;
    const pauseMs = Math.min(retryPauseMs * 2 ** (sending.attempts - 1), longestRetryPauseMs) * 0.75;
    const age = this.#now() + pauseMs - sending.firstAt;
    const { repeat } = registry[command.command];
    if (age >= retryForMs || repeat === 'never') {
      this.#settle(commandId, { ok: false, reason: 'unknown_outcome', status: 503, code: '10007' });
    } else if (repeat !== 'harmless' && Math.ceil(age) >= sameIdMs) {
      this.later(pauseMs, { kind: 'outcome', commandId, outcome: { ok: false, reason: 'unknown_outcome' } });
    } else this.later(pauseMs, { kind: 'attempt', commandId });
  }

  #settle(commandId: string, outcome: Outcome): void {
    this.step({ type: 'outcome', at: this.#at(), commandId, outcome });
  }

  #askAfterLegs(): void {
    for (const leg of this.#world.call?.legs ?? []) {
      if (leg.checking !== true || this.#world.asked.includes(leg.id)) continue;
      const carrierLeg = legOfControlId(this.#world.carrier, leg.callControlId)?.index;
      if (carrierLeg === undefined) continue;
      this.#world.asked = [...this.#world.asked, leg.id];
      this.later(msOf(modelTiming.commandAnswer), { kind: 'status', legId: leg.id, carrierLeg });
    }
  }

  #carrierLegOf(command: PendingCommand): number | undefined {
    const leg = this.#world.call?.legs.find(({ id }) => id === command.legId);
    return legOfControlId(this.#world.carrier, leg?.callControlId)?.index;
  }

  #sendingOf(commandId: string): Sending | undefined {
    return this.#world.sending.find((one) => one.commandId === commandId);
  }

  #now(): number {
    return this.#world.carrier.now;
  }

  #at(): number {
    return this.#world.carrier.epochMs + this.#world.carrier.now;
  }
}
