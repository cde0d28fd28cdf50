/** Says something and collects digits. Source: Telnyx OpenAPI (GatherUsingSpeak); Telnyx docs: API error codes. */
import type { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { digitCountRule, promptedDigitKeys } from './digits.ts';
import { rules } from './param-rules.ts';
import { basicServiceRule, speechKeys, SpokenText } from './speech.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `gatherUsingSpeak`. A key interrupts the prompt; the digits arrive in `call.gather.ended`.
 *
 * @example
 * ```ts
 * import type { GatherUsingSpeakParams } from 'callchart';
 *
 * const params: GatherUsingSpeakParams = { payload: 'Press 1 for sales.', voice: 'female', maximum_digits: 1 };
 * ```
 */
export const GatherUsingSpeakParams = strictParams('gatherUsingSpeak', {
  ...speechKeys,
  /** What is said after invalid input, up to 3000 characters. Default: `payload` again. */
  invalid_payload: SpokenText.optional(),
  ...promptedDigitKeys,
  ...commandKeys,
}).superRefine(rules(digitCountRule, basicServiceRule));
export interface GatherUsingSpeakParams extends z.input<typeof GatherUsingSpeakParams> {}
