/**
 * Sends what the steps decided on. A command is sent when the engine says that it may be (`readyAt`), once at a time, and
 * its outcome goes back into the call. What is tried again, for how long, and what may never be sent twice, is decided
 * here; order and expiry are the engine's.
 */
import type { Carrier } from '../carrier/carrier.ts';
import type { CommandError } from '../carrier/command-error.ts';
import type { Clock } from '../clock/clock.ts';
import type { CallState, PendingCommand } from '../engine/call-state.ts';
import { isLive } from '../engine/leg.ts';
import type { CommandOutcomeInput } from '../engine/outcome.ts';
import { wireOf } from '../engine/wire.ts';
import type { CallRecord } from '../stores/store.ts';
import { commands as registry } from '../telnyx/commands/registry.ts';
import type { CallWriter } from './call-writer.ts';
import type { DialPacer } from './dial-pacer.ts';
import type { Log } from './log.ts';
import type { RuntimeLimits, RuntimeOptions } from './runtime-options.ts';
import { Work } from './work.ts';

/** What the dispatcher works with. */
export interface DispatcherParts {
  readonly writer: CallWriter;
  readonly carrier: Carrier;
  readonly clock: Clock;
  readonly limits: RuntimeLimits;
  readonly log: Log;
  readonly random: () => number;
  readonly pacer: DialPacer;
  readonly mayAct: () => boolean;
  readonly environment: NonNullable<RuntimeOptions['environment']>;
}

// Telnyx ignores a command whose command_id it has seen within 60 s (Telnyx docs: receiving webhooks). Five seconds of
// it are left for the request to arrive.
const sameIdMs = 55_000;

/** One command on its way. */
interface Sending {
  readonly callId: string;
  readonly command: PendingCommand;
  /** When the first attempt was made whose outcome is not known; a repeat under the same id is safe for a while. */
  uncertainSince: number | undefined;
  /** When the first attempt of all was made. */
  firstAt: number | undefined;
  attempts: number;
  /** How long Telnyx asked to wait. */
  retryAfterMs: number;
  /** Chance, 0 to 1, that spreads the next pause. */
  spread: number;
}

