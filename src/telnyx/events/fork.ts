/**
 * Forked media: RTP sent to a second place. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/** What is forked. Telnyx' prose speaks of `raw` too, its list does not. */
const streamType = openEnum('decrypted', 'raw').optional();

/**
 * `call.fork.started`: the copy flows.
 *
 * Source: Telnyx OpenAPI, webhook callForkStarted.
 */
export const CallForkStartedPayload = lenientObject({ ...legFields, stream_type: streamType });
/** Payload of `call.fork.started`. */
export interface CallForkStartedPayload extends z.infer<typeof CallForkStartedPayload> {}

/**
 * `call.fork.stopped`: the copy ended.
 *
 * Source: Telnyx OpenAPI, webhook callForkStopped.
 */
export const CallForkStoppedPayload = lenientObject({ ...legFields, stream_type: streamType });
/** Payload of `call.fork.stopped`. */
export interface CallForkStoppedPayload extends z.infer<typeof CallForkStoppedPayload> {}
