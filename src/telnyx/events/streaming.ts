/**
 * Media streamed over a WebSocket. Its event names have no `call.` in front. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/** Samples in Telnyx' docs name the leg by `call_control_id` alone. */
const streamedLegFields = {
  ...legFields,
  call_leg_id: legFields.call_leg_id.optional(),
  call_session_id: legFields.call_session_id.optional(),
  connection_id: legFields.connection_id.optional(),
};

/**
 * `streaming.started`: the WebSocket is open and media flows.
 *
 * Source: Telnyx OpenAPI, webhook callStreamingStarted.
 */
export const StreamingStartedPayload = lenientObject({
  ...streamedLegFields,
  /** Where the media goes. */
  stream_url: z.string(),
});
/** Payload of `streaming.started`. */
export interface StreamingStartedPayload extends z.infer<typeof StreamingStartedPayload> {}

/**
 * `streaming.stopped`: the WebSocket was closed, at the latest with the leg.
 *
 * Source: Telnyx OpenAPI, webhook callStreamingStopped.
 */
export const StreamingStoppedPayload = lenientObject({
  ...streamedLegFields,
  /** Where the media went. */
  stream_url: z.string(),
});
/** Payload of `streaming.stopped`. */
export interface StreamingStoppedPayload extends z.infer<typeof StreamingStoppedPayload> {}

/**
 * `streaming.failed`: the WebSocket could not be opened, or broke.
 *
 * Source: Telnyx OpenAPI, webhook callStreamingFailed.
 */
export const StreamingFailedPayload = lenientObject({
  ...streamedLegFields,
  /** Such as `connection_failed`. */
  failure_reason: z.string().optional(),
  stream_id: z.string().optional(),
  /** As the command gave them. */
  stream_params: lenientObject({
    stream_url: z.string().optional(),
    track: openEnum('inbound_track', 'outbound_track', 'both_tracks').optional(),
  }).optional(),
  stream_type: openEnum('websocket', 'dialogflow').optional(),
});
/** Payload of `streaming.failed`. */
export interface StreamingFailedPayload extends z.infer<typeof StreamingFailedPayload> {}
