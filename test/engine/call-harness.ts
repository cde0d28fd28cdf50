/**
 * Drives one call through the pure engine with a clock turned by hand, playing Telnyx and the host at once, so that a
 * test reads as a ladder: a webhook in, commands out, an answer in. It keeps what a host must be able to rely on: the
 * state that goes in is frozen, comes back unchanged through JSON, and the same input gives the same bytes twice.
 */
import type { AnyStateMachine } from 'xstate';
import assert from 'node:assert/strict';
import { type FlowModule, type Flow, loadFlow } from 'callchart';
import { advance, type Advanced, openCall } from '../../src/engine/advance.ts';
import type { CallEventInput } from '../../src/engine/call-input.ts';
import type { CallState, PendingCommand } from '../../src/engine/call-state.ts';
import { nextDue } from '../../src/engine/due.ts';
import type { JournalEntry } from '../../src/engine/journal.ts';
import type { Leg } from '../../src/engine/leg.ts';
import { decodeToken } from '../../src/engine/token.ts';
import { wireOf } from '../../src/engine/wire.ts';

type Payload = Readonly<Record<string, unknown>>;

export const START = Date.UTC(2026, 0, 5, 9, 0, 0);

/** What a webhook or an answer may say beside the usual. */
export interface WebhookOptions {
  /** Dedupe key; one that was taken in before is dropped, as a host does. */
  readonly id?: string;
  /** `client_state` on the wire; default: what Telnyx has of the leg, as set by the commands it accepted. */
  readonly client_state?: string | null;
}

/** A call under test. */
export class CallHarness {
  readonly flow: Flow;
  /** Every entry so far. */
  readonly journal: JournalEntry[] = [];
  #state: CallState;
  #now = START;
  #webhooks = 0;
  readonly #keys = new Set<string>();
  /** `client_state` as Telnyx holds it, by leg. */
  readonly #clientStates = new Map<string, string>();

  private constructor(flow: Flow, opened: Advanced, repeat: () => Advanced) {
    this.flow = flow;
    this.#state = this.#checked(opened, repeat());
  }

  /** An incoming call on `caller#1`, its `call.initiated` applied. */
  static incoming(module: FlowModule | AnyStateMachine, payload: Payload = {}): CallHarness {
    const flow = loadFlow(module);
    const wire = {
      call_control_id: 'v3:caller#1',
      call_leg_id: 'leg-caller#1',
      call_session_id: 'session-1',
      connection_id: 'app-1',
      client_state: null,
      direction: 'incoming',
      from: '+15550001',
      to: '+15550002',
      state: 'parked',
      ...payload,
    };
    const occurred_at = new Date(START).toISOString();
    const webhook = { type: 'webhook', at: START, id: 'wh-0', event_type: 'call.initiated', occurred_at } as const;
    const opening = { callId: 'call-1', at: START, account: 'main', input: { trigger: wire } };
    const open = (): Advanced => openCall(flow, { ...opening, webhook: { ...webhook, payload: wire } });
    return new CallHarness(flow, open(), open);
  }

  /** A call that somebody starts. */
  static outgoing(module: FlowModule | AnyStateMachine, trigger: Payload = {}): CallHarness {
    const flow = loadFlow(module);
    const opening = { callId: 'call-1', at: START, account: 'main', key: 'request-1', input: { trigger } };
    const open = (): Advanced => openCall(flow, opening);
    return new CallHarness(flow, open(), open);
  }

  state(): CallState {
    return this.#state;
  }

  get now(): number {
    return this.#now;
  }

  /** The machine's state value. */
  get value(): unknown {
    return this.#state.machine.value;
  }

  get context(): Payload {
    return this.#state.machine.context;
  }

  get phase(): string {
    return this.#state.phase;
  }

  leg(id: string): Leg {
    const leg = this.#state.legs.find((one) => one.id === id);
    if (leg === undefined)
      throw new Error(`There is no leg ${id}: ${this.#state.legs.map((one) => one.id).join(', ')}`);
    return leg;
  }

  /** The entry of the last input. */
  get last(): JournalEntry {
    return this.journal.at(-1) as JournalEntry;
  }

