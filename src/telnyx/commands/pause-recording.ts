/** Pauses a recording. Source: Telnyx OpenAPI. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `pauseRecording`. No webhook follows.
 *
 * @example
 * ```ts
 * import type { PauseRecordingParams } from 'callchart';
 *
 * const params: PauseRecordingParams = { recording_id: '6a09cdc3-8948-47f0-aa62-74ac943d6c58' };
 * ```
 */
export const PauseRecordingParams = strictParams('pauseRecording', {
  /** Which of several recordings, a UUID. Default: the leg's recording. */
  recording_id: z.guid().optional(),
  ...commandKeys,
});
export interface PauseRecordingParams extends z.input<typeof PauseRecordingParams> {}
