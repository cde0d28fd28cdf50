/** Takes a payment by keypad. Source: official SDK 7.24.0 (ActionPayParams); not yet in Telnyx' OpenAPI of July 2026. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { openEnum } from './open-enum.ts';
import { breach, mutuallyExclusive, rules, type ParamRule } from './param-rules.ts';
import { Voice } from './speech.ts';
import { strictParams } from './strict-params.ts';

// prettier-ignore
/** Kinds of cards. */
const CardType = z.enum([
  'visa', 'mastercard', 'amex', 'maestro', 'discover', 'optima', 'jcb', 'diners-club', 'enroute',
]);

/** What is said at one step: words, or words that depend on attempt, card or error. */
const PayPrompt = z.union([
  z.string(),
  z.array(
    strictParams('a payment prompt', {
      /** The words. */
      text: z.string(),
      /** Attempts at which it is said, counted from 1, separated by spaces. Default: all. */
      attempt: z.string().optional(),
      /** Card for which it is said. Default: all. */
      card_type: CardType.optional(),
      /** Error for which it is said. Default: all. */
      error_type: z
        .enum([
          'timeout',
          'invalid-card-number',
          'invalid-card-type',
          'invalid-date',
          'invalid-security-code',
          'invalid-postal-code',
          'invalid-bank-routing-number',
          'invalid-bank-account-number',
          'input-matching-failed',
        ])
        .optional(),
    }),
  ),
]);

const PayPrompts = strictParams('prompts', {
  /** Asks for the bank account number. */
  'bank-account-number': PayPrompt.optional(),
  /** Asks for the bank routing number. */
  'bank-routing-number': PayPrompt.optional(),
  /** Asks for the card's expiry date. */
  'expiration-date': PayPrompt.optional(),
  /** Asks for the card number. */
  'payment-card-number': PayPrompt.optional(),
  /** Asks for the postal code. */
  'postal-code': PayPrompt.optional(),
  /** Asks for the card's security code. */
  'security-code': PayPrompt.optional(),
});

/** A charge needs an amount. */
const chargeNeedsAmount: ParamRule<{
  readonly transaction_type?: string | undefined;
  readonly amount?: number | undefined;
}> = ({ transaction_type, amount }) =>
  transaction_type === 'charge' && amount === undefined
    ? [breach('amount', '`transaction_type: "charge"` needs `amount`: add it.')]
    : [];

/**
 * Params of `pay`. Recordings pause while card data is entered; `call.payment.progress` and `call.payment.completed`
 * follow.
 *
 * @example
 * ```ts
 * import type { PayParams } from 'callchart';
 *
 * const params: PayParams = { connector_name: 'shop', transaction_type: 'charge', amount: 12.5, currency: 'USD' };
 * ```
 */
export const PayParams = strictParams('pay', {
  /** Amount, in units of `currency`; needed for a `charge`. */
  amount: z.number().optional(),
  /** Pay connector that processes the payment. */
  connector_name: z.string().optional(),
  /** Currency; US dollars only. */
  currency: z.enum(['USD', 'usd']).optional(),
  /** Description that goes with the payment. */
  description: z.string().optional(),
  /** Pause allowed between two digits, in milliseconds. */
  inter_digit_timeout_millis: z.number().optional(),
  /** Language of the prompts. */
  language: z.string().optional(),
  /** Most attempts per step. */
  max_attempts: z.number().optional(),
  /** Facts passed to the connector. */
  metadata: z.record(z.string(), z.unknown()).optional(),
  /** Further params passed to the connector. */
  parameters: z.record(z.string(), z.unknown()).optional(),
  /** What is collected. */
  payment_method: z.enum(['credit-card', 'ach-debit']).optional(),
  /** Token of an earlier payment: nothing is asked then; excludes `valid_card_types`. */
  payment_token: z.string().optional(),
  /** Words of your own for each step. */
  prompts: PayPrompts.optional(),
  /** Quality of the prompts' speech. Default `premium`. */
  service_level: openEnum(['basic', 'premium']).optional(),
  /** Time to wait for input at each step, in milliseconds. */
  timeout_millis: z.number().optional(),
  /** What is done. Default: `charge` if `amount` is above 0, else `tokenize`. */
  transaction_type: z.enum(['charge', 'tokenize']).optional(),
  /** Cards that are accepted. Default: all. Excludes `payment_token`. */
  valid_card_types: z.array(CardType).optional(),
  /** Voice of the prompts. */
  voice: Voice.optional(),
  ...commandKeys,
}).superRefine(rules(mutuallyExclusive('valid_card_types', 'payment_token'), chargeNeedsAmount));
export interface PayParams extends z.input<typeof PayParams> {}
