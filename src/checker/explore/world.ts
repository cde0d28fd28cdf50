/**
 * One moment of an explored call: the engine's state of it, the carrier's, what is on its way between them, and what has
 * gone wrong so far. Plain data; it knows no rule by which it changes.
 */
import type { CallState } from '../../engine/call-state.ts';
import { type CarrierState, copyCarrier, type Webhook } from '../carrier/carrier-state.ts';

/**
 * What goes wrong with a webhook or a command: it never arrives; it arrives after the next one; it is answered with 422;
 * it is answered with 503 as often as it is tried.
 */
export type FaultKind = 'lost' | 'late' | 'refused' | 'unavailable';

/** What has gone wrong. */
export interface Fault {
  readonly kind: FaultKind;
  /** The event or the command. */
  readonly name: string;
  readonly leg: number | undefined;
}

/** A command that was sent and has no outcome yet. */
export interface Sending {
  readonly commandId: string;
  /** When the first attempt was made. */
  readonly firstAt: number;
  readonly attempts: number;
  /** Telnyx answers every attempt with 503. */
  readonly isUnavailable: boolean;
}

/** What came of a command. */
export type Outcome =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly status?: number;
      readonly code?: string;
      readonly title?: string;
    };

/** How a task ends. */
export type TaskOutcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly error: { readonly name: string; readonly message: string } };

/** What the application is going to do or to be told. */
export type HostDue = { readonly at: number; readonly order: number } & (
  | { readonly kind: 'outcome'; readonly commandId: string; readonly outcome: Outcome }
  | { readonly kind: 'attempt' | 'failed attempt' | 'ask status'; readonly commandId: string }
  | { readonly kind: 'status'; readonly legId: string; readonly carrierLeg: number }
  | { readonly kind: 'task'; readonly id: string; readonly generation: number; readonly end: TaskOutcome }
);

/** A moment. */
export interface World {
  /** Undefined until the incoming call has reached the application. */
  call: CallState | undefined;
  carrier: CarrierState;
  sending: readonly Sending[];
  due: readonly HostDue[];
  /** Tasks whose end has been decided on, by generation. */
  decided: readonly number[];
  /** Legs that are being asked after. */
  asked: readonly string[];
  /** A webhook that waits until another one has arrived, or until its time is up. */
  heldBack: { readonly webhook: Webhook; readonly untilAt: number } | undefined;
  /** What is the case here, as far as it can make a difference when somebody does something (situation.ts). */
  situation: string;
  /** Whether somebody may do something now: something has changed since that was tried last. */
  isOpen: boolean;
  /** The leg of the last act at this instant: acts of one instant are tried in the order of the legs only. */
  actor: number;
  /** When people did something lately: no more than two of them act before the application has heard of it. */
  acts: readonly number[];
  fault: Fault | undefined;
  /** The undocumented behaviour that differs from the default, by its number. */
  variant: string | undefined;
}

/** A copy that can be changed without changing the original. */
export const copyWorld = (world: World): World => ({ ...world, carrier: copyCarrier(world.carrier) });

/** Whether what has gone wrong makes everything slower: then silence has to be allowed for longer. */
export const isSlowed = ({ fault }: World): boolean => fault !== undefined && fault.kind !== 'refused';
