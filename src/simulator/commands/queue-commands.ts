/**
 * enqueue and leave_queue. Source: Telnyx OpenAPI; Telnyx docs, Queueing calls.
 */
import { unbridge } from '../bridging.ts';
import { problem } from '../problem.ts';
import { type Handler, ok } from './command.ts';

/** `enqueue`: undoes a bridge of the leg. */
export const enqueue: Handler<'enqueue'> = ({ queues }, leg, params) => {
  unbridge(leg);
  const refused = queues.enqueue(leg, {
    name: params.queue_name,
    keepsAfterHangup: params.keep_after_hangup === true,
    ...(params.max_size !== undefined && { maxSize: params.max_size }),
    ...(params.max_wait_time_secs !== undefined && { maxWaitSecs: params.max_wait_time_secs }),
  });
  return refused ?? ok();
};

/** `leave_queue`: the leg is parked afterwards. */
export const leaveQueue: Handler<'leaveQueue'> = ({ queues }, leg) =>
  queues.leave(leg, 'leave') ? ok() : problem('notQueued');
