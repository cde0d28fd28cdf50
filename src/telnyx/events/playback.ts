/**
 * Audio files played on a leg. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/** What was played: one of the two, as the command named it. */
export const mediaFields = {
  /** The `media_name` of the command. */
  media_name: z.string().optional(),
  /** The `audio_url` of the command. */
  media_url: z.string().optional(),
};

/**
 * `call.playback.started`: the file is heard. The prompt of gatherUsingAudio yields one too.
 *
 * Source: Telnyx OpenAPI, webhook callPlaybackStarted.
 */
export const CallPlaybackStartedPayload = lenientObject({
  ...legFields,
  ...mediaFields,
  /** Mixed over other audio instead of queued behind it. */
  overlay: z.boolean().optional(),
});
/** Payload of `call.playback.started`. */
export interface CallPlaybackStartedPayload extends z.infer<typeof CallPlaybackStartedPayload> {}

/**
 * `call.playback.ended`: the file was played, cut, or could not be played.
 *
 * Source: Telnyx OpenAPI, webhook callPlaybackEnded.
 */
export const CallPlaybackEndedPayload = lenientObject({
  ...legFields,
  ...mediaFields,
  /** `file_not_found` and `failed`: nobody heard it. */
  status: z.enum(['completed', 'cancelled', 'cancelled_amd', 'call_hangup', 'file_not_found', 'failed', 'unknown']),
  /** More about a failure. */
  status_detail: z.string().optional(),
  /** Mixed over other audio instead of queued behind it. */
  overlay: z.boolean().optional(),
});
/** Payload of `call.playback.ended`. */
export interface CallPlaybackEndedPayload extends z.infer<typeof CallPlaybackEndedPayload> {}
