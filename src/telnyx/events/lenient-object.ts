/**
 * How what Telnyx sends is declared: unknown fields pass, and enums may grow. It must not know any event.
 */
import { z } from 'zod';

/**
 * An object whose unknown fields pass, and whose type lists the known ones only.
 *
 * The type of `z.looseObject` has an index signature: under it every misspelt field would be `unknown` instead of an
 * error. At run time nothing is dropped; the type just does not speak of what nobody documented.
 */
export function lenientObject<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape);
}

/**
 * A string for which Telnyx names values without promising that there are no others: editors complete the known ones,
 * and a `switch` over it needs a default.
 */
export function openEnum<const Known extends string>(
  ..._known: readonly Known[]
): z.ZodType<Known | (string & Record<never, never>)> {
  return z.string();
}
