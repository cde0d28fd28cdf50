/**
 * Deepfake detection. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/**
 * `call.deepfake_detection.result`: whether the voice is a machine's.
 *
 * Source: Telnyx OpenAPI, webhook callDeepfakeDetectionResult.
 */
export const CallDeepfakeDetectionResultPayload = lenientObject({
  ...legFields,
  /** `silence_timeout`: nothing to analyse was said in time. */
  result: z.enum(['real', 'fake', 'silence_timeout']),
  /** Probability that the voice is artificial, 0 to 1; null on `silence_timeout`. */
  score: z.number().nullish(),
  /** How much the frames agree, 0 to 100 percent; null on `silence_timeout`. */
  consistency: z.number().nullish(),
});
/** Payload of `call.deepfake_detection.result`. */
export interface CallDeepfakeDetectionResultPayload extends z.infer<typeof CallDeepfakeDetectionResultPayload> {}

/**
 * `call.deepfake_detection.error`: there will be no result.
 *
 * Source: Telnyx OpenAPI, webhook callDeepfakeDetectionError.
 */
export const CallDeepfakeDetectionErrorPayload = lenientObject({
  ...legFields,
  /** What failed. */
  error_message: openEnum('detection_timeout', 'rtp_timeout', 'dfd_connection_error', 'dfd_stream_error'),
});
/** Payload of `call.deepfake_detection.error`. */
export interface CallDeepfakeDetectionErrorPayload extends z.infer<typeof CallDeepfakeDetectionErrorPayload> {}
