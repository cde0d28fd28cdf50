/** Goes on with a paused recording. Source: Telnyx OpenAPI. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `resumeRecording`. No webhook follows.
 *
 * @example
 * ```ts
 * import type { ResumeRecordingParams } from 'callchart';
 *
 * const params: ResumeRecordingParams = { recording_id: '6a09cdc3-8948-47f0-aa62-74ac943d6c58' };
 * ```
 */
export const ResumeRecordingParams = strictParams('resumeRecording', {
  /** Which of several recordings, a UUID. Default: the leg's recording. */
  recording_id: z.guid().optional(),
  ...commandKeys,
});
export interface ResumeRecordingParams extends z.input<typeof ResumeRecordingParams> {}
