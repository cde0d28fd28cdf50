/** How the sound of a leg is changed. Source: Telnyx OpenAPI (SoundModifications). */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';

/** Changes of pitch on one track of a leg. */
export const SoundModifications = strictParams('sound_modifications', {
  /** Pitch in octaves, -1 to 1. Default 0. */
  octaves: z.number().min(-1).max(1).optional(),
  /** Pitch as a factor, above 0; lower is deeper. Default 1. */
  pitch: z.number().gt(0).optional(),
  /** Pitch in semitones, -14 to 14. Default 0. */
  semitone: z.number().min(-14).max(14).optional(),
  /** The track that is changed. Default `outbound`. */
  track: z.enum(['inbound', 'outbound']).optional(),
});
export interface SoundModifications extends z.input<typeof SoundModifications> {}
