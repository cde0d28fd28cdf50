/**
 * Commands that send a leg's audio elsewhere, write it down or clean it. A failure of one is journaled only.
 * What a command does is written here; how it is checked and sent is not known here.
 */
import type { EventObject, MachineContext } from 'xstate';
import type {
  StartForkingParams,
  StartNoiseSuppressionParams,
  StartSiprecParams,
  StartStreamingParams,
  StartTranscriptionParams,
  StopForkingParams,
  StopNoiseSuppressionParams,
  StopSiprecParams,
  StopStreamingParams,
  StopTranscriptionParams,
} from '../../telnyx/commands/index.ts';
import type { RolesOf } from '../call-events.ts';
import type { CommandAction, DynamicParams, OnLeg } from '../command-action.ts';

/** Params of {@link startStreaming} in a flow. */
export interface StartStreamingCommand<Roles extends string = string>
  extends Omit<StartStreamingParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Streams the leg's audio to a WebSocket. `streaming.started`, then `streaming.stopped` or `streaming.failed` follow.
 *
 * Source: Telnyx OpenAPI, Streaming start.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startStreaming } from 'callchart';
 *
 * const entry = startStreaming({ stream_url: 'wss://example.com/audio', stream_track: 'both_tracks' });
 * ```
 */
export function startStreaming<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StartStreamingCommand<RolesOf<Event>>, StartStreamingCommand, Context, Event> = {},
): CommandAction<'startStreaming', StartStreamingCommand, Context, Event> {
  return { type: 'startStreaming', params };
}

/** Params of {@link stopStreaming} in a flow. */
export interface StopStreamingCommand<Roles extends string = string>
  extends Omit<StopStreamingParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends a stream. `streaming.stopped` follows.
 *
 * Source: Telnyx OpenAPI, Streaming stop.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopStreaming } from 'callchart';
 *
 * const exit = stopStreaming();
 * ```
 */
export function stopStreaming<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopStreamingCommand<RolesOf<Event>>, StopStreamingCommand, Context, Event> = {},
): CommandAction<'stopStreaming', StopStreamingCommand, Context, Event> {
  return { type: 'stopStreaming', params };
}

/** Params of {@link startForking} in a flow. */
export interface StartForkingCommand<Roles extends string = string>
  extends Omit<StartForkingParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Copies the leg's media to UDP addresses. `call.fork.started` and `call.fork.stopped` follow.
 *
 * Source: Telnyx OpenAPI, Forking start.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startForking } from 'callchart';
 *
 * const entry = startForking({ rx: 'udp:192.0.2.1:9000', tx: 'udp:192.0.2.1:9001' });
 * ```
 */
export function startForking<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StartForkingCommand<RolesOf<Event>>, StartForkingCommand, Context, Event> = {},
): CommandAction<'startForking', StartForkingCommand, Context, Event> {
  return { type: 'startForking', params };
}

/** Params of {@link stopForking} in a flow. */
export interface StopForkingCommand<Roles extends string = string>
  extends Omit<StopForkingParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends a fork. Give the `stream_type` that it was started with: the two commands' defaults differ.
 *
 * Source: Telnyx OpenAPI, Forking stop.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopForking } from 'callchart';
 *
 * const exit = stopForking({ stream_type: 'decrypted' });
 * ```
 */
export function stopForking<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopForkingCommand<RolesOf<Event>>, StopForkingCommand, Context, Event> = {},
): CommandAction<'stopForking', StopForkingCommand, Context, Event> {
  return { type: 'stopForking', params };
}

/** Params of {@link startSiprec} in a flow. */
export interface StartSiprecCommand<Roles extends string = string> extends StartSiprecParams, OnLeg<Roles> {}

/**
 * Starts a SIPREC session. `siprec.started`, then `siprec.stopped` or `siprec.failed` follow.
 * Telnyx takes no `command_id` for it: it is never repeated blindly.
 *
 * Source: Telnyx OpenAPI, SIPREC start.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startSiprec } from 'callchart';
 *
 * const entry = startSiprec({ connector_name: 'recorder' });
 * ```
 */
