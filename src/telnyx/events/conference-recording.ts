/**
 * Recordings of a conference. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { conferenceLegFields } from './conference.ts';
import { lenientObject, openEnum } from './lenient-object.ts';
import { recordingFields } from './recording.ts';

/** The leg that created the conference; its `call_leg_id` is not told. */
const { call_control_id, call_session_id, client_state, connection_id, conference_id } = conferenceLegFields;

/**
 * `conference.recording.saved`: the file is ready.
 *
 * Source: Telnyx OpenAPI, webhook conferenceRecordingSaved.
 */
export const ConferenceRecordingSavedPayload = lenientObject({
  call_control_id,
  call_session_id,
  client_state,
  connection_id,
  conference_id,
  ...recordingFields,
  format: openEnum('wav', 'mp3'),
  recording_id: z.string(),
});
/** Payload of `conference.recording.saved`. */
export interface ConferenceRecordingSavedPayload extends z.infer<typeof ConferenceRecordingSavedPayload> {}
