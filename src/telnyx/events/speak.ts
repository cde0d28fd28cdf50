/**
 * Text to speech on a leg. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { callingPartyType, legFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/** Names the speak, the same in both of its events. Seen on the wire, not documented. */
const speakId = z.string().optional();

/**
 * `call.speak.started`: the first word is out.
 *
 * Source: Telnyx OpenAPI, webhook callSpeakStarted.
 */
export const CallSpeakStartedPayload = lenientObject({
  ...legFields,
  speak_id: speakId,
  calling_party_type: callingPartyType,
});
/** Payload of `call.speak.started`. */
export interface CallSpeakStartedPayload extends z.infer<typeof CallSpeakStartedPayload> {}

/**
 * `call.speak.ended`: all words are out, or the speak was cut.
 *
 * Source: Telnyx OpenAPI, webhook callSpeakEnded.
 */
export const CallSpeakEndedPayload = lenientObject({
  ...legFields,
  /** How it ended. Telnyx documents no value for a speak that stopPlayback cut, so others may come. */
  status: openEnum('completed', 'call_hangup', 'cancelled_amd'),
  speak_id: speakId,
  calling_party_type: callingPartyType,
});
/** Payload of `call.speak.ended`. */
export interface CallSpeakEndedPayload extends z.infer<typeof CallSpeakEndedPayload> {}
