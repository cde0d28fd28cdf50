/**
 * The events that a flow's machine receives, as types: Telnyx' webhooks under bare and role-prefixed names, the
 * engine's own events, and the application's. Types alone; who makes the events is the engine's and runtime's business.
 */
import type { CommandName } from '../telnyx/commands/registry.ts';
import type { TelnyxEventMap, TelnyxEventType } from '../telnyx/events/registry.ts';
import type { DefaultRole } from './leg-address.ts';

/** Carries the flow's roles through XState's types, so that creators can check `leg` and `as`. Never there at run time. */
declare const flowRoles: unique symbol;

/** What every event of a call has. */
export interface CallEventFacts<Type extends string, Payload, Roles extends string = string> {
  /** The event's name: Telnyx' event type, prefixed with the leg's role unless it is the first leg's. */
  readonly type: Type;
  /** The leg it happened on, such as `caller` or `agent#2`; usable as `leg` of a command. Empty if it was on no leg. */
  readonly leg: string;
  /** The event's own id: Telnyx' `data.id` for a webhook. */
  readonly id: string;
  /** When it happened, ISO 8601 in UTC. */
  readonly occurred_at: string;
  /** What Telnyx sent, untouched. */
  readonly payload: Payload;
  readonly [flowRoles]?: Roles | DefaultRole;
}

/**
 * One of Telnyx' events as the machine sees it: `CallEvent<'call.gather.ended'>`, or another leg's:
 * `CallEvent<'call.answered', 'agent'>`.
 *
 * @example
 * ```ts
 * import type { CallEvent } from 'callchart';
 *
 * const digitsOf = (event: CallEvent<'call.gather.ended'>) => event.payload.digits ?? '';
 * ```
 */
export type CallEvent<Type extends TelnyxEventType, Role extends string = never> = [Role] extends [never]
  ? CallEventFacts<Type, TelnyxEventMap[Type]>
  : CallEventFacts<`${Role}.${Type}`, TelnyxEventMap[Type]>;

/**
 * Why a command failed. `leg_ended`: the leg is over. `not_answered`: the leg is not answered yet (Telnyx 90034).
 * `rejected`: Telnyx refused it. `unauthorized`: the API key may not do this. `unreachable`: Telnyx could not be
 * reached. `unknown_outcome`: it may or may not have been carried out. `invalid`: its params break the command's rules.
 * `expired`: the state that asked for it was left before it was sent.
 */
export type FailureReason =
  | 'leg_ended'
  | 'not_answered'
  | 'rejected'
  | 'unauthorized'
  | 'unreachable'
  | 'unknown_outcome'
  | 'invalid'
  | 'expired';

/** What is known of a command that failed. */
export interface CommandFailure {
  /** The command, by its name in the flow. */
  readonly command: CommandName;
  /** Why it failed, in the engine's words. */
  readonly reason: FailureReason;
  /** The HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** Telnyx' error code, such as `90018`. */
  readonly code?: string | undefined;
  /** Telnyx' title of the error. */
  readonly title?: string | undefined;
  /** Telnyx' explanation, or what the engine found wrong. */
  readonly detail?: string | undefined;
}

/** A command failed for good: `command.failed.transfer`. */
export interface CommandFailed<Name extends CommandName = CommandName, Roles extends string = string>
  extends CallEventFacts<`command.failed.${Name}`, CommandFailure, Roles>, CommandFailure {
  readonly command: Name;
}

