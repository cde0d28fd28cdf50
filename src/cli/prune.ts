/**
 * `callchart prune`: deletes calls that have been over for long enough, from a store that is given by name.
 */
import { systemClock } from '../clock/clock.ts';
import { openStore } from '../server/store-name.ts';
import { numberOf, textOf } from './arguments.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

const dayMs = 86_400_000;

/** Calls deleted in one transaction: a server that shares the store does not notice. */
const callsAtOnce = 100;

/** The subcommand. */
export const prune: Subcommand = {
  name: 'prune',
  summary: 'Deletes calls that have been over for some days, with their journals',
  help: `
Usage: callchart prune --days <n> [options]

  --days <n>      deletes calls that ended more than so many days ago and have not changed since, and what belonged to no
                  call and is as old. Calls that are not over stay, however old
  --store <name>  sqlite:<file> or postgres://…. Default CALLCHART_STORE, else sqlite:callchart.db
  --verbose       stacks of errors

A few calls at a time, so a server that shares a PostgreSQL store is not disturbed. A SQLite file is one process's: stop
the server first, or let it do this by itself (callchart serve --keep-days <n>). The room in the file is used again for new
calls; the file itself does not become smaller. With a call its idempotency keys are forgotten too.
`,
  options: { days: { type: 'string' }, store: { type: 'string' } },
  run,
};

async function run(given: GivenArguments, { out, env, onStop }: Surroundings): Promise<number> {
  const days = numberOf(given, 'days', { least: 0, most: 36_500 });
  if (days === undefined) throw new UsageError('How old? callchart prune --days <n>.');
  if (given.positionals.length > 0) throw new UsageError('callchart prune takes options only: --days, --store.');
  const name = textOf(given, 'store') ?? (env['CALLCHART_STORE']?.trim() || 'sqlite:callchart.db');
  const store = await openStore(name, systemClock);
  const stopping = new AbortController();
  const forget = onStop(() => stopping.abort());
  try {
    const before = Math.floor(systemClock.now() - days * dayMs);
    let deleted = 0;
    for (let found = 1; found > 0 && !stopping.signal.aborted; deleted += found)
      found = await store.prune(before, callsAtOnce);
    out(`Deleted: ${deleted}. ${stopping.signal.aborted ? 'Stopped before the end.' : 'Nothing that old is left.'}\n`);
    return 0;
  } finally {
    forget();
    await store.close();
  }
}
