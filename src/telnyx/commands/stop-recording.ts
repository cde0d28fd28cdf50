/** Ends a recording. Source: Telnyx OpenAPI. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopRecording`. `call.recording.saved` follows.
 *
 * @example
 * ```ts
 * import type { StopRecordingParams } from 'callchart';
 *
 * const params: StopRecordingParams = { recording_id: '6a09cdc3-8948-47f0-aa62-74ac943d6c58' };
 * ```
 */
export const StopRecordingParams = strictParams('stopRecording', {
  /** Which of several recordings, a UUID. Default: the leg's recording. */
  recording_id: z.guid().optional(),
  ...commandKeys,
});
export interface StopRecordingParams extends z.input<typeof StopRecordingParams> {}
