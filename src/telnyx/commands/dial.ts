/** Makes a new leg. Source: Telnyx OpenAPI (DialCall). */
import { z } from 'zod';
import { machineDetectionRule, premiumDetectionRule } from './answering-machine-detection.ts';
import { CallAssistant } from './assistant.ts';
import { commandKeys } from './command-keys.ts';
import { ConferenceConfig } from './conference-config.ts';
import { ConversationRelayConfig } from './conversation-relay.ts';
import { DeepfakeDetection } from './deepfake-detection.ts';
import { DialogflowConfig } from './dialogflow.ts';
import { streamCodecRule, streamKeys, streamSessionKeys } from './media-stream.ts';
import { outboundLegKeys, sipAuthRule } from './outbound-leg.ts';
import { breach, mutuallyExclusive, requires, rules, type Breach, type ParamRule } from './param-rules.ts';
import { recordRule } from './recording.ts';
import { strictParams } from './strict-params.ts';
import { SupervisorRole } from './supervisor-role.ts';
import { TranscriptionConfig } from './transcription-start.ts';

/** What ties the new leg to another one needs to know which. */
const linked: ParamRule<{
  readonly link_to?: string | undefined;
  readonly bridge_intent?: boolean | undefined;
  readonly bridge_on_answer?: boolean | undefined;
  readonly park_after_unbridge?: string | undefined;
}> = ({ link_to, bridge_intent, bridge_on_answer, park_after_unbridge }) => {
  if (link_to !== undefined) return [];
  const breaches: Breach[] = [];
  const remedy = 'needs `link_to`: add the leg to be linked.';
  if (bridge_intent === true) breaches.push(breach('bridge_intent', `\`bridge_intent: true\` ${remedy}`));
  if (bridge_on_answer === true) breaches.push(breach('bridge_on_answer', `\`bridge_on_answer: true\` ${remedy}`));
  if (park_after_unbridge !== undefined)
    breaches.push(breach('park_after_unbridge', `\`park_after_unbridge\` ${remedy}`));
  return breaches;
};

/**
 * Params of `dial`. `call.initiated` follows (maybe before the HTTP answer), then `call.answered` or `call.hangup`.
 *
 * @example
 * ```ts
 * import type { DialParams } from 'callchart';
 *
 * const params: DialParams = { connection_id: '1494404757140276705', from: '+15550111', to: '+15550100' };
 * ```
 */
export const DialParams = strictParams('dial', {
  /** Id of the Call Control application; without a valid webhook URL it is refused (10015). */
  connection_id: z.string().min(1),
  /** Number that is shown to the called party, E.164. */
  from: z.string().min(1),
  /**
   * Number or SIP URI, or several. `;secure=srtp` or `;secure=dtls` may be appended to a URI, `,200` (keys) to a single
   * number.
   */
  to: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  /** AI assistant that takes the leg as soon as it is answered; excludes `conversation_relay_config`. */
  assistant: CallAssistant.optional(),
  /** Billing group, a UUID. */
  billing_group_id: z.guid().optional(),
  /** Whether it is meant to be bridged with `link_to`, whose `from` is shown then. Default false. */
  bridge_intent: z.boolean().optional(),
  /** Whether it is bridged with `link_to` as soon as it is answered. Default false. */
  bridge_on_answer: z.boolean().optional(),
  /** Conference that the leg joins. */
  conference_config: ConferenceConfig.optional(),
  /** Relay that takes the leg as soon as it is answered; excludes `assistant`. */
  conversation_relay_config: ConversationRelayConfig.optional(),
  /** Detection of an AI-generated voice. Default off. */
  deepfake_detection: DeepfakeDetection.optional(),
  /** Settings of Dialogflow. */
  dialogflow_config: DialogflowConfig.optional(),
  /** Whether Google Dialogflow gets the media. Default false. */
  enable_dialogflow: z.boolean().optional(),
  /** Leg whose `call_session_id` the new one shares. */
  link_to: z.string().min(1).optional(),
  /** Whether the new leg is hung up when its partner is bridged already. Default false. */
  prevent_double_bridge: z.boolean().optional(),
  /** Whether further routes are tried after `timeout_secs`; if not, the hangup cause is `no_answer`. Default true. */
  retry_on_timeout: z.boolean().optional(),
  /** Whether silence is sent as RTP when nothing else is. Default false. */
  send_silence_when_idle: z.boolean().optional(),
  /** Whether the WebSocket is opened before dialling. Default false. */
  stream_establish_before_call_originate: z.boolean().optional(),
  /** Leg that the new one supervises. */
  supervise_call_control_id: z.string().min(1).optional(),
  /** What the supervisor can do; needs `supervise_call_control_id`. Default `barge`. */
  supervisor_role: SupervisorRole.optional(),
  /** Whether the call is transcribed once answered. Default false. */
  transcription: z.boolean().optional(),
  /** Settings of the transcription; needs `transcription: true`. */
  transcription_config: TranscriptionConfig.optional(),
  ...outboundLegKeys,
  ...streamKeys,
  ...streamSessionKeys,
  ...commandKeys,
}).superRefine(
  rules(
    mutuallyExclusive('audio_url', 'media_name'),
    mutuallyExclusive('assistant', 'conversation_relay_config'),
    linked,
    requires(['supervisor_role'], 'supervise_call_control_id'),
    requires(['transcription_config'], 'transcription', true),
    machineDetectionRule,
    premiumDetectionRule,
    recordRule,
    sipAuthRule,
    streamCodecRule,
  ),
);
export interface DialParams extends z.input<typeof DialParams> {}
