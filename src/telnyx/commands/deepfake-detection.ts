/** Detection of AI-generated voices on a leg. Source: Telnyx OpenAPI. */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';

/** The verdict arrives as `call.deepfake_detection.result`. */
export const DeepfakeDetection = strictParams('deepfake_detection', {
  /** Whether the remote voice is analysed. Default false. */
  enabled: z.boolean(),
  /** How long to wait for audio, in seconds, 5 to 120. Default 30. */
  rtp_timeout: z.int().min(5).max(120).optional(),
  /** How long to wait for a verdict, in seconds, 5 to 60. Default 15. */
  timeout: z.int().min(5).max(60).optional(),
});
export interface DeepfakeDetection extends z.input<typeof DeepfakeDetection> {}
