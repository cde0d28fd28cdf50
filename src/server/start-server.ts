/**
 * What `callchart serve` runs: flows, a store, Telnyx accounts, and the HTTP ports around them.
 */
import { createTelnyxClient, type TelnyxAccount } from '../carrier/index.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import { type Log, maskLine } from '../runtime/log.ts';
import { createRuntime, type Runtime } from '../runtime/runtime.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import { MemoryStore } from '../stores/memory-store.ts';
import type { Store } from '../stores/store.ts';
import { createVerifier, type Verifier } from '../telnyx/signature.ts';
import { createHandlers } from './handlers.ts';
import { listen } from './node-server.ts';

/** What `startServer` takes. What is missing comes from the environment. */
export interface ServerOptions extends Pick<
  RuntimeOptions,
  'routes' | 'completed' | 'missingFlow' | 'limits' | 'clock' | 'newId' | 'random'
> {
  readonly flows: readonly Flow[];
  /** `sqlite:<file>`, `memory:`, or a store of your own. Default `CALLCHART_STORE`, else `sqlite:callchart.db`. */
  readonly store?: string | Store;
  /** The public port. Default `PORT`, else 3000; 0 lets the system choose. */
  readonly port?: number;
  /** Where the public port listens. Default `HOST`, else `127.0.0.1`. */
  readonly host?: string;
  /** The loopback port of the call routes, used when there is no token. Default: the system chooses. */
  readonly controlPort?: number;
  /** Bearer token of the call routes on the public port. Default `CALLCHART_TOKEN`. */
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
  /** Takes nothing more in, finishes what is committed, and lets go of ports and files. */
  close(): Promise<void>;
}

/**
 * Starts a server.
 *
 * @throws CallchartError `server.public_key` without a public key for every account, `webhook.public_key`,
 *   `carrier.api_key`, `server.port`, `store.*`
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
  const env = options.env ?? process.env;
  const log = options.log ?? jsonLog;
  const client = createTelnyxClient({ env, ...(options.accounts !== undefined && { accounts: options.accounts }) });
  const verifiers = verifiersOf([...client.accounts.values()]);
  const token = options.token ?? set(env['CALLCHART_TOKEN']);
  const owned =
    typeof options.store === 'object' ? undefined : await openStore(options.store ?? set(env['CALLCHART_STORE']));
  const store = owned ?? (options.store as Store);
  const closing: (() => Promise<void>)[] = owned === undefined ? [] : [() => owned.close()];
  try {
    const runtime = createRuntime({
      ...options,
      store,
      log,
      carrier: client,
      environment: (account) => ({ connectionId: client.accounts.get(account)?.connectionId }),
    });
    await runtime.start();
    closing.unshift(() => runtime.stop());
    const handlers = createHandlers({ runtime, verifiers, token, log });
    const port = options.port ?? portOf(env['PORT'] ?? '3000');
    const open = await listen(handlers.public, { port, host: options.host ?? set(env['HOST']), log });
    closing.unshift(() => open.close());
    const control =
      token === undefined ? await listen(handlers.control, { port: options.controlPort ?? 0, log }) : undefined;
    if (control !== undefined) closing.unshift(() => control.close());
    return { runtime, url: open.url, controlUrl: control?.url, close: () => inOrder(closing) };
  } catch (error) {
    await inOrder(closing);
    throw error;
  }
}

function verifiersOf(accounts: readonly { name: string; publicKey: string | undefined }[]): Record<string, Verifier> {
  const missing = accounts.filter((account) => account.publicKey === undefined).map((account) => account.name);
  if (missing.length > 0)
    throw new CallchartError(
      'server.public_key',
      `There is no public key for account ${missing.join(', ')}: webhooks could not be told from forged ones. ` +
        "Set TELNYX_PUBLIC_KEY (or the account's publicKey) to the key that Mission Control shows under " +
        'Account settings, Keys and credentials, Public key.',
    );
  return Object.fromEntries(accounts.map(({ name, publicKey = '' }) => [name, createVerifier({ publicKey })]));
}

async function openStore(name = 'sqlite:callchart.db'): Promise<Store> {
  if (name === 'memory:') return new MemoryStore();
  const file = /^sqlite:(.+)$/.exec(name)?.[1];
  if (file === undefined)
    throw new CallchartError('server.store', `"${name}" is no store. Write sqlite:<file>, or memory: for tests.`);
  const { openSqliteStore } = await import('../stores/sqlite/index.ts');
  return openSqliteStore({ file });
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CallchartError('server.port', `"${text}" is no port: it must be a whole number from 0 to 65535.`);
}

const jsonLog: Log = (line) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...maskLine(line) })}\n`);
};

// An empty variable in an env file means: not set.
const set = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === '' ? undefined : value.trim();

async function inOrder(steps: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of steps) await step();
}
