/**
 * The options that say which calls are meant. It knows no subcommand and no store.
 */
import type { CallQuery } from '../replay/call-book.ts';
import { oneOf, textOf } from './arguments.ts';
import { momentOf, spanMs } from './span.ts';
import type { GivenArguments, OptionsConfig } from './subcommand.ts';

/** The options. */
export const queryOptions = {
  flow: { type: 'string' },
  number: { type: 'string' },
  outcome: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  silence: { type: 'string' },
  'failed-commands': { type: 'boolean' },
  stuck: { type: 'string' },
} satisfies OptionsConfig;

/** What `--help` says about them. */
export const queryHelp = `  --flow <id>          calls of that flow
  --number <number>    calls from or to that number
  --outcome <how>      done (the flow came to its end), ended (hung up before), failed (the fallback took over), live
  --since <time>       begun since: 24h, 5m, or a date in ISO 8601
  --until <time>       begun before
  --silence <time>     in which somebody who had answered heard nothing for so long, such as 5s
  --failed-commands    in which a command failed
  --stuck <time>       live calls that have been in the same flow state for so long`;

const outcomes = ['done', 'ended', 'failed', 'live'] as const;

/** The query that the options ask for. @throws UsageError */
export function queryOf(given: GivenArguments, now: number): CallQuery {
  const text = (name: string): string | undefined => textOf(given, name);
  const [flow, number, since, until] = [text('flow'), text('number'), text('since'), text('until')];
  const [silence, stuck, outcome] = [text('silence'), text('stuck'), oneOf(given, 'outcome', outcomes)];
  return {
    ...(flow !== undefined && { flow }),
    ...(number !== undefined && { number }),
    ...(outcome !== undefined && { outcome }),
    ...(since !== undefined && { since: momentOf('since', since, now) }),
    ...(until !== undefined && { until: momentOf('until', until, now) }),
    ...(silence !== undefined && { silenceMs: spanMs('silence', silence) }),
    ...(given.values['failed-commands'] === true && { failedCommands: true as const }),
    ...(stuck !== undefined && { stuckSince: now - spanMs('stuck', stuck) }),
  };
}
