/** Which ends of a bridged call a command reaches. Source: Telnyx OpenAPI. */
import { z } from 'zod';

/** `self` is the leg that is commanded, `opposite` the one bridged to it. */
export const TargetLegs = z.enum(['self', 'opposite', 'both']);
export type TargetLegs = z.input<typeof TargetLegs>;

/** Who does not get to hear the DTMF tones of a bridge. */
export const MuteDtmf = z.enum(['none', 'both', 'self', 'opposite']);
export type MuteDtmf = z.input<typeof MuteDtmf>;
