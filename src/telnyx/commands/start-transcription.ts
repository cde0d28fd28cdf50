/** Transcribes a call while it runs. Source: Telnyx OpenAPI (StartTranscription). */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { rules } from './param-rules.ts';
import { strictParams } from './strict-params.ts';
import { transcriptionEngineRule, transcriptionKeys } from './transcription-start.ts';

/**
 * Params of `startTranscription`. One at a time (90054); the words arrive in `call.transcription`.
 *
 * @example
 * ```ts
 * import type { StartTranscriptionParams } from 'callchart';
 *
 * const params: StartTranscriptionParams = {
 *   transcription_engine: 'Deepgram',
 *   transcription_engine_config: { transcription_engine: 'Deepgram', transcription_model: 'deepgram/nova-3' },
 * };
 * ```
 */
export const StartTranscriptionParams = strictParams('startTranscription', {
  ...transcriptionKeys,
  ...commandKeys,
}).superRefine(rules(transcriptionEngineRule));
export interface StartTranscriptionParams extends z.input<typeof StartTranscriptionParams> {}
