/**
 * Commands that record a leg. A failure of one is journaled; it never runs the fallback.
 * What a command does is written here; how it is checked and sent is not known here.
 */
import type { EventObject, MachineContext } from 'xstate';
import type {
  PauseRecordingParams,
  ResumeRecordingParams,
  StartRecordingParams,
  StopRecordingParams,
} from '../../telnyx/commands/index.ts';
import type { RolesOf } from '../call-events.ts';
import type { CommandAction, DynamicParams, OnLeg } from '../command-action.ts';

/** Params of {@link startRecording} in a flow. */
export interface StartRecordingCommand<Roles extends string = string>
  extends Omit<StartRecordingParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Starts a recording, which ends with the leg at the latest. `call.recording.saved` or `call.recording.error` follow,
 * often after `call.hangup`.
 *
 * Source: Telnyx OpenAPI, Recording start.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { startRecording } from 'callchart';
 *
 * const entry = startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 120 });
 * ```
 */
export function startRecording<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StartRecordingCommand<RolesOf<Event>>, StartRecordingCommand, Context, Event>,
): CommandAction<'startRecording', StartRecordingCommand, Context, Event> {
  return { type: 'startRecording', params };
}

/** Params of {@link stopRecording} in a flow. */
export interface StopRecordingCommand<Roles extends string = string>
  extends Omit<StopRecordingParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Ends a recording. `call.recording.saved` follows.
 *
 * Source: Telnyx OpenAPI, Recording stop.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { stopRecording } from 'callchart';
 *
 * const exit = stopRecording();
 * ```
 */
export function stopRecording<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<StopRecordingCommand<RolesOf<Event>>, StopRecordingCommand, Context, Event> = {},
): CommandAction<'stopRecording', StopRecordingCommand, Context, Event> {
  return { type: 'stopRecording', params };
}

/** Params of {@link pauseRecording} in a flow. */
export interface PauseRecordingCommand<Roles extends string = string>
  extends Omit<PauseRecordingParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Pauses a recording, for instance while private digits are entered. No webhook follows.
 *
 * Source: Telnyx OpenAPI, Record pause.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { pauseRecording } from 'callchart';
 *
 * const entry = pauseRecording();
 * ```
 */
export function pauseRecording<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<PauseRecordingCommand<RolesOf<Event>>, PauseRecordingCommand, Context, Event> = {},
): CommandAction<'pauseRecording', PauseRecordingCommand, Context, Event> {
  return { type: 'pauseRecording', params };
}

/** Params of {@link resumeRecording} in a flow. */
export interface ResumeRecordingCommand<Roles extends string = string>
  extends Omit<ResumeRecordingParams, 'command_id'>, OnLeg<Roles> {}

/**
 * Goes on with a paused recording. No webhook follows.
 *
 * Source: Telnyx OpenAPI, Record resume.
 *
 * @param params The params, or a function of `{ context, event }` that gives them.
 *
 * @example
 * ```ts
 * import { resumeRecording } from 'callchart';
 *
 * const exit = resumeRecording();
 * ```
 */
export function resumeRecording<Context extends MachineContext, Event extends EventObject>(
  params: DynamicParams<ResumeRecordingCommand<RolesOf<Event>>, ResumeRecordingCommand, Context, Event> = {},
): CommandAction<'resumeRecording', ResumeRecordingCommand, Context, Event> {
  return { type: 'resumeRecording', params };
}
