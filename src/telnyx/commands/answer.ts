/** Answers an incoming leg. Source: Telnyx OpenAPI (AnswerCall). */
import { z } from 'zod';
import { CallAssistant } from './assistant.ts';
import { CodecList } from './codec-list.ts';
import { commandKeys } from './command-keys.ts';
import { ConversationRelayConfig } from './conversation-relay.ts';
import { DeepfakeDetection } from './deepfake-detection.ts';
import { streamCodecRule, streamKeys } from './media-stream.ts';
import { mutuallyExclusive, requires, rules } from './param-rules.ts';
import { recordKeys, recordRule } from './recording.ts';
import { CustomSipHeader, SipHeader } from './sip-header.ts';
import { SoundModifications } from './sound-modifications.ts';
import { strictParams } from './strict-params.ts';
import { TranscriptionConfig } from './transcription-start.ts';
import { webhookKeys } from './webhook-delivery.ts';

/**
 * Params of `answer`. Only an incoming leg can be answered (90102), and most commands need it answered (90034).
 *
 * @example
 * ```ts
 * import type { AnswerParams } from 'callchart';
 *
 * const params: AnswerParams = { record: 'record-from-answer', record_format: 'mp3' };
 * ```
 */
export const AnswerParams = strictParams('answer', {
  /** AI assistant that takes the leg as soon as it is answered; excludes `conversation_relay_config`. */
  assistant: CallAssistant.optional(),
  /** Billing group, a UUID. */
  billing_group_id: z.guid().optional(),
  /** Relay that takes the leg as soon as it is answered; excludes `assistant`. */
  conversation_relay_config: ConversationRelayConfig.optional(),
  /** Headers added to the answer to the INVITE. */
  custom_headers: z.array(CustomSipHeader).optional(),
  /** Detection of an AI-generated voice. Default off. */
  deepfake_detection: DeepfakeDetection.optional(),
  /** Codecs in order of preference, separated by commas, of G722, PCMU, PCMA, G729, OPUS, VP8, H264. */
  preferred_codecs: CodecList.optional(),
  /** Whether silence is sent as RTP when nothing else is. Default false. */
  send_silence_when_idle: z.boolean().optional(),
  /** Standard headers added to the answer to the INVITE; `User-to-User` only. */
  sip_headers: z.array(SipHeader).optional(),
  /** Changes of the sound. */
  sound_modifications: SoundModifications.optional(),
  /** Whether the call is transcribed once answered. Default false. */
  transcription: z.boolean().optional(),
  /** Settings of the transcription; needs `transcription: true`. */
  transcription_config: TranscriptionConfig.optional(),
  ...recordKeys,
  ...streamKeys,
  ...webhookKeys,
  ...commandKeys,
}).superRefine(
  rules(
    mutuallyExclusive('assistant', 'conversation_relay_config'),
    requires(['transcription_config'], 'transcription', true),
    recordRule,
    streamCodecRule,
  ),
);
export interface AnswerParams extends z.input<typeof AnswerParams> {}
