/**
 * `callchart migrate --to`: live calls to another version of their flow; first what would become of each.
 */
import { stateName } from '../replay/rung.ts';
import { migrateCalls, type MigratedCall } from '../runtime/migrate-calls.ts';
import { textOf } from './arguments.ts';
import { loadFlowFile } from './load-flow-file.ts';
import { withStore } from './open-book.ts';
import type { GivenArguments, OptionsConfig, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The options that belong to calls. */
export const migrateCallsOptions = {
  to: { type: 'string' },
  'dry-run': { type: 'boolean' },
  by: { type: 'string' },
  json: { type: 'boolean' },
} satisfies OptionsConfig;

/** What `--help` says about them. */
export const migrateCallsHelp = `Usage: callchart migrate <flow file> --to <version> [--dry-run] [options]

Moves the live calls of a flow to the version in that file, one commit each: states by the \`migrations\` that the file
exports, timers with their deadlines. --dry-run says for every call what would become of it, and writes nothing. An
embedded store belongs to its server while that runs: stop it, migrate, start it with the new version.
Exit code 1 when a call cannot be moved; it stays on its version.

  --to <version>   the version, as the file has it
  --dry-run        write nothing
  --by <who>       who moves them, for the journal. Default USER
  --json           one JSON object a line`;

/** Moves calls. @returns the exit code */
export async function runMigrateCalls(given: GivenArguments, surroundings: Surroundings, to: string): Promise<number> {
  const { out, env, cwd } = surroundings;
  const [file, second] = given.positionals;
  if (file === undefined || second !== undefined)
    throw new UsageError('Which flow? Name the file of its new version: callchart migrate <flow file> --to <version>.');
  const { flow } = await loadFlowFile(file, cwd);
  if (flow.version !== to)
    throw new UsageError(`${file} holds ${flow.id}@${flow.version}, not version ${to}. Name the file of that version.`);
  const dryRun = given.values['dry-run'] === true;
  const by = textOf(given, 'by') ?? env['USER'] ?? env['USERNAME'] ?? 'command line';
  const asJson = given.values['json'] === true;
  let movable = 0;
  let stuck = 0;
  await withStore(given, surroundings, async (store) => {
    for await (const call of migrateCalls({ store, flow, dryRun, by, now: () => Date.now() })) {
      if (call.plan.ok) movable += 1;
      else stuck += 1;
      out(asJson ? `${JSON.stringify(jsonOf(call))}\n` : line(call, to));
    }
  });
  if (!asJson) {
    const done = dryRun ? 'can be moved' : 'were moved';
    out(`${movable} calls ${done} to ${flow.id}@${to}${stuck === 0 ? '' : `; ${stuck} cannot be`}.\n`);
  }
  return stuck === 0 ? 0 : 1;
}

function line({ callId, from, state, plan }: MigratedCall, to: string): string {
  const was = `${callId}  ${stateName(state)}@${from}`;
  if (!plan.ok) return `${was}  stays: ${plan.why}\n`;
  const notes = plan.notes.length === 0 ? '' : `  (${plan.notes.join('; ')})`;
  return `${was} → ${stateName(plan.migrated.value)}@${to}${notes}\n`;
}

const jsonOf = ({ callId, from, state, plan, moved }: MigratedCall): unknown => ({
  callId,
  from,
  state,
  moved,
  ...(plan.ok ? { to: plan.migrated.value, notes: plan.notes } : { why: plan.why }),
});
