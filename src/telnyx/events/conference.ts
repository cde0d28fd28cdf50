/**
 * The life of a conference and of its participants. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/** ISO 8601. Most conference events carry it here instead of beside the payload. */
export const occurredAt = z.string().optional();

/** A conference, and the leg that created it or that the event is about. */
export const conferenceLegFields = {
  ...legFields,
  conference_id: z.string(),
};

/**
 * `conference.created`: a leg opened a conference. Its `client_state` stays with all events of the conference.
 *
 * Source: Telnyx OpenAPI, webhook conferenceCreated.
 */
export const ConferenceCreatedPayload = lenientObject({ ...conferenceLegFields, occurred_at: occurredAt });
/** Payload of `conference.created`. */
export interface ConferenceCreatedPayload extends z.infer<typeof ConferenceCreatedPayload> {}

/**
 * `conference.participant.joined`: the leg is in.
 *
 * Source: Telnyx OpenAPI, webhook conferenceParticipantJoined.
 */
export const ConferenceParticipantJoinedPayload = lenientObject({ ...conferenceLegFields });
/** Payload of `conference.participant.joined`. */
export interface ConferenceParticipantJoinedPayload extends z.infer<typeof ConferenceParticipantJoinedPayload> {}

/**
 * `conference.participant.left`: the leg is out. May follow its `call.hangup`.
 *
 * Source: Telnyx OpenAPI, webhook conferenceParticipantLeft.
 */
export const ConferenceParticipantLeftPayload = lenientObject({ ...conferenceLegFields });
/** Payload of `conference.participant.left`. */
export interface ConferenceParticipantLeftPayload extends z.infer<typeof ConferenceParticipantLeftPayload> {}

/**
 * `conference.floor.changed`: another participant speaks. May precede `conference.created`.
 *
 * Source: Telnyx OpenAPI, webhook conferenceFloorChanged.
 */
export const ConferenceFloorChangedPayload = lenientObject({ ...conferenceLegFields, occurred_at: occurredAt });
/** Payload of `conference.floor.changed`. */
export interface ConferenceFloorChangedPayload extends z.infer<typeof ConferenceFloorChangedPayload> {}

/**
 * `conference.ended`: nobody is left, the host left, or 4 hours are over.
 *
 * Source: Telnyx OpenAPI, webhook conferenceEnded.
 */
export const ConferenceEndedPayload = lenientObject({
  ...conferenceLegFields,
  /** Why it ended. */
  reason: openEnum('all_left', 'host_left', 'time_exceeded'),
  occurred_at: occurredAt,
});
/** Payload of `conference.ended`. */
export interface ConferenceEndedPayload extends z.infer<typeof ConferenceEndedPayload> {}
