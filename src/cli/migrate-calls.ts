/**
 * `callchart migrate --to`: live calls to another version of their flow; first what would become of each. A running
 * server moves them itself; in a store that no process holds they are moved here.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Flow } from '../flow/load-flow.ts';
import { stateName } from '../replay/rung.ts';
import { migrateAll, type MigrationReport, moveInStore, reportOf } from '../runtime/migrate-calls.ts';
import { textOf } from './arguments.ts';
import { loadConfigFile } from './load-config-file.ts';
import { loadFlowFile, loadFlowFiles } from './load-flow-file.ts';
import { serverOf, withStore } from './open-book.ts';
import { ask, type ServerAddress } from './server-book.ts';
import type { GivenArguments, OptionsConfig, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The options that belong to calls. */
export const migrateCallsOptions = {
  to: { type: 'string' },
  'dry-run': { type: 'boolean' },
  by: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  server: { type: 'string' },
  token: { type: 'string' },
} satisfies OptionsConfig;

/** What `--help` says about them. */
export const migrateCallsHelp = `Usage: callchart migrate [<flow file>] --to <version> [--dry-run] [options]

Moves the live calls of a flow to that version, one commit each: states by the \`migrations\` that the version's file
exports, timers with their deadlines. --dry-run says for every call what would become of it, and writes nothing.
Without a file, the flow is the one of that version in callchart.config.ts; with --server its id will do.

A running server moves its calls itself (--server), with the versions that it was started with: start it with both
files first, calls go on over that. An embedded store belongs to its server while that runs, so there is no other way
then. Exit code 1 when a call cannot be moved; it stays on its version.

  --to <version>   the version, as the file has it
  --dry-run        write nothing
  --by <who>       who moves them, for the journal. Default USER
  --json           one JSON object a line
  --config <file>  default callchart.config.ts in this folder, if there is one
  --server <url>   a running server; default CALLCHART_SERVER
  --token <token>  its token; default CALLCHART_TOKEN`;

/** The version to move to: a server knows it by its name. */
interface Target {
  readonly id: string;
  /** What was loaded here, if it was. */
  readonly flow: Flow | undefined;
}

/** Moves calls. @returns the exit code */
export async function runMigrateCalls(given: GivenArguments, surroundings: Surroundings, to: string): Promise<number> {
  const { out, env } = surroundings;
  const server = serverOf(given, env);
  const target = await targetOf(given, surroundings, to, server !== undefined);
  const dryRun = given.values['dry-run'] === true;
  const by = textOf(given, 'by') ?? env['USER'] ?? env['USERNAME'] ?? 'command line';
  const asJson = given.values['json'] === true;
  let movable = 0;
  let stuck = 0;
  const tell = (report: MigrationReport): void => {
    if (report.why === undefined) movable += 1;
    else stuck += 1;
    out(asJson ? `${JSON.stringify(report)}\n` : line(report, to));
  };
  if (server !== undefined) for await (const report of byServer(server, target, { to, dryRun, by })) tell(report);
  else
    await withStore(given, surroundings, async (store) => {
      if (target.flow === undefined) throw noFile(target.id, to);
      const parts = { store, flow: target.flow, now: () => Date.now() };
      const move = moveInStore(parts, by);
      for await (const call of migrateAll({ ...parts, ...(!dryRun && { move }) })) tell(reportOf(call));
    });
  if (!asJson) out(summary({ movable, stuck, dryRun, flow: `${target.id}@${to}` }));
  return stuck === 0 ? 0 : 1;
}

/** A file, the id of a flow that a server has, or what the configuration holds. */
async function targetOf(given: GivenArguments, { cwd }: Surroundings, to: string, hasServer: boolean): Promise<Target> {
  const [name, second] = given.positionals;
  if (second !== undefined) throw new UsageError(`callchart migrate takes one flow; "${second}" is one too many.`);
  if (name === undefined) return configured(given, cwd, to);
  if (hasServer && !existsSync(resolve(cwd, name)) && !/[./\\]/.test(name)) return { id: name, flow: undefined };
  const { flow } = await loadFlowFile(name, cwd);
  if (flow.version === to) return { id: flow.id, flow };
  throw new UsageError(`${name} holds ${flow.id}@${flow.version}, not version ${to}. Name the file of that version.`);
}

async function configured(given: GivenArguments, cwd: string, to: string): Promise<Target> {
  const { flows, source } = await loadConfigFile(textOf(given, 'config'), cwd);
  const loaded = (await loadFlowFiles(flows, cwd)).map(({ flow }) => flow);
  const [flow, other] = loaded.filter(({ version }) => version === to);
  if (flow !== undefined && other === undefined) return { id: flow.id, flow };
  const why =
    flow !== undefined && other !== undefined
      ? `Both ${flow.id} and ${other.id} have a version ${to}.`
      : source === undefined
        ? 'Which flow?'
        : `${source} names no flow of version ${to}.`;
  throw new UsageError(`${why} Name the file: callchart migrate <flow file> --to ${to}.`);
}

async function* byServer(
  server: ServerAddress,
  { id, flow }: Target,
  request: { readonly to: string; readonly dryRun: boolean; readonly by: string },
): AsyncGenerator<MigrationReport, void> {
  let after: string | undefined;
  do {
    const body = { ...request, ...(flow && { hash: flow.hash }), ...(after !== undefined && { after }) };
    const page = JSON.parse(await ask(server, 'POST', `/flows/${encodeURIComponent(id)}/migrate`, body)) as {
      calls: readonly MigrationReport[];
      next?: string;
    };
    yield* page.calls;
    after = page.next;
  } while (after !== undefined);
}

function line({ callId, from, state, to: value, notes = [], why }: MigrationReport, to: string): string {
  const was = `${callId}  ${stateName(state)}@${from}`;
  if (value === undefined) return `${was}  stays: ${why}\n`;
  return `${was} → ${stateName(value)}@${to}${notes.length === 0 ? '' : `  (${notes.join('; ')})`}\n`;
}

function summary(found: { movable: number; stuck: number; dryRun: boolean; flow: string }): string {
  const { movable, stuck, dryRun, flow } = found;
  if (movable + stuck === 0) return `No live call is on another version of ${flow}.\n`;
  const verb = dryRun ? 'can be moved' : movable === 1 ? 'was moved' : 'were moved';
  const stay =
    stuck === 0 ? '' : `; ${stuck} cannot be, and ${stuck === 1 ? 'stays where it is' : 'stay where they are'}`;
  return `${movable} ${movable === 1 ? 'call' : 'calls'} ${verb} to ${flow}${stay}.\n`;
}

const noFile = (id: string, to: string): UsageError =>
  new UsageError(`Where is ${id}@${to}? Name its file: callchart migrate <flow file> --to ${to}.`);
