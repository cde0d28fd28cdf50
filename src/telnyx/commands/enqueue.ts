/** Puts a leg at the end of a queue. Source: Telnyx OpenAPI (EnqueueCall); Telnyx docs: queueing calls. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `enqueue`. A new name makes a new queue; a bridge of the leg is undone. After `max_wait_time_secs` the leg
 * is parked and `call.dequeued` says `timeout`.
 *
 * @example
 * ```ts
 * import type { EnqueueParams } from 'callchart';
 *
 * const params: EnqueueParams = { queue_name: 'support', max_wait_time_secs: 600 };
 * ```
 */
export const EnqueueParams = strictParams('enqueue', {
  /** Name of the queue. */
  queue_name: z.string().min(1),
  /** Whether the entry stays in the queue when the leg hangs up. Default false. */
  keep_after_hangup: z.boolean().optional(),
  /** Most legs in the queue; cannot change once the queue exists (90037). Default 100. */
  max_size: z.int().optional(),
  /** Longest wait, in seconds. Default: no limit. */
  max_wait_time_secs: z.int().optional(),
  ...commandKeys,
});
export interface EnqueueParams extends z.input<typeof EnqueueParams> {}
