/**
 * `callchart serve`: the real thing. It loads flows and configuration, starts the server, and ends it in good order.
 */
import { type Inspector, startInspector } from '../inspector/start-inspector.ts';
import { missingHandoffs } from '../server/missing-handoffs.ts';
import { type RunningServer, startServer } from '../server/start-server.ts';
import { numberOf, portOf, textOf } from './arguments.ts';
import { loadConfigFile } from './load-config-file.ts';
import { loadFlowFiles } from './load-flow-file.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The subcommand. */
export const serve: Subcommand = {
  name: 'serve',
  summary: 'Takes calls: webhooks of Telnyx in, commands out, everything durable in between',
  help: `
Usage: callchart serve <flow files…> [options]

  --port <n>          the public port. Default PORT, else 3000; 0 lets the system choose
  --host <address>    where it listens. Default CALLCHART_HOST, else 127.0.0.1
  --control-port <n>  the loopback port of the call routes when there is no token. Default: the system chooses
  --store <name>      sqlite:<file>; or postgres://user:password@host/database, which several processes may share.
                      Default CALLCHART_STORE (a password is better there), else sqlite:callchart.db
  --keep-days <n>     deletes calls that have been over for so many days, while it serves. Default: it keeps all
  --config <file>     default callchart.config.ts in this folder, if there is one: flows, routes from number or
                      connection to flow, accounts, the completed hook. The command line comes before it
  --inspect           a page that shows the calls, on a loopback port of its own: for this machine only
  --inspect-port <n>  that port. Default: the system chooses
  --inspect-url <url> the Stately Inspector to open from there. Default https://stately.ai/inspect
  --inspect-full      tell it context, payloads and params too, not only names and states
  --verbose           stacks of errors

Environment:
  TELNYX_API_KEY        Mission Control: Account settings, Keys and credentials, API keys
  TELNYX_PUBLIC_KEY     the same page, Public key: serve does not start without it
  TELNYX_CONNECTION_ID  the Call Control application that dials when nothing else names one
  TELNYX_BASE_URL       default https://api.telnyx.com/v2
  CALLCHART_TOKEN       bearer token, 16 characters or more: puts the call routes on the public port
  CALLCHART_STORE, CALLCHART_HOST, PORT   as above

Routes: POST /webhooks/telnyx, GET /healthz, GET /readyz; and POST /calls, GET /calls, GET /calls/:id,
GET /calls/:id/record, POST /calls/:id/events, /hangup and /resend, POST /flows/:id/migrate. Logs are JSON
lines on standard error.
SIGTERM or SIGINT ends it in good order; a second one at once. callchart doctor checks the setup.
`,
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    'control-port': { type: 'string' },
    store: { type: 'string' },
    'keep-days': { type: 'string' },
    config: { type: 'string' },
    inspect: { type: 'boolean' },
    'inspect-port': { type: 'string' },
    'inspect-url': { type: 'string' },
    'inspect-full': { type: 'boolean' },
  },
  run,
};

async function run(given: GivenArguments, { out, err, env, cwd, onStop }: Surroundings): Promise<number> {
  const port = portOf(given, 'port');
  const controlPort = portOf(given, 'control-port');
  const keepDays = numberOf(given, 'keep-days', { least: 1 / 24, most: 36_500 });
  const store = textOf(given, 'store');
  const host = textOf(given, 'host');
  const { config, flows: configured, source } = await loadConfigFile(textOf(given, 'config'), cwd);
  const paths = [...new Set([...given.positionals, ...configured])];
  if (paths.length === 0) throw new UsageError('Which flows? Name their files: callchart serve <flow files…>.');
  const flows = (await loadFlowFiles(paths, cwd)).map(({ flow }) => flow);
  const { flows: _files, ...settings } = config;
  const stopped = new Promise<void>((resolve) => void onStop(resolve));
  const server = await startServer({
    ...settings,
    flows,
    env,
    ...(port !== undefined && { port }),
    ...(controlPort !== undefined && { controlPort }),
    ...(keepDays !== undefined && { keepDays }),
    ...(store !== undefined && { store }),
    ...(host !== undefined && { host }),
  });
  const inspector = given.values['inspect'] === true ? await inspect(given, server) : undefined;
  const ids = new Set(flows.map(({ id }) => id));
  if (ids.size > 1 && config.routes === undefined)
    err(`No incoming call is taken: there are ${ids.size} flows and no routes. Write them in callchart.config.ts.\n`);
  for (const { flow, version, to } of missingHandoffs(flows))
    err(
      `${flow} ${version} hands calls to "${to}", which is not loaded: they would end with the fallback. Name its file, too.\n`,
    );
  out(`Flows: ${flows.map(({ id, version }) => `${id} ${version}`).join(', ')}${source ? ` (${source})` : ''}
Webhooks: ${server.url}/webhooks/telnyx
Calls: ${server.controlUrl ?? server.url}/calls${server.controlUrl === undefined ? ' (with the token)' : ' (this machine only)'}
${inspector === undefined ? '' : `Watch the calls at ${inspector.url}\n`}`);
  await stopped;
  await inspector?.close();
  await server.close();
  out('Stopped.\n');
  return 0;
}

/** An inspector that cannot start must not leave a server behind that nobody stops. */
async function inspect(given: GivenArguments, server: RunningServer): Promise<Inspector> {
  try {
    const statelyUrl = textOf(given, 'inspect-url');
    const statelyFull = given.values['inspect-full'] === true;
    return await startInspector({
      runtime: server.runtime,
      port: portOf(given, 'inspect-port'),
      statelyUrl,
      statelyFull,
    });
  } catch (error) {
    await server.close();
    throw error;
  }
}