export function startSiprec<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StartSiprecCommand<RolesOf<Event>>, StartSiprecCommand, Context, Event> = {},
): CommandAction<'startSiprec', StartSiprecCommand, Context, Event> {
  return { type: 'startSiprec', params };
}

/** Params of {@link stopSiprec} in a flow. */
export interface StopSiprecCommand<Roles extends string = string>
  extends Omit<StopSiprecParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends a SIPREC session. `siprec.stopped` follows.
 *
 * Source: Telnyx OpenAPI, SIPREC stop.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopSiprec } from 'callchart';
 *
 * const exit = stopSiprec();
 * ```
 */
export function stopSiprec<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopSiprecCommand<RolesOf<Event>>, StopSiprecCommand, Context, Event> = {},
): CommandAction<'stopSiprec', StopSiprecCommand, Context, Event> {
  return { type: 'stopSiprec', params };
}

/** Params of {@link startTranscription} in a flow. */
export interface StartTranscriptionCommand<Roles extends string = string>
  extends Omit<StartTranscriptionParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Writes down what is said, as it is said: many `call.transcription` follow, not all of them final.
 *
 * Source: Telnyx OpenAPI, Transcription start.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startTranscription } from 'callchart';
 *
 * const entry = startTranscription({ transcription_tracks: 'inbound' });
 * ```
 */
export function startTranscription<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StartTranscriptionCommand<RolesOf<Event>>, StartTranscriptionCommand, Context, Event> = {},
): CommandAction<'startTranscription', StartTranscriptionCommand, Context, Event> {
  return { type: 'startTranscription', params };
}

/** Params of {@link stopTranscription} in a flow. */
export interface StopTranscriptionCommand<Roles extends string = string>
  extends Omit<StopTranscriptionParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends the transcription.
 *
 * Source: Telnyx OpenAPI, Transcription stop.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopTranscription } from 'callchart';
 *
 * const exit = stopTranscription();
 * ```
 */
export function stopTranscription<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopTranscriptionCommand<RolesOf<Event>>, StopTranscriptionCommand, Context, Event> = {},
): CommandAction<'stopTranscription', StopTranscriptionCommand, Context, Event> {
  return { type: 'stopTranscription', params };
}

/** Params of {@link startNoiseSuppression} in a flow. */
export interface StartNoiseSuppressionCommand<Roles extends string = string>
  extends Omit<StartNoiseSuppressionParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Filters noise out of the leg's audio. No webhook follows.
 *
 * Source: Telnyx OpenAPI, Noise suppression start (beta).
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startNoiseSuppression } from 'callchart';
 *
 * const entry = startNoiseSuppression({ direction: 'both' });
 * ```
 */
export function startNoiseSuppression<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<
    StartNoiseSuppressionCommand<RolesOf<Event>>,
    StartNoiseSuppressionCommand,
    Context,
    Event
  > = {},
): CommandAction<'startNoiseSuppression', StartNoiseSuppressionCommand, Context, Event> {
  return { type: 'startNoiseSuppression', params };
}

/** Params of {@link stopNoiseSuppression} in a flow. */
export interface StopNoiseSuppressionCommand<Roles extends string = string>
  extends Omit<StopNoiseSuppressionParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends the noise suppression.
 *
 * Source: Telnyx OpenAPI, Noise suppression stop (beta).
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopNoiseSuppression } from 'callchart';
 *
 * const exit = stopNoiseSuppression();
 * ```
 */
export function stopNoiseSuppression<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopNoiseSuppressionCommand<RolesOf<Event>>, StopNoiseSuppressionCommand, Context, Event> = {},
): CommandAction<'stopNoiseSuppression', StopNoiseSuppressionCommand, Context, Event> {
  return { type: 'stopNoiseSuppression', params };
}
