/**
 * Queues. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/**
 * `call.enqueued`: the leg waits in a queue.
 *
 * Source: Telnyx OpenAPI, webhook callEnqueued.
 */
export const CallEnqueuedPayload = lenientObject({
  ...legFields,
  /** Name of the queue. */
  queue: z.string(),
  /** From 1. */
  current_position: z.number(),
  /** Seconds. */
  queue_avg_wait_time_secs: z.number().optional(),
});
/** Payload of `call.enqueued`. */
export interface CallEnqueuedPayload extends z.infer<typeof CallEnqueuedPayload> {}

/**
 * `call.dequeued`: the leg left the queue. After `leave` and `timeout` it is parked: only a command moves it on.
 *
 * Source: Telnyx OpenAPI, webhook callLeftQueue; Telnyx docs, "Queueing calls".
 */
export const CallDequeuedPayload = lenientObject({
  ...legFields,
  /** Name of the queue. */
  queue: z.string(),
  /** Its last position, from 1. */
  queue_position: z.number().optional(),
  /** Why it left. */
  reason: openEnum('bridged', 'bridging-in-process', 'hangup', 'leave', 'timeout'),
  /** Seconds spent in the queue. */
  wait_time_secs: z.number().optional(),
});
/** Payload of `call.dequeued`. */
export interface CallDequeuedPayload extends z.infer<typeof CallDequeuedPayload> {}
