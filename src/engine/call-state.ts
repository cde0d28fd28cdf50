/**
 * All that is known of a call between two inputs: plain JSON, stored as one row. Commands that wait to be sent, timers
 * and running tasks are part of it, so one write keeps them all. It knows no store and no clock.
 */
import type { EventObject } from 'xstate';
import type { CommandName } from '../telnyx/commands/registry.ts';
import type { Leg } from './leg.ts';
import type { MachineState } from './machine-state.ts';

/** Which structure of which flow a call runs on. */
export interface FlowIdentity {
  readonly id: string;
  readonly version: string;
  /** Hash of the machine's structure. */
  readonly hash: string;
}

/**
 * Where a call is in its life:
 * - `active`: the machine steers
 * - `finishing`: the machine is done with; what legs are left are released or watched
 * - `fallback`: the flow failed; the engine apologises and hangs up
 * - `late`: no leg lives; late webhooks (recordings, cost) are still taken in
 * - `closed`: over; the `completed` hook is owed until `reported`
 */
export type CallPhase = 'active' | 'finishing' | 'fallback' | 'late' | 'closed';

/** A command that was decided on and whose outcome is not known yet. */
export interface PendingCommand {
  /** The `command_id`, derived from call, step and index: the same after a crash. */
  readonly id: string;
  readonly command: CommandName;
  /** The leg it addresses; for `dial` the leg it makes. */
  readonly legId: string;
  /** Other legs it names: it waits until they are known. */
  readonly needs: readonly string[];
  /** Wire params; references to legs are exact (`leg:agent#1`) and resolved when the command is sent. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The state nodes that asked for it. */
  readonly origin: readonly string[];
  /** The step that issued it. */
  readonly step: number;
  /** When it was issued, milliseconds since the epoch. */
  readonly issuedAt: number;
  /** Who wants it: the flow, or the engine that ends or rescues a call. */
  readonly by: 'flow' | 'engine';
  /** The leg that a transfer adds. */
  readonly target?: string;
  /** Since when it may be sent: it leads its leg's lane and every leg it names is known. */
  readonly readyAt?: number;
  /** When its first attempt was announced: only commands of the paced lane (dial) announce it. */
  readonly attemptedAt?: number;
  /** A media command whose state was left: not to be sent if it has not been yet. */
  readonly stale?: true;
}

/** An event for the machine at a given time. It keeps its deadline over a restart. */
export interface PendingTimer {
  /** The machine's name for it; undefined when nothing can cancel it. */
  readonly id?: string;
  readonly generation: number;
  readonly dueAt: number;
  readonly event: EventObject;
}

/** An invoked task that runs, or runs again after a crash. */
export interface RunningTask {
  readonly id: string;
  readonly generation: number;
  readonly src: string;
  readonly input?: unknown;
}

/** A completion that is held back, because it was another play's. */
export interface WithheldEvent {
  readonly legId: string;
  readonly kind: 'speak' | 'playback' | 'overlay' | 'gather';
  /** The play that is waited for instead. */
  readonly newest: string;
  /** When it is delivered after all, if no sign of the newest has come. */
  readonly dueAt: number;
  readonly event: MachineEvent;
}

/** A call between two flows. */
export interface PendingHandoff {
  /** Id of the flow that is to go on. */
  readonly flow: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a machine receives. */
export interface MachineEvent extends EventObject {
  readonly type: string;
  /** Id of the leg it is about, `agent#1`; empty when it is about none. */
  readonly leg: string;
  readonly id: string;
  /** ISO 8601. */
  readonly occurred_at: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Everything about one call. */
export interface CallState {
  readonly callId: string;
  readonly flow: FlowIdentity;
  /** Name of the Telnyx account that the call belongs to. */
  readonly account: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly phase: CallPhase;
  /** Inputs applied so far. */
  readonly step: number;
  /** Time of the last input, milliseconds since the epoch; never goes back. */
  readonly at: number;
  readonly createdAt: number;
  readonly machine: MachineState;
  /** Since when the machine is in its state; absent in calls that an older version stored. */
  readonly stateSince?: number;
  readonly legs: readonly Leg[];
  readonly commands: readonly PendingCommand[];
  readonly timers: readonly PendingTimer[];
  readonly tasks: readonly RunningTask[];
  readonly withheld: readonly WithheldEvent[];
  /** Count that tells one timer or task from a later one of the same name. */
  readonly generation: number;
  /** Engine-made events since the last one from outside. */
  readonly engineEvents: number;
  /** Since when no leg lives and nothing is pending. */
  readonly lateSince?: number;
  /** How many commands failed, if any did; those whose leg had ended are not missed, and not counted. */
  readonly failedCommands?: number;
  /** Why the fallback took over. */
  readonly failure?: string;
  /** The machine handed the call on; in the same commit another flow takes it, so no stored call waits for that. */
  readonly handoff?: PendingHandoff;
  /** A flow handed it on: its legs were there before the machine was. */
  readonly handedOn?: true;
  /** Set when the 4 hours are over and every leg was told to hang up. */
  readonly overdueAt?: number;
  /** Recordings that were saved, for the `completed` hook. */
  readonly recordings: readonly Readonly<Record<string, unknown>>[];
  /** Whether the `completed` hook has succeeded. */
  readonly reported?: true;
}
