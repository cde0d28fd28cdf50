/**
 * The live transcript of a leg. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/** A piece of a transcript. */
export const TranscriptionData = lenientObject({
  /** The words. */
  transcript: z.string(),
  /** False for a piece that later ones still change. */
  is_final: z.boolean(),
  /** 0 to 1; null from engines that do not tell. */
  confidence: z.number().nullish(),
  /** Who spoke. Only from engine B. */
  transcription_track: openEnum('inbound', 'outbound').optional(),
});
/** A piece of a transcript. */
export interface TranscriptionData extends z.infer<typeof TranscriptionData> {}

/**
 * `call.transcription`: words heard on the leg. Comes many times, `is_final` or not.
 *
 * Source: Telnyx OpenAPI, webhook transcription.
 */
export const CallTranscriptionPayload = lenientObject({
  ...legFields,
  transcription_data: TranscriptionData,
});
/** Payload of `call.transcription`. */
export interface CallTranscriptionPayload extends z.infer<typeof CallTranscriptionPayload> {}
