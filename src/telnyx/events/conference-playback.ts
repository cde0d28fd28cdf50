/**
 * Audio files played in a conference, to all or to one participant. It must not know how webhooks arrive.
 */
import type { z } from 'zod';
import { conferenceAudioFields, participantAudioFields } from './conference-speak.ts';
import { lenientObject } from './lenient-object.ts';
import { mediaFields } from './playback.ts';

/**
 * `conference.playback.started`: all hear it.
 *
 * Source: Telnyx OpenAPI, webhook conferencePlaybackStarted.
 */
export const ConferencePlaybackStartedPayload = lenientObject({ ...conferenceAudioFields, ...mediaFields });
/** Payload of `conference.playback.started`. */
export interface ConferencePlaybackStartedPayload extends z.infer<typeof ConferencePlaybackStartedPayload> {}

/**
 * `conference.playback.ended`: the file was played, or cut.
 *
 * Source: Telnyx OpenAPI, webhook conferencePlaybackEnded.
 */
export const ConferencePlaybackEndedPayload = lenientObject({ ...conferenceAudioFields, ...mediaFields });
/** Payload of `conference.playback.ended`. */
export interface ConferencePlaybackEndedPayload extends z.infer<typeof ConferencePlaybackEndedPayload> {}

/**
 * `conference.participant.playback.started`: one participant hears it.
 *
 * Source: Telnyx OpenAPI, webhook conferenceParticipantPlaybackStarted.
 */
export const ConferenceParticipantPlaybackStartedPayload = lenientObject({ ...participantAudioFields, ...mediaFields });
/** Payload of `conference.participant.playback.started`. */
export interface ConferenceParticipantPlaybackStartedPayload extends z.infer<
  typeof ConferenceParticipantPlaybackStartedPayload
> {}

/**
 * `conference.participant.playback.ended`: the file was played, or cut.
 *
 * Source: Telnyx OpenAPI, webhook conferenceParticipantPlaybackEnded.
 */
export const ConferenceParticipantPlaybackEndedPayload = lenientObject({ ...participantAudioFields, ...mediaFields });
/** Payload of `conference.participant.playback.ended`. */
export interface ConferenceParticipantPlaybackEndedPayload extends z.infer<
  typeof ConferenceParticipantPlaybackEndedPayload
> {}