/** What is known of a command that Telnyx accepted. */
export interface CommandSuccess {
  /** The command, by its name in the flow. */
  readonly command: CommandName;
  /** The `data` of Telnyx' answer, for instance with a `recording_id`. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** Telnyx accepted a command: `command.succeeded.startRecording`. Delivered to an exact descriptor only. */
export interface CommandSucceeded<Name extends CommandName = CommandName, Roles extends string = string>
  extends CallEventFacts<`command.succeeded.${Name}`, CommandSuccess, Roles>, CommandSuccess {
  readonly command: Name;
}

/** How one leg of a role ended. */
export interface LegEnd {
  /** The leg, such as `agent#2`. */
  readonly leg: string;
  /** Telnyx' hangup cause, such as `user_busy`; the engine's reason if the leg never came to be. */
  readonly hangup_cause?: string | undefined;
  /** Who hung up: `caller`, `callee` or `unknown`. */
  readonly hangup_source?: string | undefined;
  /** The SIP code, as text. */
  readonly sip_hangup_cause?: string | undefined;
  /** Why the dial itself failed, when it did. */
  readonly reason?: string | undefined;
}

/** How all the legs of a role ended. */
export interface LegsEndedFacts {
  /** One entry per leg, dials that failed included, in the order in which they ended. */
  readonly causes: readonly LegEnd[];
}

/** No leg of a role lives any more: `legs.ended.agent`. */
export interface LegsEnded<Role extends string = string, Roles extends string = string>
  extends CallEventFacts<`legs.ended.${Role}`, LegsEndedFacts, Roles>, LegsEndedFacts {}

/** For how long a leg has heard nothing. */
export interface LegSilentFacts {
  /** The length of the silence so far, in milliseconds. */
  readonly silent_ms: number;
}

/** An answered leg has heard nothing for `limits.silenceMs`. Unhandled, the fallback takes the call over. */
export interface LegSilent<Roles extends string = string>
  extends CallEventFacts<'leg.silent', LegSilentFacts, Roles>, LegSilentFacts {}

/**
 * Every event that a flow can receive, for `setup({ types: { events: {} as CallEvents<…> } })`.
 *
 * The first leg's events have bare names (`call.answered`), other legs' the role in front (`agent.call.answered`); the
 * engine adds `command.failed.<command>`, `command.succeeded.<command>`, `legs.ended.<role>` and `leg.silent`.
 *
 * @typeParam Roles The roles of the flow's other legs, as `as` of `dial` and `transfer` names them.
 * @typeParam App The application's own events: what `POST /calls/:id/events` and `runtime.send` bring in.
 *
 * @example
 * ```ts
 * import type { CallEvents } from 'callchart';
 *
 * type Events = CallEvents<'agent' | 'sales', { type: 'order.ready'; payload: { order: string } }>;
 * ```
 */
export type CallEvents<Roles extends string = never, App extends { type: string } = never> =
  | FirstLegEvents<Roles>[TelnyxEventType]
  | OtherLegEvents<Roles>[`${Roles}.${TelnyxEventType}`]
  | CommandEvents<Roles>[`command.${'failed' | 'succeeded'}.${CommandName}`]
  | LegsEndedEvents<Roles>[Roles | DefaultRole]
  | LegSilent<Roles>
  | App;

type FirstLegEvents<Roles extends string> = {
  [Type in TelnyxEventType]: CallEventFacts<Type, TelnyxEventMap[Type], Roles>;
};

type OtherLegEvents<Roles extends string> = {
  [Type in `${Roles}.${TelnyxEventType}`]: CallEventFacts<Type, PayloadOf<Type, Roles>, Roles>;
};

type PayloadOf<
  Type extends string,
  Roles extends string,
> = Type extends `${Roles}.${infer Bare extends TelnyxEventType}` ? TelnyxEventMap[Bare] : never;

type CommandEvents<Roles extends string> = {
  [Name in CommandName as `command.failed.${Name}`]: CommandFailed<Name, Roles>;
} & { [Name in CommandName as `command.succeeded.${Name}`]: CommandSucceeded<Name, Roles> };

type LegsEndedEvents<Roles extends string> = { [Role in Roles | DefaultRole]: LegsEnded<Role, Roles> };

/**
 * The roles that an event's type carries, for the params of creators. Any text where the type says nothing: a task's
 * result, an application's event, a machine without `CallEvents`.
 */
export type RolesOf<Event> = [CarriedRoles<Event>] extends [never] ? string : CarriedRoles<Event>;

type CarriedRoles<Event> = Event extends { readonly [flowRoles]?: infer Roles }
  ? unknown extends Roles
    ? never
    : Extract<Roles, string>
  : never;

/**
 * What a call's machine is entered with: `input` of its context factory.
 *
 * @example
 * ```ts
 * import { setup } from 'xstate';
 * import type { CallEvents, CallInput } from 'callchart';
 *
 * export default setup({
 *   types: { context: {} as { from: string }, events: {} as CallEvents, input: {} as CallInput },
 * }).createMachine({
 *   id: 'who-calls',
 *   version: '1',
 *   context: ({ input }) => ({ from: input.trigger.from ?? 'anonymous' }),
 * });
 * ```
 */
export interface CallInput {
  /** Our own id of the call. */
  readonly callId: string;
  /** When the call began, ISO 8601 in UTC. */
  readonly at: string;
  /** The whole payload of the incoming `call.initiated`, or the request that started an outbound call. */
  readonly trigger: CallTrigger;
  /** Whatever routing or the request added. */
  readonly [key: string]: unknown;
}

/** What began a call: the payload of an incoming `call.initiated`, or the body of the request. */
export interface CallTrigger {
  /** Who calls: a number, a SIP URI, a name, or nothing that tells. */
  readonly from?: string | undefined;
  /** Who was called. */
  readonly to?: string | undefined;
  readonly [key: string]: unknown;
}