  /** Every event the machine was given so far, with whether it took it. */
  events(): string[] {
    return this.journal.flatMap((entry) => entry.events.map((one) => (one.handled ? one.type : `(${one.type})`)));
  }

  /** Commands that are ready and not yet answered, as `speak caller#1`. */
  sent(): string[] {
    return this.#state.commands.filter((one) => one.readyAt !== undefined).map((one) => `${one.command} ${one.legId}`);
  }

  /** Commands that were decided on and may not be sent yet. */
  waiting(): string[] {
    return this.#state.commands.filter((one) => one.readyAt === undefined).map((one) => `${one.command} ${one.legId}`);
  }

  /** The oldest ready command of this name, on this leg if one is named. */
  command(name: string, leg?: string): PendingCommand {
    const found = this.#state.commands.find(
      (one) => one.command === name && one.readyAt !== undefined && (leg === undefined || one.legId === leg),
    );
    if (found === undefined) throw new Error(`No ${name} is on its way: ${JSON.stringify(this.sent())}`);
    return found;
  }

  /** The body of a command as it goes over the wire. */
  body(name: string, leg?: string): Payload {
    return wireOf(this.#state, this.command(name, leg)).body;
  }

  /** What a webhook looks like when the carrier sends it now; `webhook` sends it later. */
  payloadOf(legId: string, payload: Payload = {}): Payload {
    const { from, to, direction } = this.leg(legId);
    const numbers = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    return {
      call_control_id: `v3:${legId}`,
      call_leg_id: `leg-${legId}`,
      call_session_id: 'session-1',
      connection_id: 'app-1',
      client_state: this.#clientStates.get(legId) ?? null,
      ...numbers,
      direction,
      ...payload,
    };
  }

  /** A webhook about a leg. @returns its journal entry; undefined when its id had been taken in before */
  webhook(type: string, payload: Payload = {}, legId = 'caller#1', options: WebhookOptions = {}): JournalEntry {
    const own = options.client_state === undefined ? {} : { client_state: options.client_state };
    return this.deliver(type, this.payloadOf(legId, { ...own, ...payload }), options.id);
  }

  /** A webhook exactly as given. */
  deliver(type: string, payload: Payload, id = `wh-${(this.#webhooks += 1)}`): JournalEntry {
    if (this.#keys.has(id)) return { ...this.last, outcome: 'duplicate', events: [], effects: [] };
    this.#keys.add(id);
    const occurred_at = new Date(this.#now).toISOString();
    return this.apply({ type: 'webhook', at: this.#now, id, event_type: type, occurred_at, payload });
  }

  /** The dial's turn in the paced lane has come. */
  attempt(leg: string): JournalEntry {
    const command = this.command('dial', leg);
    // A leg may be heard of before the answer to its dial: its token is with Telnyx already.
    this.#remember(command);
    return this.apply({ type: 'attempt', at: this.#now, commandId: command.id });
  }

  /** Whether Telnyx has the leg, so that webhooks about it can come. */
  isKnownToTelnyx(leg: string): boolean {
    return this.#clientStates.has(leg) || this.leg(leg).callControlId !== undefined;
  }

  /** Telnyx accepts a command. A dial's answer names the new leg. */
  ok(name: string, data?: Payload, leg?: string): JournalEntry {
    const command = this.command(name, leg);
    if (name === 'dial' && command.attemptedAt === undefined) this.attempt(command.legId);
    this.#remember(command);
    const made = { call_control_id: `v3:${command.legId}`, call_leg_id: `leg-${command.legId}`, call_session_id: 's2' };
    const answer = data ?? (name === 'dial' ? made : { result: 'ok' });
    return this.apply({
      type: 'outcome',
      at: this.#now,
      commandId: command.id,
      outcome: { ok: true, data: answer },
    });
  }

  /** Telnyx accepts every command that is ready, in order, until none is left. */
  okAll(): this {
    for (let next = this.#ready(); next !== undefined; next = this.#ready())
      this.ok(next.command, undefined, next.legId);
    return this;
  }

  /** A command fails for good. */
  fails(name: string, reason: string, facts: Payload = {}, leg?: string): JournalEntry {
    const command = this.command(name, leg);
    if (name === 'dial' && command.attemptedAt === undefined) this.attempt(command.legId);
    return this.outcome(command.id, reason, facts);
  }

  /** The outcome of a command by its id, be it known or not. */
  outcome(commandId: string, reason: string, facts: Payload = {}): JournalEntry {
    const outcome = { ok: false as const, reason, ...facts };
    return this.apply({ type: 'outcome', at: this.#now, commandId, outcome });
  }

  /** A task ends. */
  task(id: string, output: unknown): JournalEntry {
    return this.#taskEnd(id, { ok: true, output });
  }

  taskFails(id: string, error: unknown): JournalEntry {
    return this.#taskEnd(id, { ok: false, error });
  }

  /** The answer to a leg's `checking`. */
  status(legId: string, alive: boolean | undefined): JournalEntry {
    return this.apply({ type: 'status', at: this.#now, legId, alive });
  }

  /** An application's event. */
  send(type: string, payload: Payload = {}): JournalEntry {
    return this.apply({
      type: 'application',
      at: this.#now,
      id: `app-${this.journal.length}`,
      event: { type, payload },
    });
  }

  /** Lets time pass without looking. */
  wait(ms: number): this {
    this.#now += ms;
    return this;
  }

  /** Lets time pass, and does every due thing at its time, oldest first. @returns the names of what was due */
  tick(ms: number): string[] {
    const until = this.#now + ms;
    const done: string[] = [];
    // A due thing that stays due would go round for ever.
    for (let count = 0; count < 1_000; count++) {
      const due = nextDue(this.flow, this.#state);
      if (due === undefined || due.at > until) {
        this.#now = until;
        return done;
      }
      this.#now = Math.max(this.#now, due.at);
      done.push(this.apply({ type: 'tick', at: this.#now }).input.name);
    }
    throw new Error(`The call is never done with what is due: ${done.slice(-5).join(', ')}`);
  }

  /** Any input at all. */
  apply(input: CallEventInput): JournalEntry {
    const state = this.#state;
    const advanced = advance(this.flow, state, input);
    this.#state = this.#checked(advanced, advance(this.flow, state, input));
    return this.last;
  }

  /** What `apply` relies on: pure, plain JSON, nothing written to what came in. */
  #checked({ state, entry }: Advanced, again: Advanced): CallState {
    const bytes = JSON.stringify(state);
    assert.equal(bytesOf(again), bytesOf({ state, entry }), 'the same input gave other bytes');
    const stored = JSON.parse(bytes) as CallState;
    assert.deepEqual(state, stored, 'the state does not survive JSON');
    for (const key of ['callId', 'account', 'createdAt', 'flow'] as const)
      if (this.journal.length > 0) assert.deepEqual(state[key], this.#state[key]);
    assert.equal(entry.seq, state.step);
    this.journal.push(entry);
    return deepFreeze(stored);
  }

  #ready(): PendingCommand | undefined {
    return this.#state.commands.find((one) => one.readyAt !== undefined);
  }

  #taskEnd(id: string, end: Extract<CallEventInput, { type: 'task' }>['end']): JournalEntry {
    const task = this.#state.tasks.find((one) => one.id === id);
    if (task === undefined) throw new Error(`No task ${id} runs.`);
    return this.apply({ type: 'task', at: this.#now, id, generation: task.generation, end });
  }

  /** Telnyx remembers the `client_state` of a command it accepts, for each leg that the command gives one. */
  #remember(command: PendingCommand): void {
    const { body } = wireOf(this.#state, command);
    for (const state of [body['client_state'], body['target_leg_client_state']]) {
      const token = decodeToken(state);
      if (token !== undefined) this.#clientStates.set(token.legId, state as string);
    }
  }
}

/** Stacks name the caller's frames too: they are for people, and differ. */
const bytesOf = ({ state, entry }: Advanced): string =>
  JSON.stringify({ state, entry: { ...entry, note: entry.note?.split('\n')[0] } });

/** Freezes all of it: an engine that writes to what it was given throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
