/**
 * The dial of a block, and its options: whom, as which role, from which number, for how long. What becomes of it the
 * block says.
 */
import { z } from 'zod';
import { isRole } from '../leg-address.ts';
import { FunctionOption } from './block-options.ts';
import { resolve, type BlockArguments, type Given } from './block-state.ts';

/** A number or SIP URI, or a function that gives it. */
export const AddressOption = z.union(
  [z.string().min(1), FunctionOption],
  'must be a number, a SIP URI or a function that gives one',
);
/** A leg's role. */
export const RoleOption = z.string().refine(isRole, 'must be a role: a letter, then letters, digits, - or _');
/** How long a phone rings. */
export const RingOption = z.int().min(5).max(600);

/** What a block dials. */
export interface Dialled<Context> {
  /** One phone, or several that ring at once. */
  readonly to: Given<string, Context> | readonly Given<string, Context>[];
  readonly as: string;
  readonly from: Given<string, Context> | undefined;
  readonly ringSecs: number;
  /** Params beside these. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** The command that makes the phones ring: static where no function is given, so that a chart and the checker see it. */
export function dialled<Context>({ to, as, from, ringSecs, beside = {} }: Dialled<Context>): unknown {
  const phones: readonly Given<string, Context>[] = isList(to) ? to : [to];
  const params = (args: BlockArguments<Context>): object => {
    const numbers = phones.map((phone) => resolve(phone, args));
    return {
      as,
      to: isList(to) ? numbers : numbers[0],
      ...(from !== undefined && { from: resolve(from, args) }),
      timeout_secs: ringSecs,
      ...beside,
    };
  };
  const isMade = [...phones, from].some((one) => typeof one === 'function');
  return { type: 'dial', params: isMade ? params : params({ context: undefined as never, event: { type: '' } }) };
}

function isList<Context>(
  to: Given<string, Context> | readonly Given<string, Context>[],
): to is readonly Given<string, Context>[] {
  return Array.isArray(to);
}
