/**
 * record_start, record_stop, record_pause, record_resume, and the `record` params of answer, dial, transfer and bridge.
 * Source: Telnyx OpenAPI; Telnyx docs, API error codes.
 */
import { problem } from '../problem.ts';
import type { RecordingRules } from '../recording.ts';
import { type Handler, ok } from './command.ts';

/** The `record_*` params of the commands that make or answer a leg. */
export interface RecordParams {
  readonly record?: string | undefined;
  readonly record_format?: string | undefined;
  readonly record_channels?: string | undefined;
  readonly record_max_length?: number | undefined;
  readonly record_timeout_secs?: number | undefined;
}

/** `record: record-from-answer` with its defaults; undefined: no recording is wanted. */
export function recordingFromAnswer(params: RecordParams): RecordingRules | undefined {
  if (params.record === undefined) return undefined;
  return {
    format: params.record_format === 'wav' ? 'wav' : 'mp3',
    channels: params.record_channels === 'single' ? 'single' : 'dual',
    maxLengthSecs: params.record_max_length ?? 0,
    silenceSecs: params.record_timeout_secs ?? 0,
    transcription: false,
  };
}

/** `record_start`. */
export const startRecording: Handler<'startRecording'> = (_carrier, leg, params) => {
  if (leg.now() < (leg.audioSince ?? 0)) return problem('recordingTooEarly');
  const silenceSecs = params.timeout_secs ?? 0;
  if (silenceSecs > 0 && leg.streams.transcribing) return problem('recordingWhileTranscribing');
  leg.recorder.start({
    format: params.format,
    channels: params.channels,
    maxLengthSecs: params.max_length ?? 0,
    silenceSecs,
    transcription: params.transcription === true,
  });
  leg.soundChanged();
  return ok();
};

const nothingRecorded = { detail: 'Nothing is recorded.' };

/** `record_stop`. */
export const stopRecording: Handler<'stopRecording'> = (_carrier, leg, params) => {
  const found = leg.recorder.stop(params.recording_id);
  return found || leg.variants.stopOfNothing === 'ok' ? ok() : problem('unprocessable', nothingRecorded);
};

/** `record_pause`. */
export const pauseRecording: Handler<'pauseRecording'> = (_carrier, leg, params) =>
  leg.recorder.pause(params.recording_id) || leg.variants.stopOfNothing === 'ok'
    ? ok()
    : problem('unprocessable', nothingRecorded);

/** `record_resume`. */
export const resumeRecording: Handler<'resumeRecording'> = (_carrier, leg, params) =>
  leg.recorder.resume(params.recording_id) || leg.variants.stopOfNothing === 'ok'
    ? ok()
    : problem('unprocessable', nothingRecorded);
