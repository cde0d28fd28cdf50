/** Records a leg. Source: Telnyx OpenAPI (StartRecording); Telnyx docs: API error codes (90020, 90053, 90059). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { breach, requires, rules, type ParamRule } from './param-rules.ts';
import { RecordingChannels, RecordingFileName, RecordingFormat, RecordingTrack, RecordingTrim } from './recording.ts';
import { strictParams } from './strict-params.ts';
import { RecordingTranscriptLanguage } from './transcription-language.ts';

/** Deepgram Nova 3 writes English transcripts only. */
const novaIsEnglish: ParamRule<{
  readonly transcription_engine?: string | undefined;
  readonly transcription_language?: string | undefined;
}> = ({ transcription_engine, transcription_language: language = 'en-US' }) =>
  transcription_engine === 'deepgram/nova-3' && !/^en(-|$)/.test(language)
    ? [breach('transcription_language', '`deepgram/nova-3` takes `en` and `en-*` only: use one, or engine `A` or `B`.')]
    : [];

/**
 * Params of `startRecording`. Audio has to have started (90020); it ends with the leg, and `call.recording.saved`
 * follows.
 *
 * @example
 * ```ts
 * import type { StartRecordingParams } from 'callchart';
 *
 * const params: StartRecordingParams = { format: 'mp3', channels: 'dual', play_beep: true, max_length: 120 };
 * ```
 */
export const StartRecordingParams = strictParams('startRecording', {
  /** `dual` records each direction on a channel of its own; ignored when `recording_track` is one direction. */
  channels: RecordingChannels,
  /** File format. */
  format: RecordingFormat,
  /** Name of the file instead of the `call_leg_id`, 1 to 40 characters; Telnyx adds a Unix timestamp. */
  custom_file_name: RecordingFileName.optional(),
  /** Longest recording, in seconds, 0 to 14400; 0 is unlimited. Default 0. */
  max_length: z.int().min(0).max(14_400).optional(),
  /** Whether a beep is heard at the start. Default false. */
  play_beep: z.boolean().optional(),
  /** Direction that is recorded. Default `both`. */
  recording_track: RecordingTrack.optional(),
  /** Seconds of silence after speech that end the recording (billed as transcription); 0 is never. Default 0. */
  timeout_secs: z.int().min(0).optional(),
  /** Whether a transcript is made of the recording. Default false. */
  transcription: z.boolean().optional(),
  /** Engine of the transcript: Google (`A`), Telnyx (`B`) or Deepgram (English only). Default `A`. */
  transcription_engine: z.enum(['A', 'B', 'deepgram/nova-3']).optional(),
  /** Language of the transcript; not every engine knows each. Default `en-US`. */
  transcription_language: RecordingTranscriptLanguage.optional(),
  /** Most speakers to tell apart; Google only. Default 6. */
  transcription_max_speaker_count: z.int().optional(),
  /** Fewest speakers to tell apart; Google only. Default 2. */
  transcription_min_speaker_count: z.int().optional(),
  /** Whether profanities are masked; Google only. Default false. */
  transcription_profanity_filter: z.boolean().optional(),
  /** Whether speakers are told apart; Google only. Default false. */
  transcription_speaker_diarization: z.boolean().optional(),
  /** `trim-silence` cuts the silence at both ends. Default: nothing is cut. */
  trim: RecordingTrim.optional(),
  ...commandKeys,
}).superRefine(
  rules(
    requires(
      [
        'transcription_engine',
        'transcription_language',
        'transcription_max_speaker_count',
        'transcription_min_speaker_count',
        'transcription_profanity_filter',
        'transcription_speaker_diarization',
      ],
      'transcription',
      true,
    ),
    novaIsEnglish,
  ),
);
export interface StartRecordingParams extends z.input<typeof StartRecordingParams> {}
