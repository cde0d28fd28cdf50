/**
 * `callchart migrate`: brings the tables of a store up to date, before the processes that use it are replaced.
 */
import { systemClock } from '../clock/clock.ts';
import { openStore } from '../server/store-name.ts';
import { textOf } from './arguments.ts';
import { migrateCallsHelp, migrateCallsOptions, runMigrateCalls } from './migrate-calls.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The subcommand. */
export const migrate: Subcommand = {
  name: 'migrate',
  summary: 'Brings the tables of a store up to date; with --to, live calls to another version of their flow',
  help: `
Usage: callchart migrate --store <name>

Makes the tables that are missing and changes older ones, in one transaction under a lock. serve does the same
when it starts; this is for those whose serve may not (another user owns the schema), or who want it done before.
A process of an older version that still runs may have to be replaced soon after: the changelog says when.

  --store <name>   postgres://user:password@host/database, or sqlite:<file> while nothing else has it open.
                   Default CALLCHART_STORE (a password is better there)

${migrateCallsHelp}
`,
  options: { ...migrateCallsOptions, store: { type: 'string' } },
  run,
};

async function run(given: GivenArguments, surroundings: Surroundings): Promise<number> {
  const { out, env } = surroundings;
  const to = textOf(given, 'to');
  if (to !== undefined) return runMigrateCalls(given, surroundings, to);
  const [alone] = Object.keys(migrateCallsOptions).filter((name) => given.values[name] !== undefined);
  if (alone !== undefined) throw new UsageError(`--${alone} belongs to --to <version>: callchart migrate --help.`);
  const [extra] = given.positionals;
  if (extra !== undefined)
    throw new UsageError(`callchart migrate takes no "${extra}". Name the store: --store <name>.`);
  const name = textOf(given, 'store') ?? env['CALLCHART_STORE']?.trim() ?? '';
  if (name === '') throw new UsageError('Which store? callchart migrate --store <name>.');
  const store = await openStore(name, systemClock);
  await store.close();
  out('The store is up to date.\n');
  return 0;
}
