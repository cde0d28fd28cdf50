/**
 * A string whose usual values are known but not all of them: editors complete the known ones, any other non-empty one
 * passes.
 */
import { z } from 'zod';

/** The known values, and every other string. */
export type OpenEnum<Value extends string> = Value | (string & {});

/** A non-empty string that editors complete with `known`. */
export function openEnum<const Value extends string>(
  known: readonly Value[],
): z.ZodType<OpenEnum<Value>, OpenEnum<Value>> {
  return z.string().min(1).meta({ examples: known });
}
