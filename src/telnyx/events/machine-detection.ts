/**
 * Answering machine detection, standard and premium. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields, partyFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/**
 * `call.machine.detection.ended`: the verdict. Telnyx advises to treat `not_sure` as a human.
 *
 * Source: Telnyx OpenAPI, webhook callMachineDetectionEnded; Telnyx docs, "Answering machine detection".
 */
export const CallMachineDetectionEndedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  /** Who answered. */
  result: z.enum(['human', 'machine', 'not_sure']),
});
/** Payload of `call.machine.detection.ended`. */
export interface CallMachineDetectionEndedPayload extends z.infer<typeof CallMachineDetectionEndedPayload> {}

/**
 * `call.machine.greeting.ended`: the machine's greeting is over: leave the message now. `not_sure` after 30 s at most.
 * With `detect_beep` it comes only if there is a beep.
 *
 * Source: Telnyx OpenAPI, webhook callMachineGreetingEnded; Telnyx docs, "Answering machine detection".
 */
export const CallMachineGreetingEndedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  /** What marked the end of the greeting. */
  result: z.enum(['beep_detected', 'ended', 'not_sure']),
});
/** Payload of `call.machine.greeting.ended`. */
export interface CallMachineGreetingEndedPayload extends z.infer<typeof CallMachineGreetingEndedPayload> {}

/**
 * `call.machine.premium.detection.ended`: the verdict of premium detection.
 *
 * Source: Telnyx OpenAPI, webhook callMachinePremiumDetectionEnded; Telnyx docs, "Answering machine detection".
 */
export const CallMachinePremiumDetectionEndedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  /** Who answered. */
  result: z.enum(['human_residence', 'human_business', 'machine', 'silence', 'fax_detected', 'not_sure']),
});
/** Payload of `call.machine.premium.detection.ended`. */
export interface CallMachinePremiumDetectionEndedPayload extends z.infer<
  typeof CallMachinePremiumDetectionEndedPayload
> {}

/**
 * `call.machine.premium.greeting.ended`: the greeting is over. May come without a verdict, if a beep was faster.
 *
 * Source: Telnyx OpenAPI, webhook callMachinePremiumGreetingEnded; Telnyx docs, "Answering machine detection".
 */
export const CallMachinePremiumGreetingEndedPayload = lenientObject({
  ...legFields,
  ...partyFields,
  /** Whether there was a beep. */
  result: z.enum(['beep_detected', 'no_beep_detected']),
});
/** Payload of `call.machine.premium.greeting.ended`. */
export interface CallMachinePremiumGreetingEndedPayload extends z.infer<
  typeof CallMachinePremiumGreetingEndedPayload
> {}
