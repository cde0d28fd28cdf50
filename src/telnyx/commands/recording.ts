/**
 * Recording that starts by itself when a leg is answered or bridged: the `record_*` params of answer, bridge, dial and
 * transfer. Source: Telnyx OpenAPI.
 */
import { z } from 'zod';
import { requires } from './param-rules.ts';

/** One file with both directions mixed, or one channel for each. */
export const RecordingChannels = z.enum(['single', 'dual']);
/** File format of a recording. */
export const RecordingFormat = z.enum(['wav', 'mp3']);
/** Which direction is recorded. */
export const RecordingTrack = z.enum(['both', 'inbound', 'outbound']);
/** Silence is cut from both ends. */
export const RecordingTrim = z.enum(['trim-silence']);
/** Name of the file; Telnyx adds a Unix timestamp. 1 to 40 characters. */
export const RecordingFileName = z.string().min(1).max(40);

/** The `record_*` params. */
export const recordKeys = {
  /** `record-from-answer` starts a recording when the leg is answered. Default: no recording. */
  record: z.enum(['record-from-answer']).optional(),
  /** `dual` records each direction on a channel of its own; ignored when `record_track` is one direction. Default `dual`. */
  record_channels: RecordingChannels.optional(),
  /** Name of the file instead of the `call_leg_id`, 1 to 40 characters; Telnyx adds a Unix timestamp. */
  record_custom_file_name: RecordingFileName.optional(),
  /** File format. Default `mp3`. */
  record_format: RecordingFormat.optional(),
  /** Longest recording, in seconds, 0 to 43200; 0 is unlimited. Default 0. */
  record_max_length: z.int().min(0).max(43_200).optional(),
  /** Seconds of silence after speech that end the recording (billed as transcription); 0 is never. Default 0. */
  record_timeout_secs: z.int().min(0).optional(),
  /** Direction that is recorded. Default `both`. */
  record_track: RecordingTrack.optional(),
  /** `trim-silence` cuts the silence at both ends. Default: nothing is cut. */
  record_trim: RecordingTrim.optional(),
};

/** The details only matter when `record` is set. */
export const recordRule = requires(
  [
    'record_channels',
    'record_custom_file_name',
    'record_format',
    'record_max_length',
    'record_timeout_secs',
    'record_track',
    'record_trim',
  ],
  'record',
);
