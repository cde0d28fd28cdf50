/**
 * Text to speech in a conference, to all or to one participant. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { conferenceLegFields, occurredAt } from './conference.ts';
import { legFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/** Audio to all participants: the event names no leg. */
export const conferenceAudioFields = {
  conference_id: z.string(),
  connection_id: legFields.connection_id,
  /** Session of the leg that created the conference. */
  creator_call_session_id: z.string(),
  occurred_at: occurredAt,
};

/** Audio to one participant. */
export const participantAudioFields = {
  ...conferenceLegFields,
  /** Session of the leg that created the conference. */
  creator_call_session_id: z.string(),
  occurred_at: occurredAt,
};

/**
 * `conference.speak.started`: all hear it.
 *
 * Source: Telnyx OpenAPI, webhook conferenceSpeakStarted.
 */
export const ConferenceSpeakStartedPayload = lenientObject(conferenceAudioFields);
/** Payload of `conference.speak.started`. */
export interface ConferenceSpeakStartedPayload extends z.infer<typeof ConferenceSpeakStartedPayload> {}

/**
 * `conference.speak.ended`: all words are out, or the speak was cut.
 *
 * Source: Telnyx OpenAPI, webhook conferenceSpeakEnded.
 */
export const ConferenceSpeakEndedPayload = lenientObject(conferenceAudioFields);
/** Payload of `conference.speak.ended`. */
export interface ConferenceSpeakEndedPayload extends z.infer<typeof ConferenceSpeakEndedPayload> {}

/**
 * `conference.participant.speak.started`: one participant hears it.
 *
 * Source: Telnyx OpenAPI, webhook conferenceParticipantSpeakStarted.
 */
export const ConferenceParticipantSpeakStartedPayload = lenientObject(participantAudioFields);
/** Payload of `conference.participant.speak.started`. */
export interface ConferenceParticipantSpeakStartedPayload extends z.infer<
  typeof ConferenceParticipantSpeakStartedPayload
> {}

/**
 * `conference.participant.speak.ended`: all words are out, or the speak was cut.
 *
 * Source: Telnyx OpenAPI, webhook conferenceParticipantSpeakEnded.
 */
export const ConferenceParticipantSpeakEndedPayload = lenientObject(participantAudioFields);
/** Payload of `conference.participant.speak.ended`. */
export interface ConferenceParticipantSpeakEndedPayload extends z.infer<
  typeof ConferenceParticipantSpeakEndedPayload
> {}
