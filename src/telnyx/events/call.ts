/**
 * The life of a leg: it exists, is answered, joined with another, held, over. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { callingPartyType, flowDestination, legFields, partyFields, sipFields, startTime } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/**
 * `call.initiated`: a leg exists. An incoming one is `parked`: it rings until a command answers or rejects it. An
 * outgoing one is `bridging`. Telnyx sends no event for ringing.
 *
 * Source: Telnyx OpenAPI, webhook callInitiated.
 */
export const CallInitiatedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  ...sipFields,
  /** Seen from the application: `incoming` called us, `outgoing` was dialled by us or by Telnyx for a transfer. */
  direction: z.enum(['incoming', 'outgoing']),
  /** `parked` waits for a command. */
  state: z.enum(['parked', 'bridging']),
  start_time: startTime,
  /** The caller's name, if the network told it. */
  caller_id_name: z.string().optional(),
  /** Result of call screening. */
  call_screening_result: z.string().optional(),
  /** Attestation level of SHAKEN/STIR, such as `A`. */
  shaken_stir_attestation: z.string().optional(),
  /** Whether that attestation was verified. */
  shaken_stir_validated: z.boolean().optional(),
  /** Codecs that the connection allows, separated by commas. */
  connection_codecs: z.string().optional(),
  /** Codecs that the caller offered, separated by commas. */
  offered_codecs: z.string().optional(),
  /** Tags of the number. */
  tags: z.array(z.string()).optional(),
  calling_party_type: callingPartyType,
  /** Seen on the wire, not documented. */
  from_sip_uri: z.string().optional(),
  /** Seen on the wire, not documented. */
  to_sip_uri: z.string().optional(),
  flow_destination: flowDestination,
});
/** Payload of `call.initiated`. */
export interface CallInitiatedPayload extends z.infer<typeof CallInitiatedPayload> {}

/**
 * `call.answered`: the leg was picked up, by the remote party or by our own answer. The time of the answer is the
 * event's `occurred_at`; `start_time` is the initiation.
 *
 * Source: Telnyx OpenAPI, webhook callAnswered.
 */
export const CallAnsweredPayload = lenientObject({
  ...legFields,
  ...partyFields,
  ...sipFields,
  start_time: startTime,
  /** Documented, but in no webhook that was ever published. */
  state: z.literal('answered').optional(),
  /** Tags of the number. */
  tags: z.array(z.string()).optional(),
  calling_party_type: callingPartyType,
  /** Seen on the wire, not documented: such as `PCMU`. */
  codec: z.string().optional(),
  /** Seen on the wire, not documented: in hertz. */
  sampling_rate: z.number().optional(),
  flow_destination: flowDestination,
});
/** Payload of `call.answered`. */
export interface CallAnsweredPayload extends z.infer<typeof CallAnsweredPayload> {}

/**
 * `call.bridged`: this leg was joined with another. Each of the two legs gets its own, in any order.
 *
 * Source: Telnyx OpenAPI, webhook callBridged.
 */
export const CallBridgedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  start_time: startTime,
  calling_party_type: callingPartyType,
});
/** Payload of `call.bridged`. */
export interface CallBridgedPayload extends z.infer<typeof CallBridgedPayload> {}

/**
 * `call.hold`: the far end put the leg on hold.
 *
 * Source: Telnyx OpenAPI, webhook callHold.
 */
export const CallHoldPayload = lenientObject({ ...legFields, ...partyFields });
/** Payload of `call.hold`. */
export interface CallHoldPayload extends z.infer<typeof CallHoldPayload> {}

/**
 * `call.unhold`: the far end took the leg off hold.
 *
 * Source: Telnyx OpenAPI, webhook callUnhold.
 */
export const CallUnholdPayload = lenientObject({ ...legFields, ...partyFields });
/** Payload of `call.unhold`. */
export interface CallUnholdPayload extends z.infer<typeof CallUnholdPayload> {}

/** Quality of the audio that Telnyx received. Numbers as strings, such as `"4.50"`. */
const InboundQuality = lenientObject({
  /** Largest variance of the jitter. */
  jitter_max_variance: z.string().optional(),
  /** Packets that the jitter was measured on. */
  jitter_packet_count: z.string().optional(),
  /** Mean opinion score, 1 to 5. */
  mos: z.string().optional(),
  /** Packets in all. */
  packet_count: z.string().optional(),
  /** Packets lost. */
  skip_packet_count: z.string().optional(),
});

/** Quality of the audio that Telnyx sent. Numbers as strings. */
const OutboundQuality = lenientObject({
  /** Packets in all. */
  packet_count: z.string().optional(),
  /** Packets lost. */
  skip_packet_count: z.string().optional(),
});

/**
 * `call.hangup`: the leg is over. It is not the last event of a leg: recordings, costs and insights follow.
 *
 * Source: Telnyx OpenAPI, webhook callHangup.
 */
export const CallHangupPayload = lenientObject({
  ...legFields,
  ...partyFields,
  ...sipFields,
  /** Why the leg ended. Telnyx sends values beyond its own list. */
  hangup_cause: openEnum(
    'call_rejected',
    'normal_clearing',
    'originator_cancel',
    'timeout',
    'time_limit',
    'user_busy',
    'not_found',
    'no_answer',
    'unspecified',
  ),
  /** Who ended it. Our own hangup of an incoming leg shows as `callee`. */
  hangup_source: openEnum('caller', 'callee', 'unknown'),
  /** The SIP status as a string, such as `"486"`, or `unspecified`. */
  sip_hangup_cause: z.string(),
  /** Null when the leg was never answered. */
  call_quality_stats: lenientObject({
    inbound: InboundQuality.optional(),
    outbound: OutboundQuality.optional(),
  }).nullish(),
  start_time: startTime,
  /** Seen on the wire, not documented: ISO 8601. */
  end_time: z.string().optional(),
  /** Documented, but in no webhook that was ever published. */
  state: z.literal('hangup').optional(),
  /** Tags of the number. */
  tags: z.array(z.string()).optional(),
  calling_party_type: callingPartyType,
  /** Seen on the wire, not documented: null, or an object with an `error_code` such as `D17`. */
  telnyx_error: z.unknown().optional(),
  flow_destination: flowDestination,
});
/** Payload of `call.hangup`. */
export interface CallHangupPayload extends z.infer<typeof CallHangupPayload> {}
