/** Starts a SIPREC session. Source: Telnyx OpenAPI (StartSIPREC). */
import { z } from 'zod';
import { clientStateKey } from './command-keys.ts';
import { StreamTrack } from './media-stream.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `startSiprec`; it takes no `command_id`. `siprec.started` or `siprec.failed` follows, later
 * `siprec.stopped`.
 *
 * @example
 * ```ts
 * import type { StartSiprecParams } from 'callchart';
 *
 * const params: StartSiprecParams = { connector_name: 'recorder', sip_transport: 'tcp' };
 * ```
 */
export const StartSiprecParams = strictParams('startSiprec', {
  /** Name of the SIPREC connector. */
  connector_name: z.string().optional(),
  /** Whether custom parameters go into the metadata instead of SIP headers. Default false. */
  include_metadata_custom_headers: z.boolean().optional(),
  /** Whether SRTP and TLS are used; the connector's port has to be 5061 then. Default false. */
  secure: z.boolean().optional(),
  /** `Session-Expires`, in seconds, 90 or more; 0 for none. Default 1800. */
  session_timeout_secs: z
    .int()
    .refine((secs) => secs === 0 || secs >= 90, { error: 'must be 90 (seconds) or more, or 0 for none.' })
    .optional(),
  /** SIP transport. Default `udp`. */
  sip_transport: z.enum(['udp', 'tcp', 'tls']).optional(),
  /** Direction that is sent. Default `both_tracks`. */
  siprec_track: StreamTrack.optional(),
  ...clientStateKey,
});
export interface StartSiprecParams extends z.input<typeof StartSiprecParams> {}
