/** Connects a leg's speech to a WebSocket server of yours. Source: Telnyx OpenAPI (StartConversationRelay). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { RelayInterruptible, relayKeys, RelayLanguage, relayProviderRule, RelayUrl } from './conversation-relay.ts';
import { atLeastOneOf, breach, rules, type Named, type ParamRule } from './param-rules.ts';
import { SpokenText } from './speech.ts';
import { strictParams } from './strict-params.ts';

/** The older, nested form of some settings; the same settings beside it win. */
const ConversationRelaySettings = strictParams('conversation_relay_settings', {
  /** URL of the WebSocket server, `ws://` or `wss://`. */
  url: RelayUrl,
  /** Whether keys are reported to the WebSocket server. Default false. */
  dtmf_detection: z.boolean().optional(),
  /** What interrupts speech. Default `any`. */
  interruptible: RelayInterruptible.optional(),
  /** What interrupts the greeting. Default `any`. */
  interruptible_greeting: RelayInterruptible.optional(),
  /** Settings per language. */
  languages: z.array(RelayLanguage).optional(),
});

/** Telnyx no longer takes `transcription` here. */
const noTranscription: ParamRule<Named<'transcription'>> = ({ transcription }) =>
  transcription === undefined
    ? []
    : [
        breach(
          'transcription',
          '`transcription` is not supported: use `transcription_engine` and `transcription_engine_config`.',
        ),
      ];

/**
 * Params of `startConversationRelay`: at least one of `url`, `conversation_relay_url` and `conversation_relay_settings`.
 * One assistant or relay per call (90061); `call.conversation.ended` tells its end, with reason `customer_disconnect`
 * when the WebSocket side drops.
 *
 * @example
 * ```ts
 * import type { StartConversationRelayParams } from 'callchart';
 *
 * const params: StartConversationRelayParams = { url: 'wss://relay.example.com', greeting: 'Hello.' };
 * ```
 */
export const StartConversationRelayParams = strictParams('startConversationRelay', {
  /** URL of the WebSocket server, `ws://` or `wss://`; wins over `conversation_relay_url`. */
  url: RelayUrl.optional(),
  /** Older name of `url`. */
  conversation_relay_url: RelayUrl.optional(),
  /** Older, nested form of some settings; the same settings beside it win. */
  conversation_relay_settings: ConversationRelaySettings.optional(),
  /** Older name of `dtmf_detection`. Default false. */
  conversation_relay_dtmf_detection: z.boolean().optional(),
  /** Values for the session in `dynamic_variables`; `custom_parameters` are merged in. */
  assistant: z
    .looseObject({
      /** Values passed to the relay session. */
      dynamic_variables: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  /** First words, up to 3000 characters. */
  greeting: SpokenText.optional(),
  /** @deprecated Not supported: use `transcription_engine` and `transcription_engine_config`. */
  transcription: z.record(z.string(), z.unknown()).optional(),
  ...relayKeys,
  ...commandKeys,
}).superRefine(
  rules(
    atLeastOneOf('url', 'conversation_relay_url', 'conversation_relay_settings'),
    relayProviderRule,
    noTranscription,
  ),
);
export interface StartConversationRelayParams extends z.input<typeof StartConversationRelayParams> {}
