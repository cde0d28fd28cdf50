/**
 * One input's working copy of a call. Everything that an input changes is changed here and taken as the next state when
 * the input is done; the state that came in is never written to. It holds no rules, only the desk they work at.
 */
import type { Flow } from '../flow/load-flow.ts';
import { activeNodeIds } from './active-nodes.ts';
import type {
  CallPhase,
  CallState,
  FlowIdentity,
  MachineEvent,
  PendingHandoff,
  PendingCommand,
  PendingTimer,
  RunningTask,
  WithheldEvent,
} from './call-state.ts';
import type { JournalEffect, JournalInput, JournalOpening } from './journal.ts';
import type { Leg } from './leg.ts';
import type { MachineState } from './machine-state.ts';

/** A command that failed before it could be sent, or whose failure came back. */
export interface Failure {
  readonly command: Pick<PendingCommand, 'id' | 'command' | 'legId' | 'by' | 'origin'>;
  readonly facts: Readonly<Record<string, unknown>> & { readonly reason: string };
}

/** The desk. */
export class Turn {
  readonly flow: Flow;
  readonly callId: string;
  identity: FlowIdentity;
  readonly account: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly createdAt: number;
  readonly step: number;
  readonly at: number;
  /** Time of the input before this one. */
  readonly lastAt: number;
  phase: CallPhase;
  machine: MachineState;
  legs: readonly Leg[];
  commands: readonly PendingCommand[];
  timers: readonly PendingTimer[];
  tasks: readonly RunningTask[];
  withheld: readonly WithheldEvent[];
  recordings: CallState['recordings'];
  generation: number;
  engineEvents: number;
  lateSince: number | undefined;
  failure: string | undefined;
  failedCommands: number;
  stateSince: number | undefined;
  overdueAt: number | undefined;
  reported: boolean;
  /** The machine has handed the call on. */
  handoff: PendingHandoff | undefined;
  handedOn: boolean;
  /** What the journal will say. */
  readonly events: { type: string; handled: boolean }[] = [];
  readonly effects: JournalEffect[] = [];
  note: string | undefined;
  /** Of the turn that begins the call. */
  opening: JournalOpening | undefined;
  /** How the journal names what came in. */
  input: JournalInput = { kind: 'engine', name: 'input' };
  /** Failures that the machine has to be told of, once the event under way is done. */
  failures: Failure[] = [];
  /** Legs that were told to answer though they had: the machine has to be told that they did. */
  answered: string[] = [];
  /** The leg of the event being handled. */
  current: string | undefined;
  #commandIndex = 0;

  constructor(flow: Flow, state: CallState, at: number) {
    this.flow = flow;
    this.callId = state.callId;
    this.identity = state.flow;
    this.account = state.account;
    this.direction = state.direction;
    this.createdAt = state.createdAt;
    this.step = state.step + 1;
    this.at = Math.max(at, state.at);
    this.lastAt = state.at;
    this.phase = state.phase;
    this.machine = state.machine;
    this.legs = state.legs;
    this.commands = state.commands;
    this.timers = state.timers;
    this.tasks = state.tasks;
    this.withheld = state.withheld;
    this.recordings = state.recordings;
    this.generation = state.generation;
    this.engineEvents = state.engineEvents;
    this.lateSince = state.lateSince;
    this.failure = state.failure;
    this.failedCommands = state.failedCommands ?? 0;
    this.stateSince = state.stateSince;
    this.overdueAt = state.overdueAt;
    this.reported = state.reported === true;
    this.handoff = state.handoff;
    this.handedOn = state.handedOn === true;
  }

  /** The state that this turn leads to. */
  state(): CallState {
    return {
      callId: this.callId,
      flow: this.identity,
      account: this.account,
      direction: this.direction,
      phase: this.phase,
      step: this.step,
      at: this.at,
      createdAt: this.createdAt,
      machine: this.machine,
      ...(this.stateSince !== undefined && { stateSince: this.stateSince }),
      legs: this.legs,
      commands: this.commands,
      timers: this.timers,
      tasks: this.tasks,
      withheld: this.withheld,
      generation: this.generation,
      engineEvents: this.engineEvents,
      recordings: this.recordings,
      ...(this.lateSince !== undefined && { lateSince: this.lateSince }),
      ...(this.failedCommands > 0 && { failedCommands: this.failedCommands }),
      ...(this.failure !== undefined && { failure: this.failure }),
      ...(this.overdueAt !== undefined && { overdueAt: this.overdueAt }),
      ...(this.handoff !== undefined && { handoff: this.handoff }),
      ...(this.handedOn && { handedOn: true }),
      ...(this.reported && { reported: true }),
    };
  }

  /** `command_id`s are derived from call, step and index: a repeat of the step makes the same ones. */
  nextCommandId(): string {
    return `${this.callId}-${this.step}-${this.#commandIndex++}`;
  }

  nextGeneration(): number {
    this.generation += 1;
    return this.generation;
  }

  leg(id: string | undefined): Leg | undefined {
    return this.legs.find((leg) => leg.id === id);
  }

  changeLeg(id: string, change: (leg: Leg) => Leg): void {
    this.legs = this.legs.map((leg) => (leg.id === id ? change(leg) : leg));
  }

  changeCommand(id: string, change: (command: PendingCommand) => PendingCommand): void {
    this.commands = this.commands.map((command) => (command.id === id ? change(command) : command));
  }

  /** Takes a command off the list without sending it. */
  drop(command: PendingCommand, why: string): void {
    this.commands = this.commands.filter((one) => one.id !== command.id);
    this.effects.push({ type: 'dropped', id: command.id, command: command.command, leg: command.legId, why });
  }

  enter(phase: CallPhase, why: string): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.effects.push({ type: 'phase', to: phase, why });
  }

  /** The machine is done with: nothing of its own may wake it any more. */
  stopMachine(): void {
    this.timers = [];
    this.tasks = [];
    this.withheld = [];
  }

  /** Ids of the state nodes that are active now. */
  activeNodes(): ReadonlySet<string> {
    return activeNodeIds(this.flow.machine, this.machine);
  }

  /** An event that the engine makes. */
  engineEvent(type: string, legId: string, facts: Readonly<Record<string, unknown>>): MachineEvent {
    return {
      ...facts,
      type,
      leg: legId,
      id: `${this.callId}-${this.step}-e${this.events.length}`,
      occurred_at: new Date(this.at).toISOString(),
      payload: facts,
    };
  }
}