/** The sender of a process. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #pacer: DialPacer;
  readonly #work: Work;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#pacer = parts.pacer;
    this.#work = new Work(parts);
  }

  /** Sends what a step has made ready. */
  look(state: CallState): void {
    for (const command of state.commands) {
      if (command.readyAt !== undefined) this.#begin(state, command, undefined);
    }
  }

  /** Takes up what a process before this one may or may not have sent: what was ready in the state that it left. */
  resume(state: CallState, found: CallState): void {
    for (const command of state.commands) {
      const left = found.commands.find((one) => one.id === command.id);
      if (left?.readyAt === undefined) continue;
      this.#begin(state, command, left.command === 'dial' ? left.attemptedAt : left.readyAt);
    }
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  #begin(state: CallState, command: PendingCommand, uncertainSince: number | undefined): void {
    const sending = {
      callId: state.callId,
      command,
      uncertainSince,
      firstAt: undefined,
      attempts: 0,
      retryAfterMs: 0,
      spread: 0,
    };
    void this.#work.run(command.id, async () => {
      const outcome = await this.#send(sending);
      if (outcome === undefined) return;
      const { callId } = state;
      const told = sending.attempts > 1 ? { ...outcome, attempts: sending.attempts } : outcome;
      await this.#work.persist(callId, () =>
        this.#parts.writer.apply(callId, (at) => ({ type: 'outcome', at, commandId: command.id, outcome: told })),
      );
    });
  }

  /** Until there is an outcome; undefined when nobody waits for one any more, or the process stops. */
  async #send(sending: Sending): Promise<CommandOutcomeInput | undefined> {
    if (sending.command.command === 'dial') await this.#announceDial(sending);
    for (;;) {
      const state = await this.#stateOf(sending);
      if (state === undefined || this.#work.stopping) return undefined;
      const forbidden = this.#isForbidden(state, sending);
      if (forbidden !== undefined) return forbidden;
      // The last look before it leaves. Whoever may have the call now may send it too.
      if (!this.#work.mayAct()) {
        if (!(await this.#work.allowed())) return undefined;
        continue;
      }
      const outcome = await this.#attempt(state, sending);
      if (outcome !== undefined) return outcome;
      if (!(await this.#work.pause(this.#pauseMs(sending)))) return undefined;
    }
  }

  /** Dials wait for their turn, and say that it has come: only then can a later process know that none was made. */
  async #announceDial({ callId, command, uncertainSince }: Sending): Promise<void> {
    await this.#pacer.turn();
    if (uncertainSince !== undefined || this.#work.stopping) return;
    await this.#work.persist(callId, () =>
      this.#parts.writer.apply(callId, (at) => ({ type: 'attempt', at, commandId: command.id })),
    );
  }

  /** The call's state, while it still wants the command. */
  async #stateOf({ callId, command, attempts }: Sending): Promise<CallState | undefined> {
    const wants = (record: CallRecord | undefined): record is CallState =>
      record !== undefined && record.phase !== 'routing' && record.commands.some((one) => one.id === command.id);
    // What was just committed here is in memory. Later, another process may have moved the call on.
    const latest = attempts === 0 ? this.#parts.writer.peek(callId) : undefined;
    if (wants(latest)) return latest;
    const record = await this.#work.read(callId);
    return wants(record) ? record : undefined;
  }

  /** What must not be sent now: to nobody, stale media, and what may have been sent and must not be sent twice. */
  #isForbidden(state: CallState, { command, uncertainSince }: Sending): CommandOutcomeInput | undefined {
    const leg = state.legs.find((one) => one.id === command.legId);
    if (command.command !== 'dial' && leg !== undefined && !isLive(leg))
      return { ok: false, reason: 'leg_ended', detail: 'The leg ended before it could be sent.' };
    if (state.commands.some((one) => one.id === command.id && one.stale))
      return { ok: false, reason: 'expired', detail: 'The state that asked for it was left before it was sent.' };
    if (uncertainSince === undefined) return undefined;
    const { repeat } = registry[command.command];
    const age = this.#parts.clock.now() - uncertainSince;
    if (repeat === 'harmless' || (repeat === 'command_id' && age < sameIdMs)) return undefined;
    return {
      ok: false,
      reason: 'unknown_outcome',
      detail: 'It may have been carried out: no answer came, and a repeat might do it twice.',
    };
  }

  async #attempt(state: CallState, sending: Sending): Promise<CommandOutcomeInput | undefined> {
    const { command } = sending;
    const { callControlId, body } = wireOf(state, command);
    const filled = command.command === 'dial' ? this.#fill(state, body) : body;
    const now = this.#parts.clock.now();
    sending.firstAt ??= now;
    sending.attempts += 1;
    sending.spread = this.#parts.random();
    const outcome = await this.#parts.carrier.send({
      command: command.command,
      callControlId,
      body: filled,
      account: state.account,
    });
    if (outcome.ok) return { ok: true, data: outcome.data };
    const { error } = outcome;
    const wasUncertain = sending.uncertainSince !== undefined;
    if (error.outcomeUnknown) sending.uncertainSince ??= now;
    this.#parts.log({
      level: 'warn',
      message: 'a command was not accepted',
      callId: state.callId,
      command: command.command,
      reason: error.reason,
      status: error.status,
      telnyxCode: error.telnyxCode,
      attempts: sending.attempts,
    });
    sending.retryAfterMs = error.retryAfterMs ?? 0;
    if (error.retryable && this.#mayRetry(sending)) return undefined;
    return this.#finalOutcome(state, sending, error, wasUncertain, callControlId);
  }

  /** A failure that stays: what it means is asked, not guessed. */
  async #finalOutcome(
    state: CallState,
    sending: Sending,
    error: CommandError,
    wasUncertain: boolean,
    callControlId: string | undefined,
  ): Promise<CommandOutcomeInput> {
    const facts = { status: error.status, code: error.telnyxCode, title: error.title, detail: error.detail };
    if (error.reason === 'leg_ended' && callControlId !== undefined) {
      const status = await this.#parts.carrier.status(callControlId, state.account);
      if (status.alive === false) return { ok: false, ...facts, reason: 'leg_ended' };
      if (!wasUncertain) return { ok: false, ...facts, reason: 'rejected' };
    }
    // A refusal of a repeat says nothing of the first attempt, which may have been carried out. Too many requests are
    // no refusal: they were never looked at.
    const isRefusal = error.status !== undefined && error.status >= 400 && error.status < 500 && !error.retryable;
    if (wasUncertain && isRefusal) return { ok: true, data: {} };
    if (sending.uncertainSince !== undefined) return { ok: false, ...facts, reason: 'unknown_outcome' };
    return { ok: false, ...facts, reason: error.reason };
  }

  /** Whether the next attempt comes within the time for all of them: somebody is on the line meanwhile. */
  #mayRetry(sending: Sending): boolean {
    const { command, firstAt, uncertainSince } = sending;
    const nextAt = this.#parts.clock.now() + this.#pauseMs(sending);
    if (firstAt !== undefined && nextAt - firstAt >= this.#parts.limits.retryForMs) return false;
    return uncertainSince === undefined || registry[command.command].repeat !== 'never';
  }

  /** Doubles from attempt to attempt, spread between half and the whole; never less than Telnyx asks for. */
  #pauseMs(sending: Sending): number {
    const { attempts, retryAfterMs } = sending;
    const { retryPauseMs, longestRetryPauseMs } = this.#parts.limits;
    const full = Math.min(retryPauseMs * 2 ** (attempts - 1), longestRetryPauseMs);
    return Math.max(full * (0.5 + sending.spread / 2), retryAfterMs);
  }

  #fill(state: CallState, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { connectionId } = this.#parts.environment(state.account);
    return { ...(connectionId !== undefined && { connection_id: connectionId }), ...body };
  }
}
