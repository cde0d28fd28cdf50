/**
 * What the events of a leg have in common. It must not know any single event.
 */
import { z } from 'zod';
import { lenientObject, openEnum } from './lenient-object.ts';

/** The names of a leg. Source: Telnyx docs, "Receiving webhooks for Programmable Voice". */
export const legFields = {
  /** Names the leg in every command, until its `call.hangup`. Opaque: never parse, shorten or normalise it. */
  call_control_id: z.string(),
  /** Names the leg in reports; unique per leg. */
  call_leg_id: z.string(),
  /** Shared by the legs that Telnyx regards as one call, such as both sides of a transfer. */
  call_session_id: z.string(),
  /** The Call Control application. */
  connection_id: z.string(),
  /** Base64, as the latest command of this leg set it. Null or absent until one has. */
  client_state: z.string().nullish(),
};

/** Who talks to whom. */
export const partyFields = {
  /** Number, SIP URI, name or `anonymous`. */
  from: z.string(),
  /** Number or SIP URI. */
  to: z.string(),
};

/** On which kind of network the caller is. On the wire of many events, documented for few. */
export const callingPartyType = openEnum('pstn', 'sip').optional();

/** How the call reached the application, such as `telnyx_number_cc_app`. Seen on the wire, not documented. */
export const flowDestination = z.string().optional();

/** When the leg was initiated (not answered), ISO 8601. */
export const startTime = z.string().optional();

/** A header of a SIP message. */
export const ReceivedSipHeader = lenientObject({
  name: z.string(),
  value: z.string(),
});
/** A header of a SIP message. */
export interface ReceivedSipHeader extends z.infer<typeof ReceivedSipHeader> {}

/** A header of the INVITE that Telnyx passes on under its standard name. */
export const InboundSipHeader = lenientObject({
  name: openEnum('User-to-User', 'Diversion'),
  value: z.string(),
});
/** A header of the INVITE that Telnyx passes on under its standard name. */
export interface InboundSipHeader extends z.infer<typeof InboundSipHeader> {}

/** What the INVITE brought along. */
export const sipFields = {
  /** Custom headers (`X-...`) of the INVITE, or those that the answer set. */
  custom_headers: z.array(ReceivedSipHeader).optional(),
  /** `User-to-User` and `Diversion` headers of the INVITE. */
  sip_headers: z.array(InboundSipHeader).optional(),
};
