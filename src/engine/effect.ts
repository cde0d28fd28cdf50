/**
 * What a step asks its host for. Data only: nothing here is executed by the engine.
 */
import type { EventObject } from 'xstate';

/** Send a Call Control command: an action of the machine with its params resolved. */
export interface CommandEffect {
  readonly type: 'command';
  /** The action's type, `speak`. */
  readonly command: string;
  /** The action's params as the machine resolved them, not yet checked. */
  readonly params: unknown;
  /** Ids of the state nodes that asked for it: when none of them is active any more, the command may be stale. */
  readonly origin: readonly string[];
}

/** Deliver `event` to the machine in `delayMs` milliseconds, unless it is cancelled before. */
export interface SetTimerEffect {
  readonly type: 'timer.set';
  /** Name that `timer.cancel` uses; undefined for a delayed event that nobody can cancel. */
  readonly id: string | undefined;
  /** Milliseconds, 0 or more. */
  readonly delayMs: number;
  readonly event: EventObject;
}

/** Forget the timer of that name, if it is set. */
export interface CancelTimerEffect {
  readonly type: 'timer.cancel';
  readonly id: string;
}

/** Run the invoked promise actor `src`; its end comes back as `xstate.done.actor.<id>` or `xstate.error.actor.<id>`. */
export interface StartTaskEffect {
  readonly type: 'task.start';
  readonly id: string;
  readonly src: string;
  readonly input: unknown;
}

/** The state that invoked the task was left: its result is no longer wanted. */
export interface StopTaskEffect {
  readonly type: 'task.stop';
  readonly id: string;
}

/** Tell the subscribers of the runtime. */
export interface EmitEffect {
  readonly type: 'emit';
  readonly event: EventObject;
}

/** A `log()` action of the machine. */
export interface LogEffect {
  readonly type: 'log';
  readonly label: string | undefined;
  readonly value: unknown;
}

/**
 * One thing that a step asks for. Effects come in list order, the order in which the machine's actions ran.
 *
 * @example
 * ```ts
 * import { type Effect } from 'callchart';
 *
 * const names = (effects: readonly Effect[]) =>
 *   effects.map((effect) => (effect.type === 'command' ? effect.command : effect.type));
 * ```
 */
export type Effect =
  CommandEffect | SetTimerEffect | CancelTimerEffect | StartTaskEffect | StopTaskEffect | EmitEffect | LogEffect;
