/**
 * What a leg cost. It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields } from './leg.ts';
import { lenientObject } from './lenient-object.ts';

/** What one product contributed to the cost of a leg. Amounts are decimal strings. */
export const CallCostPart = lenientObject({
  /** Seconds. */
  billed_duration_secs: z.number().optional(),
  /** The product, such as `sip-trunking`, `call-control`, `call-recording`. New ones may appear. */
  call_part: z.string().optional(),
  /** In `currency`. */
  cost: z.string().optional(),
  /** ISO 4217, such as `USD`. */
  currency: z.string().optional(),
  /** Per minute, in `currency`. */
  rate: z.string().optional(),
});
/** What one product contributed to the cost of a leg. */
export interface CallCostPart extends z.infer<typeof CallCostPart> {}

/**
 * `call.cost`: what the leg cost, some time after its end. Only sent when the Call Control application has
 * `call_cost_in_webhooks`.
 *
 * Source: Telnyx OpenAPI, webhook callCost.
 */
export const CallCostPayload = lenientObject({
  ...legFields,
  /** Whether the cost could be computed. */
  status: z.enum(['success', 'error']),
  /** A decimal string. */
  total_cost: z.string().nullish(),
  /** The longest of the parts, in seconds. */
  billed_duration_secs: z.number().nullish(),
  billing_group_id: z.string().nullish(),
  cost_parts: z.array(CallCostPart).optional(),
  /** ISO 8601; also beside the payload. */
  occurred_at: z.string().optional(),
});
/** Payload of `call.cost`. */
export interface CallCostPayload extends z.infer<typeof CallCostPayload> {}
