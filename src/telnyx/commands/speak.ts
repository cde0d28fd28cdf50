/** Says something. Source: Telnyx OpenAPI (SpeakCall); Telnyx docs: API error codes (90009, 90010). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { LoopCount } from './loop-count.ts';
import { rules } from './param-rules.ts';
import { basicServiceRule, speechKeys } from './speech.ts';
import { strictParams } from './strict-params.ts';
import { TargetLegs } from './target-legs.ts';

/**
 * Params of `speak`. Several speaks queue up on the leg; `call.speak.started` and `call.speak.ended` follow.
 *
 * @example
 * ```ts
 * import type { SpeakParams } from 'callchart';
 *
 * const params: SpeakParams = { payload: 'Good morning.', voice: 'female', language: 'en-GB' };
 * ```
 */
export const SpeakParams = strictParams('speak', {
  ...speechKeys,
  /** How often it is said, 1 to 100 or `infinity`. Default 1. */
  loop: LoopCount.optional(),
  /** What is cut off first: what is playing (`current`), or the whole queue (`all`). Default: it queues up. */
  stop: z.enum(['current', 'all']).optional(),
  /** Who hears it. Default `self`. */
  target_legs: TargetLegs.optional(),
  ...commandKeys,
}).superRefine(rules(basicServiceRule));
export interface SpeakParams extends z.input<typeof SpeakParams> {}
