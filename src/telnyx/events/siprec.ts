/**
 * SIPREC sessions. Their event names have no `call.` in front. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/**
 * `siprec.started`: the recording server takes the media.
 *
 * Source: Telnyx OpenAPI, webhook callSiprecStarted.
 */
export const SiprecStartedPayload = lenientObject({ ...legFields });
/** Payload of `siprec.started`. */
export interface SiprecStartedPayload extends z.infer<typeof SiprecStartedPayload> {}

/**
 * `siprec.stopped`: the session ended.
 *
 * Source: Telnyx OpenAPI, webhook callSiprecStopped.
 */
export const SiprecStoppedPayload = lenientObject({
  ...legFields,
  /** Q.850 cause by name, such as `normal_clearing`. */
  hangup_cause: z.string().optional(),
});
/** Payload of `siprec.stopped`. */
export interface SiprecStoppedPayload extends z.infer<typeof SiprecStoppedPayload> {}

/**
 * `siprec.failed`: there is no session.
 *
 * Source: Telnyx OpenAPI, webhook callSiprecFailed.
 */
export const SiprecFailedPayload = lenientObject({
  ...legFields,
  /** Q.850 cause by name, such as `no_answer`. */
  failure_cause: z.string().optional(),
});
/** Payload of `siprec.failed`. */
export interface SiprecFailedPayload extends z.infer<typeof SiprecFailedPayload> {}
