/**
 * Payments by keypad (Telnyx Pay). It must not know how webhooks arrive.
 */
import { z } from 'zod';
import { legFields, partyFields } from './leg.ts';
import { lenientObject, openEnum } from './lenient-object.ts';

/** What was collected, masked by Telnyx where it is secret. */
const paymentFields = {
  ...legFields,
  ...partyFields,
  payment_method: openEnum('credit-card', 'ach-debit').optional(),
  /** Name of the Pay connector. */
  payment_connector: z.string().optional(),
  /** Masked but for its last four digits. */
  payment_card_number: z.string().optional(),
  payment_card_type: openEnum(
    'visa',
    'mastercard',
    'amex',
    'optima',
    'discover',
    'diners-club',
    'jcb',
    'maestro',
    'enroute',
  ).optional(),
  payment_card_postal_code: z.string().optional(),
  /** MMYY. */
  expiration_date: z.string().optional(),
  /** Masked. */
  security_code: z.string().optional(),
  /** Masked but for its last two digits. */
  bank_account_number: z.string().optional(),
  bank_account_type: z.string().optional(),
  bank_routing_number: z.string().optional(),
};

/**
 * `call.payment.progress`: one step of collecting or charging.
 *
 * Source: telnyx (npm) 7.24.0, CallPaymentProgressWebhookEvent; in no OpenAPI schema.
 */
export const CallPaymentProgressPayload = lenientObject({
  ...paymentFields,
  payment_step: openEnum(
    'payment-card-number',
    'expiration-date',
    'postal-code',
    'security-code',
    'bank-routing-number',
    'bank-account-number',
    'payment-processing',
  ).optional(),
  payment_status: openEnum('completed', 'failed', 'processing').optional(),
  /** Attempt at this step, from 1. */
  attempt: z.number().optional(),
  /** Why the step failed. */
  error_type: openEnum(
    'timeout',
    'invalid-card-number',
    'invalid-card-type',
    'invalid-date',
    'invalid-security-code',
    'invalid-postal-code',
    'invalid-bank-routing-number',
    'invalid-bank-account-number',
    'input-matching-failed',
  ).optional(),
});
/** Payload of `call.payment.progress`. */
export interface CallPaymentProgressPayload extends z.infer<typeof CallPaymentProgressPayload> {}

/**
 * `call.payment.completed`: the payment is over, paid or not.
 *
 * Source: telnyx (npm) 7.24.0, CallPaymentCompletedWebhookEvent; in no OpenAPI schema.
 */
export const CallPaymentCompletedPayload = lenientObject({
  ...paymentFields,
  result: openEnum(
    'success',
    'cancelled',
    'payment-connector-error',
    'internal-error',
    'too-many-failed-attempts',
  ).optional(),
  /** Of a successful charge. */
  charge_id: z.string().optional(),
  /** Of a successful tokenization. */
  token_id: z.string().optional(),
  payment_confirmation_code: z.string().optional(),
  /** The error behind the result. */
  payment_error: z.string().optional(),
  /** The processor's own error code. */
  pay_error_code: z.string().optional(),
  /** More from the processor. */
  connector_error: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});
/** Payload of `call.payment.completed`. */
export interface CallPaymentCompletedPayload extends z.infer<typeof CallPaymentCompletedPayload> {}
