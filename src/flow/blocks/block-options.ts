/**
 * Checks what an author gives a building block, when the flow's file is loaded. It knows no block.
 */
import { z } from 'zod';
import { CallchartError } from '../../errors/callchart-error.ts';
import { strictParams } from '../../telnyx/commands/strict-params.ts';

/** A state's key, id or path. */
export const TargetOption = z.string().min(1, 'must name a state');
/** A function of the author's. */
export const FunctionOption = z.custom<object>((value) => typeof value === 'function', 'must be a function');
/** The name of a member of the machine's context. */
export const MemberOption = z.string().min(1, 'must name a member of the context');
/** Milliseconds; a call lasts four hours at most. */
export const MillisecondsOption = z.int().min(1).max(14_400_000);

/**
 * Throws `block.invalid` with everything that is wrong with a block's options.
 * @param block its name, for the message
 */
export function checkBlock(block: string, shape: Readonly<Record<string, z.ZodType>>, options: unknown): void {
  const parsed = strictParams(block, shape).safeParse(options);
  if (parsed.success) return;
  throw invalidBlock(
    block,
    parsed.error.issues.map(({ path, message }) => {
      if (path.length === 0) return message;
      const name = path.map(String).join('.');
      if (!isMissing(options, path)) return `${name}: ${message}`;
      // What zod says by itself is no more than that.
      return message.startsWith('Invalid') ? `${name}: is missing` : `${name}: is missing: ${message}`;
    }),
  );
}

/** Whether an option itself is not there; what is wrong within one says so by itself. */
const isMissing = (options: unknown, [name, ...within]: readonly PropertyKey[]): boolean =>
  within.length === 0 &&
  name !== undefined &&
  (options as Record<PropertyKey, unknown> | undefined)?.[name] === undefined;

/** The error about a block that cannot be built. */
export function invalidBlock(block: string, problems: readonly string[]): CallchartError {
  const text = problems.map((problem) => `\n  ${problem}`).join('');
  return new CallchartError('block.invalid', `The options of ${block} are not right. Change them in the flow:${text}`, {
    details: { block, problems },
  });
}
