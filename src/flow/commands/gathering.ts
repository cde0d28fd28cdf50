/**
 * Commands that ask a leg for digits or answers.
 * What a command does is written here; how it is checked and sent is not known here.
 */
import type { EventObject, MachineContext } from 'xstate';
import type {
  GatherParams,
  GatherUsingAIParams,
  GatherUsingAudioParams,
  GatherUsingSpeakParams,
  PayParams,
  StopGatherParams,
} from '../../telnyx/commands/index.ts';
import type { RolesOf } from '../call-events.ts';
import type { CommandAction, DynamicParams, OnLeg } from '../command-action.ts';

/** Params of {@link gather} in a flow. */
export interface GatherCommand<Roles extends string = string> extends Omit<GatherParams, 'command_id'>, OnLeg<Roles> {
  /** Whether the digits are private: redacted everywhere but in the event that the machine receives. Default false. */
  sensitive?: boolean;
}

/**
 * Waits for digits without a prompt of its own. `call.dtmf.received` per key and one `call.gather.ended` follow.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Gather.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { gather } from 'callchart';
 *
 * const entry = gather({ maximum_digits: 4, sensitive: true });
 * ```
 */
export function gather<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<GatherCommand<RolesOf<Event>>, GatherCommand, Context, Event> = {},
): CommandAction<'gather', GatherCommand, Context, Event> {
  return { type: 'gather', params };
}

/** Params of {@link gatherUsingSpeak} in a flow. */
export interface GatherUsingSpeakCommand<Roles extends string = string>
  extends Omit<GatherUsingSpeakParams, 'command_id' | 'voice'>, OnLeg<Roles> {
  /** The voice, such as `female` or `Telnyx.KokoroTTS.af`. Default: `defaults.voice` of the flow's options. */
  voice?: GatherUsingSpeakParams['voice'];
  /** Whether the digits are private: redacted everywhere but in the event that the machine receives. Default false. */
  sensitive?: boolean;
}

/**
 * Speaks a prompt and waits for digits. `call.dtmf.received` per key and one `call.gather.ended` follow.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Gather using speak.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { gatherUsingSpeak } from 'callchart';
 *
 * const entry = gatherUsingSpeak({ payload: 'Press 1 for sales.', voice: 'female', maximum_digits: 1 });
 * ```
 */
export function gatherUsingSpeak<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<GatherUsingSpeakCommand<RolesOf<Event>>, GatherUsingSpeakCommand, Context, Event>,
): CommandAction<'gatherUsingSpeak', GatherUsingSpeakCommand, Context, Event> {
  return { type: 'gatherUsingSpeak', params };
}

/** Params of {@link gatherUsingAudio} in a flow. */
export interface GatherUsingAudioCommand<Roles extends string = string>
  extends Omit<GatherUsingAudioParams, 'command_id'>, OnLeg<Roles> {
  /** Whether the digits are private: redacted everywhere but in the event that the machine receives. Default false. */
  sensitive?: boolean;
}

/**
 * Plays a prompt (`audio_url` or `media_name`) and waits for digits. `call.playback.started`, `call.playback.ended`,
 * `call.dtmf.received` per key and one `call.gather.ended` follow.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Gather using audio.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { gatherUsingAudio } from 'callchart';
 *
 * const entry = gatherUsingAudio({ audio_url: 'https://example.com/menu.mp3', maximum_digits: 1 });
 * ```
 */
export function gatherUsingAudio<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<GatherUsingAudioCommand<RolesOf<Event>>, GatherUsingAudioCommand, Context, Event> = {},
): CommandAction<'gatherUsingAudio', GatherUsingAudioCommand, Context, Event> {
  return { type: 'gatherUsingAudio', params };
}

/** Params of {@link gatherUsingAI} in a flow. */
export interface GatherUsingAICommand<Roles extends string = string>
  extends Omit<GatherUsingAIParams, 'command_id'>, OnLeg<Roles> {
  /** Whether the digits are private: redacted everywhere but in the event that the machine receives. Default false. */
  sensitive?: boolean;
}

/**
 * Lets an assistant ask for answers that fit a JSON Schema. `call.ai_gather.ended` with the `result` follows, and
 * `call.conversation.ended`.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Gather using AI.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { gatherUsingAI } from 'callchart';
 *
 * const entry = gatherUsingAI({
 *   greeting: 'What is your name?',
 *   parameters: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
 * });
 * ```
 */
export function gatherUsingAI<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<GatherUsingAICommand<RolesOf<Event>>, GatherUsingAICommand, Context, Event>,
): CommandAction<'gatherUsingAI', GatherUsingAICommand, Context, Event> {
  return { type: 'gatherUsingAI', params };
}

/** Params of {@link stopGather} in a flow. */
export interface StopGatherCommand<Roles extends string = string>
  extends Omit<StopGatherParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends a gather; its `call.gather.ended` has the status `cancelled`.
 *
 * Source: Telnyx OpenAPI, Gather stop.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopGather } from 'callchart';
 *
 * const exit = stopGather();
 * ```
 */
export function stopGather<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopGatherCommand<RolesOf<Event>>, StopGatherCommand, Context, Event> = {},
): CommandAction<'stopGather', StopGatherCommand, Context, Event> {
  return { type: 'stopGather', params };
}

/** Params of {@link pay} in a flow. */
export interface PayCommand<Roles extends string = string> extends Omit<PayParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Takes a payment over the keypad. `call.payment.progress` and `call.payment.completed` follow. What is entered goes to
 * the payment connector, not to the flow.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Pay; `telnyx` 7.24.0.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { pay } from 'callchart';
 *
 * const entry = pay({ connector_name: 'shop', amount: 10 });
 * ```
 */
export function pay<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<PayCommand<RolesOf<Event>>, PayCommand, Context, Event> = {},
): CommandAction<'pay', PayCommand, Context, Event> {
  return { type: 'pay', params };
}
