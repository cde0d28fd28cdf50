/**
 * What `callchart serve` runs: flows, a store, Telnyx accounts, and the HTTP ports around them.
 */
import { type AccountFacts, createTelnyxClient, type TelnyxAccount } from '../carrier/index.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { Log } from '../runtime/log.ts';
import { createRuntime, type Runtime } from '../runtime/runtime.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { Store } from '../stores/store.ts';
import { createVerifier, type Verifier } from '../telnyx/signature.ts';
import { refuseChanged } from './changed-flows.ts';
import { Closing } from './closing.ts';
import { Doors } from './doors.ts';
import { createHandlers } from './handlers.ts';
import { jsonLog } from './json-log.ts';
import { missingHandoffs } from './missing-handoffs.ts';
import { listen } from './node-server.ts';
import { openStore } from './store-name.ts';

const usualStore = 'sqlite:callchart.db';

const noRoutes = 'incoming calls go nowhere: there are several flows and no routes';
const noHandoff = 'a flow hands calls to one that is not loaded: they would end with the fallback';

/** What `startServer` takes. What is missing comes from the environment. */
export interface ServerOptions extends Pick<
  RuntimeOptions,
  'routes' | 'shares' | 'completed' | 'missingFlow' | 'keepDays' | 'limits' | 'clock' | 'newId' | 'random'
> {
  /** At least one. With several, `routes` say which takes an incoming call. */
  readonly flows: readonly Flow[];
  /** `sqlite:<file>`, `postgres://…`, `memory:`, or a store of your own. Default `CALLCHART_STORE`, else `sqlite:callchart.db`. */
  readonly store?: string | Store;
  /** The public port. Default `PORT`, else 3000; 0 lets the system choose. */
  readonly port?: number;
  /** Where the public port listens. Default `CALLCHART_HOST`, else `127.0.0.1`; `0.0.0.0` is all interfaces. */
  readonly host?: string;
  /** The loopback port of the call routes, used when there is no token. Default: the system chooses. */
  readonly controlPort?: number;
  /** Bearer token of the call routes on the public port, 16 characters or more. Default `CALLCHART_TOKEN`. */
  readonly token?: string;
  /** Further Telnyx accounts by name, beside the one of the environment. */
  readonly accounts?: Readonly<Record<string, TelnyxAccount>>;
  /** Default: JSON lines, masked, on standard error. */
  readonly log?: Log;
  /** Instead of the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A server that runs. */
export interface RunningServer {
  readonly runtime: Runtime;
  /** Base URL of the public port; webhooks go to `/webhooks/telnyx` there. */
  readonly url: string;
  /** Base URL of the call routes' own loopback port; undefined when they are on the public port behind the token. */
  readonly controlUrl: string | undefined;
  /** Takes nothing more in, finishes what is committed, and lets go of ports and files. A store of your own stays open. */
  close(): Promise<void>;
}

/**
 * Starts a server.
 *
 * @throws CallchartError `server.public_key` without a public key for every account, `server.flows`, `server.token`,
 *   `flow.changed` when a flow is another one and has kept its version, `server.port`, `server.store`, `webhook.public_key`, `carrier.api_key`, `carrier.base_url`, `store.*`; nothing is left open then
 * @example
 * ```ts
 * import { loadFlow } from 'callchart';
 * import { startServer } from 'callchart/server';
 * import { createMachine } from 'xstate';
 *
 * const flow = loadFlow(createMachine({ id: 'hello', version: '1', initial: 'idle', states: { idle: {} } }));
 * const server = await startServer({ flows: [flow], store: 'memory:', port: 0 });
 * process.once('SIGTERM', () => void server.close());
 * ```
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { clock = systemClock, accounts, flows } = options;
  if (flows.length === 0) throw new CallchartError('server.flows', 'There is no flow to serve: name at least one.');
  const env = options.env ?? process.env;
  const log =
    options.log ??
    jsonLog(
      (line) => process.stderr.write(line),
      () => clock.now(),
    );
  const client = createTelnyxClient({ env, accounts, clock });
  const verifiers = verifiersOf([...client.accounts.values()], () => clock.now());
  const token = options.token ?? set(env['CALLCHART_TOKEN']);
  const port = options.port ?? portOf(set(env['PORT']) ?? '3000');
  const closing = new Closing();
  try {
    const store = await storeOf(options.store ?? set(env['CALLCHART_STORE']) ?? usualStore, clock, closing);
    await refuseChanged(store, flows);
    const runtime = createRuntime({
      ...options,
      store,
      log,
      carrier: client,
      environment: (account) => ({ connectionId: client.accounts.get(account)?.connectionId }),
    });
    closing.opened(() => runtime.stop());
    const handlers = createHandlers({ runtime, verifiers, token, log });
    // Ports come first: who cannot have them must not have begun to send commands. What comes in meanwhile waits.
    const doors = new Doors(clock);
    const open = await listen(doors.before(handlers.public), {
      port,
      host: options.host ?? set(env['CALLCHART_HOST']),
      log,
    });
    closing.opened(() => open.close());
    const control =
      token === undefined
        ? await listen(doors.before(handlers.control), { port: options.controlPort ?? 0, log })
        : undefined;
    if (control !== undefined) closing.opened(() => control.close());
    await runtime.start();
    await doors.openAfter(runtime.resumed());
    const ids = [...new Set(flows.map((flow) => flow.id))];
    const facts = { port: open.port, controlPort: control?.port, flows: ids, accounts: [...client.accounts.keys()] };
    log({ level: 'info', message: 'the server listens', ...facts });
    if (ids.length > 1 && options.routes === undefined) log({ level: 'warn', message: noRoutes });
    for (const handoff of missingHandoffs(flows)) log({ level: 'warn', message: noHandoff, ...handoff });
    return { runtime, url: open.url, controlUrl: control?.url, close: () => closing.close() };
  } catch (error) {
    // What went wrong first is what has to be told.
    await closing.close().catch(() => {});
    throw error;
  }
}

/** A store by name is closed with the server; one that was brought along is its owner's. */
async function storeOf(store: string | Store, clock: Clock, closing: Closing): Promise<Store> {
  if (typeof store !== 'string') return store;
  const opened = await openStore(store, clock);
  closing.opened(() => opened.close());
  return opened;
}

function verifiersOf(accounts: readonly AccountFacts[], now: () => number): Record<string, Verifier> {
  const missing = accounts.filter(({ publicKey }) => set(publicKey) === undefined).map(({ name }) => name);
  if (missing.length > 0)
    throw new CallchartError(
      'server.public_key',
      `There is no public key for account ${missing.join(', ')}: webhooks could not be told from forged ones. ` +
        "Set TELNYX_PUBLIC_KEY (or the account's publicKey) to the key that Mission Control shows under " +
        'Account settings, Keys and credentials, Public key.',
      { details: { accounts: missing } },
    );
  return Object.fromEntries(accounts.map(({ name, publicKey = '' }) => [name, createVerifier({ publicKey, now })]));
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new CallchartError('server.port', `"${text}" is no port (PORT): it must be a whole number from 0 to 65535.`);
}

// An empty variable in an env file means: not set.
const set = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === '' ? undefined : value.trim();
