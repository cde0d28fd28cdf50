/**
 * Commands that make a leg hear something.
 * What a command does is written here; how it is checked and sent is not known here.
 */
import type { EventObject, MachineContext } from 'xstate';
import type {
  SendDtmfParams,
  SendSipInfoParams,
  SpeakParams,
  StartPlaybackParams,
  StopPlaybackParams,
} from '../../telnyx/commands/index.ts';
import type { RolesOf } from '../call-events.ts';
import type { CommandAction, DynamicParams, OnLeg } from '../command-action.ts';

/** Params of {@link speak} in a flow. */
export interface SpeakCommand<Roles extends string = string>
  extends Omit<SpeakParams, 'command_id' | 'voice'>, OnLeg<Roles> {
  /** The voice, such as `female` or `Telnyx.KokoroTTS.af`. Default: `defaults.voice` of the flow's options. */
  voice?: SpeakParams['voice'];
}

/**
 * Speaks a text to the leg. `call.speak.started` and `call.speak.ended` follow; several speaks queue up, and of an entry
 * list's only the last one's end reaches the machine.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Speak text.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { speak } from 'callchart';
 *
 * const entry = speak({ payload: 'Welcome.', voice: 'female' });
 * ```
 */
export function speak<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<SpeakCommand<RolesOf<Event>>, SpeakCommand, Context, Event>,
): CommandAction<'speak', SpeakCommand, Context, Event> {
  return { type: 'speak', params };
}

/** Params of {@link startPlayback} in a flow. */
export interface StartPlaybackCommand<Roles extends string = string>
  extends Omit<StartPlaybackParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Plays a file to the leg: `audio_url`, `media_name` or `playback_content`. `call.playback.started` and
 * `call.playback.ended` follow; an end with `failed` or `file_not_found` counts as a failure of the command.
 * Holds the caller: an unhandled failure runs the fallback.
 *
 * Source: Telnyx OpenAPI, Play audio URL.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startPlayback } from 'callchart';
 *
 * const entry = startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' });
 * ```
 */
export function startPlayback<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StartPlaybackCommand<RolesOf<Event>>, StartPlaybackCommand, Context, Event> = {},
): CommandAction<'startPlayback', StartPlaybackCommand, Context, Event> {
  return { type: 'startPlayback', params };
}

/** Params of {@link stopPlayback} in a flow. */
export interface StopPlaybackCommand<Roles extends string = string>
  extends Omit<StopPlaybackParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Stops what plays on the leg, and on request what is queued behind it.
 *
 * Source: Telnyx OpenAPI, Stop audio playback.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopPlayback } from 'callchart';
 *
 * const exit = stopPlayback({ stop: 'all' });
 * ```
 */
export function stopPlayback<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopPlaybackCommand<RolesOf<Event>>, StopPlaybackCommand, Context, Event> = {},
): CommandAction<'stopPlayback', StopPlaybackCommand, Context, Event> {
  return { type: 'stopPlayback', params };
}

/** Params of {@link sendDtmf} in a flow. */
export interface SendDtmfCommand<Roles extends string = string>
  extends Omit<SendDtmfParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Sends DTMF tones to the leg. No webhook follows.
 *
 * Source: Telnyx OpenAPI, Send DTMF.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { sendDtmf } from 'callchart';
 *
 * const entry = sendDtmf({ digits: '1www2', duration_millis: 250 });
 * ```
 */
export function sendDtmf<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<SendDtmfCommand<RolesOf<Event>>, SendDtmfCommand, Context, Event>,
): CommandAction<'sendDtmf', SendDtmfCommand, Context, Event> {
  return { type: 'sendDtmf', params };
}

/** Params of {@link sendSipInfo} in a flow. */
export interface SendSipInfoCommand<Roles extends string = string>
  extends Omit<SendSipInfoParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Sends a SIP INFO message. `call.sip_info.received` follows on the leg that receives it, not on this one.
 *
 * Source: Telnyx OpenAPI, Send SIP info.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { sendSipInfo } from 'callchart';
 *
 * const entry = sendSipInfo({ content_type: 'application/json', body: '{}' });
 * ```
 */
export function sendSipInfo<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<SendSipInfoCommand<RolesOf<Event>>, SendSipInfoCommand, Context, Event>,
): CommandAction<'sendSipInfo', SendSipInfoCommand, Context, Event> {
  return { type: 'sendSipInfo', params };
}
