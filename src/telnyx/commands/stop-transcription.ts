/** Ends the transcription of a call. Source: Telnyx OpenAPI. */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `stopTranscription`. Refused while a recording with `timeout_secs` runs (90055).
 *
 * @example
 * ```ts
 * import type { StopTranscriptionParams } from 'callchart';
 *
 * const params: StopTranscriptionParams = { command_id: 'b2a5c6f0-1' };
 * ```
 */
export const StopTranscriptionParams = strictParams('stopTranscription', {
  ...commandKeys,
});
export interface StopTranscriptionParams extends z.input<typeof StopTranscriptionParams> {}
