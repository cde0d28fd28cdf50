/**
 * What the digit-collecting commands share. Source: Telnyx OpenAPI; limits: Telnyx docs: API error codes (90007, 90008,
 * 90022 to 90026).
 */
import { z } from 'zod';
import { breach, type ParamRule } from './param-rules.ts';

/** Params of gather, gatherUsingAudio and gatherUsingSpeak. */
export const digitKeys = {
  /** Pause allowed between two digits, in milliseconds, 1 to 120000. Default 5000. */
  inter_digit_timeout_millis: z.int().min(1).max(120_000).optional(),
  /** Most digits to collect, 1 to 128. Default 128. */
  maximum_digits: z.int().min(1).max(128).optional(),
  /** Fewest digits that count as valid, 1 to 128. Default 1. */
  minimum_digits: z.int().min(1).max(128).optional(),
  /** Key that ends the input early: one of 0-9, * and #; empty for none. Default `#`. */
  terminating_digit: z
    .string()
    .regex(/^[0-9*#]?$/, 'must be one of 0-9, * and #, or empty for none (90007).')
    .optional(),
  /** Keys that count as valid, from 0-9, * and #. Default `0123456789#*`. */
  valid_digits: z
    .string()
    .regex(/^[0-9*#]+$/, 'may hold 0-9, * and # only (90008).')
    .optional(),
};

/** Params of gatherUsingAudio and gatherUsingSpeak. */
export const promptedDigitKeys = {
  ...digitKeys,
  /** How often the prompt is played when nothing is entered, 1 to 128. Default 3. */
  maximum_tries: z.int().min(1).max(128).optional(),
  /** Time to wait for digits after the prompt, before it is played again, in milliseconds. Default 60000. */
  timeout_millis: z.int().min(1).optional(),
};

// Telnyx' own defaults, since the bounds must fit even when only one is given.
const defaultMinimum = 1;
const defaultMaximum = 128;

/** No input can be long and short enough otherwise. */
export const digitCountRule: ParamRule<{
  readonly minimum_digits?: number | undefined;
  readonly maximum_digits?: number | undefined;
}> = ({ minimum_digits = defaultMinimum, maximum_digits = defaultMaximum }) =>
  minimum_digits <= maximum_digits
    ? []
    : [breach('minimum_digits', `\`minimum_digits\` must not be above \`maximum_digits\` (${maximum_digits}).`)];
