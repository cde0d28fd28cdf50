/**
 * What dial and transfer say alike about the leg that they make. Source: Telnyx OpenAPI; `diversion` and
 * `route_to_mobile` are of the official SDK 7.24.0.
 */
import { z } from 'zod';
import { machineDetectionKeys } from './answering-machine-detection.ts';
import { AudioUrl, MediaName } from './media-source.ts';
import { requires } from './param-rules.ts';
import { CodecList } from './codec-list.ts';
import { recordKeys } from './recording.ts';
import { CustomSipHeader, SipHeader } from './sip-header.ts';
import { SoundModifications } from './sound-modifications.ts';
import { webhookKeys } from './webhook-delivery.ts';

/** Params of the new leg. */
export const outboundLegKeys = {
  ...machineDetectionKeys,
  /** URL of a WAV or MP3 file that the called party hears on answering; excludes `media_name`. */
  audio_url: AudioUrl.optional(),
  /** Uploaded file that the called party hears on answering; excludes `audio_url`. */
  media_name: MediaName.optional(),
  /** Headers added to the INVITE. */
  custom_headers: z.array(CustomSipHeader).optional(),
  /** Standard headers added to the INVITE; `User-to-User` only. */
  sip_headers: z.array(SipHeader).optional(),
  /**
   * The `to` number (E.164) of an inbound call that is up, whose `from` is this command's `from`: makes that caller id
   * count as verified. Source: official SDK 7.24.0.
   */
  diversion: z.string().optional(),
  /** Name shown to the called party: letters, digits, spaces and -_~!.+, up to 128 characters. Default: the number. */
  from_display_name: z
    .string()
    .max(128)
    .regex(/^[\p{L}\p{N} \-_~!.+]*$/u, 'may hold letters, digits, spaces and -_~!.+ only.')
    .optional(),
  /** Encryption of the media; wins over `;secure=` in a SIP URI. Default `disabled`. */
  media_encryption: z.enum(['disabled', 'SRTP', 'DTLS']).optional(),
  /** `self` parks the leg when its bridge ends instead of hanging up. */
  park_after_unbridge: z.enum(['self']).optional(),
  /** Codecs in order of preference, separated by commas, of G722, PCMU, PCMA, G729, OPUS, VP8, H264, AMR-WB. */
  preferred_codecs: CodecList.optional(),
  /** `id` hides number and name from the called party. Default `none`. */
  privacy: z.enum(['id', 'none']).optional(),
  /** Whether a Telnyx Mobile number rings without interception. Default false. Source: official SDK 7.24.0. */
  route_to_mobile: z.boolean().optional(),
  /**
   * Keys pressed once the called party answers, for an extension: 0-9, A-D, *, #, `w` (0.5 s pause), `W` (1 s pause), up
   * to 64. Wins over digits in `to`.
   */
  send_digits_on_answer: z
    .string()
    .max(64)
    .regex(/^[0-9A-DwW*#]*$/, 'may hold 0-9, A-D, *, #, w and W only.')
    .optional(),
  /** Password for SIP challenges; needs `sip_auth_username`. */
  sip_auth_password: z.string().optional(),
  /** User name for SIP challenges. */
  sip_auth_username: z.string().optional(),
  /** SIP region. Default `US`. */
  sip_region: z.enum(['US', 'Europe', 'Canada', 'Australia', 'Middle East']).optional(),
  /** SIP transport. Default `UDP`. */
  sip_transport_protocol: z.enum(['UDP', 'TCP', 'TLS']).optional(),
  /** Changes of the sound. */
  sound_modifications: SoundModifications.optional(),
  /** Longest life of the leg after answering, in seconds, 30 to 14400 (hangup cause `time_limit`). Default 14400. */
  time_limit_secs: z.int().min(30).max(14_400).optional(),
  /** Longest ringing, in seconds, 5 to 600 (hangup cause `timeout`). Default 30. */
  timeout_secs: z.int().min(5).max(600).optional(),
  ...recordKeys,
  ...webhookKeys,
};

/** A password is of no use without its user. */
export const sipAuthRule = requires(['sip_auth_password'], 'sip_auth_username');
