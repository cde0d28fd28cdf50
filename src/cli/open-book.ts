/**
 * Where a subcommand that looks back at calls finds them: the store or the server that its options or the environment
 * name. It knows no subcommand.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { type CallBook, storeBook } from '../replay/call-book.ts';
import { openStore } from '../server/store-name.ts';
import type { Store } from '../stores/store.ts';
import { textOf } from './arguments.ts';
import { type ServerAddress, serverBook } from './server-book.ts';
import type { GivenArguments, OptionsConfig, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The options that say where calls are. */
export const bookOptions = {
  store: { type: 'string' },
  server: { type: 'string' },
  token: { type: 'string' },
} satisfies OptionsConfig;

/** What `--help` says about them. */
export const bookHelp = `  --store <name>   sqlite:<file> or postgres://…. Default CALLCHART_STORE, else sqlite:callchart.db
  --server <url>   a running server instead; default CALLCHART_SERVER. An embedded store belongs to its server
                   while that runs
  --token <token>  the server's token; default CALLCHART_TOKEN`;

/** Opens the place, lets it be worked with, and closes it. */
export async function withBook<Result>(
  given: GivenArguments,
  { env, cwd }: Surroundings,
  work: (book: CallBook) => Promise<Result>,
): Promise<Result> {
  const server = serverOf(given, env);
  if (server !== undefined) return work(serverBook(server));
  return withStore(given, { env, cwd }, (store) => work(storeBook(store, () => Date.now())));
}

/** The same for what only a store can do. A store that is not there is not made. */
export async function withStore<Result>(
  given: GivenArguments,
  { env, cwd }: Pick<Surroundings, 'env' | 'cwd'>,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const name = textOf(given, 'store') ?? set(env['CALLCHART_STORE']) ?? 'sqlite:callchart.db';
  const file = /^sqlite:(.+)$/.exec(name)?.[1];
  if (file !== undefined && !existsSync(resolve(cwd, file)))
    throw new CallchartError(
      'store.open',
      `There is no store ${file} here. Name one with --store or CALLCHART_STORE, or a running server with --server.`,
    );
  const store = await open(file === undefined ? name : `sqlite:${resolve(cwd, file)}`);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function open(name: string): Promise<Store> {
  try {
    return await openStore(name, systemClock);
  } catch (error) {
    if (!(error instanceof CallchartError) || error.code !== 'store.locked') throw error;
    const { message, details } = error;
    throw new CallchartError('store.locked', `${message} Or ask the server that has it: --server <url>.`, {
      details,
      cause: error,
    });
  }
}

/** The server that is meant, if one is. @throws UsageError when a store is named as well */
export function serverOf(given: GivenArguments, env: Surroundings['env']): ServerAddress | undefined {
  const named = textOf(given, 'server');
  const store = textOf(given, 'store');
  if (named !== undefined && store !== undefined) throw new UsageError('Name --store or --server, not both.');
  const url = named ?? (store === undefined ? set(env['CALLCHART_SERVER']) : undefined);
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) throw new UsageError(`--server must be a URL such as http://127.0.0.1:3000, not "${url}".`);
  return { url, token: textOf(given, 'token') ?? set(env['CALLCHART_TOKEN']) };
}

const set = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === '' ? undefined : value.trim();
