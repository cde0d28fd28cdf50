/**
 * The one call that a subcommand is about.
 */
import type { GivenArguments } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The only argument that is no option. @throws UsageError when there is none, or more than one */
export function onlyCall({ positionals }: GivenArguments, command: string): string {
  const [callId, second] = positionals;
  if (callId === undefined)
    throw new UsageError(`Which call? callchart ${command} <callId>; callchart calls lists them.`);
  if (second === undefined) return callId;
  throw new UsageError(`callchart ${command} takes one call; "${second}" is one too many.`);
}
