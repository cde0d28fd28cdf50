/** How often something is played. Source: Telnyx OpenAPI (Loopcount); Telnyx docs: API error codes (90009). */
import { z } from 'zod';

/** 1 to 100 times, or `infinity`. */
export const LoopCount = z.union([z.int().min(1).max(100), z.literal('infinity')], {
  error: (issue) =>
    issue.code === 'invalid_union' ? "must be a whole number from 1 to 100 or 'infinity' (90009)." : undefined,
});
/** 1 to 100 times, or `infinity`. */
export type LoopCount = z.input<typeof LoopCount>;
