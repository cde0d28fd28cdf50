/**
 * Recordings of a leg and their transcriptions. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { callingPartyType, flowDestination, legFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/** Recordings by format. */
export const RecordingUrls = lenientObject({
  mp3: z.string().nullish(),
  wav: z.string().nullish(),
});
/** Recordings by format. */
export interface RecordingUrls extends z.infer<typeof RecordingUrls> {}

/** A recording file, of a leg or of a conference. */
export const recordingFields = {
  /** One channel for all, or one per party. */
  channels: z.enum(['single', 'dual']),
  /** ISO 8601. */
  recording_started_at: z.string(),
  /** ISO 8601. */
  recording_ended_at: z.string(),
  /** Signed URLs, valid for 10 minutes: fetch at once, or later through the API by `recording_id`. */
  recording_urls: RecordingUrls,
  /** `{}` unless Telnyx enabled public URLs for the account. */
  public_recording_urls: RecordingUrls.optional(),
};

/** Recording events name their leg, but older ones do so by `call_leg_id` alone. */
const recordedLegFields = { ...legFields, call_control_id: legFields.call_control_id.optional() };

/**
 * `call.recording.saved`: the file is ready. Follows stopRecording, a limit of the recording, or the end of the leg.
 *
 * Source: Telnyx OpenAPI, webhook callRecordingSaved.
 */
export const CallRecordingSavedPayload = lenientObject({
  ...recordedLegFields,
  ...recordingFields,
  /** Seen on the wire, not documented. */
  recording_id: z.string().optional(),
  /** Seen on the wire, not documented. */
  format: openEnum('wav', 'mp3').optional(),
  /** Seen on the wire, not documented: start of the recording, not of the call. */
  start_time: z.string().optional(),
  /** Seen on the wire, not documented: end of the recording. */
  end_time: z.string().optional(),
  calling_party_type: callingPartyType,
  flow_destination: flowDestination,
});
/** Payload of `call.recording.saved`. */
export interface CallRecordingSavedPayload extends z.infer<typeof CallRecordingSavedPayload> {}

/**
 * `call.recording.error`: the recording could not be made or stored.
 *
 * Source: Telnyx OpenAPI, webhook callRecordingError.
 */
export const CallRecordingErrorPayload = lenientObject({
  ...recordedLegFields,
  /** A sentence. */
  reason: openEnum(
    'Failed to authorize with storage using custom credentials',
    'Invalid credentials json',
    'Unsupported backend',
    'Internal server error',
  ),
});
/** Payload of `call.recording.error`. */
export interface CallRecordingErrorPayload extends z.infer<typeof CallRecordingErrorPayload> {}

/**
 * `call.recording.transcription.saved`: the transcription of a recording is ready.
 *
 * Source: Telnyx OpenAPI, webhook callRecordingTranscriptionSaved.
 */
export const CallRecordingTranscriptionSavedPayload = lenientObject({
  ...legFields,
  recording_id: z.string(),
  recording_transcription_id: z.string(),
  status: openEnum('completed'),
  /** The words. */
  transcription_text: z.string(),
  calling_party_type: callingPartyType,
});
/** Payload of `call.recording.transcription.saved`. */
export interface CallRecordingTranscriptionSavedPayload extends z.infer<
  typeof CallRecordingTranscriptionSavedPayload
> {}
