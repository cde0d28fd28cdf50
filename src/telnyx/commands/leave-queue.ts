/** Takes a leg out of its queue. Source: Telnyx OpenAPI. */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `leaveQueue`. The leg is parked then; `call.dequeued` follows. A leg in no queue is refused (90035).
 *
 * @example
 * ```ts
 * import type { LeaveQueueParams } from 'callchart';
 *
 * const params: LeaveQueueParams = { command_id: 'b2a5c6f0-1' };
 * ```
 */
export const LeaveQueueParams = strictParams('leaveQueue', {
  ...commandKeys,
});
export interface LeaveQueueParams extends z.input<typeof LeaveQueueParams> {}
