/**
 * Which Telnyx accounts there are, from options and environment. It must not know how requests are sent.
 */
import { CallchartError } from '../errors/callchart-error.ts';

/** The account that a call has unless it names another. */
export const defaultAccount = 'default';

const defaultBaseUrl = 'https://api.telnyx.com/v2';

/** A Telnyx account, as configured. */
export interface TelnyxAccount {
  /** Mission Control: Account settings, Keys and credentials, API keys. */
  readonly apiKey: string;
  /** Where the API is, with its version. Default: as for the other accounts. */
  readonly baseUrl?: string | undefined;
  /** The Call Control application that dials when neither command, flow nor leg names one. */
  readonly connectionId?: string | undefined;
  /** Verifies the account's webhooks. */
  readonly publicKey?: string | undefined;
}

/** What of an account may be shown: all but its key. */
export interface AccountFacts {
  readonly name: string;
  readonly baseUrl: string;
  readonly connectionId: string | undefined;
  readonly publicKey: string | undefined;
}

/** Accounts by options; what is missing comes from the environment. */
export interface AccountOptions {
  /** Of the account `default`. Default `TELNYX_API_KEY`. */
  readonly apiKey?: string | undefined;
  /** Of every account that names none. Default `TELNYX_BASE_URL`, else `https://api.telnyx.com/v2`. */
  readonly baseUrl?: string | undefined;
  /** Of the account `default`. Default `TELNYX_CONNECTION_ID`. */
  readonly connectionId?: string | undefined;
  /** Of the account `default`. Default `TELNYX_PUBLIC_KEY`. */
  readonly publicKey?: string | undefined;
  /** Further accounts by name. One named `default` replaces the options beside this one. */
  readonly accounts?: Readonly<Record<string, TelnyxAccount>> | undefined;
  /** Instead of the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** An account that is ready for use. */
export interface ResolvedAccount {
  readonly facts: AccountFacts;
  readonly apiKey: string;
}

/**
 * The accounts by name, checked.
 *
 * @throws CallchartError `carrier.api_key` if there is none or one is no key; `carrier.base_url` if a URL is none.
 */
export function resolveAccounts(options: AccountOptions): ReadonlyMap<string, ResolvedAccount> {
  const env = options.env ?? process.env;
  const baseUrl = options.baseUrl ?? set(env['TELNYX_BASE_URL']) ?? defaultBaseUrl;
  const apiKey = options.apiKey ?? set(env['TELNYX_API_KEY']);
  const accounts: Record<string, TelnyxAccount> = { ...options.accounts };
  if (apiKey !== undefined) {
    accounts[defaultAccount] ??= {
      apiKey,
      connectionId: options.connectionId ?? set(env['TELNYX_CONNECTION_ID']),
      publicKey: options.publicKey ?? set(env['TELNYX_PUBLIC_KEY']),
    };
  }
  const names = Object.keys(accounts);
  if (names.length === 0) {
    throw new CallchartError(
      'carrier.api_key',
      'There is no Telnyx API key. Set TELNYX_API_KEY, or pass apiKey or accounts. Mission Control shows keys under ' +
        'Account settings, Keys and credentials, API keys; they start with KEY.',
    );
  }
  return new Map(Object.entries(accounts).map(([name, account]) => [name, resolve(name, account, baseUrl)]));
}

// An empty variable in an env file means: not set.
function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function resolve(name: string, account: TelnyxAccount, baseUrl: string): ResolvedAccount {
  return {
    apiKey: readKey(name, account.apiKey),
    facts: {
      name,
      baseUrl: readBaseUrl(name, account.baseUrl ?? baseUrl),
      connectionId: account.connectionId,
      publicKey: account.publicKey,
    },
  };
}

// What cannot stand in a header would fail at the first command, with the key in the error's message.
function readKey(name: string, apiKey: string): string {
  const key = apiKey.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CallchartError(
    'carrier.api_key',
    `The API key of the account "${name}" is ${key === '' ? 'empty' : 'no key: it has spaces or other characters in it'}.`,
  );
}

function readBaseUrl(name: string, baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const usable = url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (usable && url.username === '' && url.password === '') return url.href.replace(/\/+$/, '');
  throw new CallchartError(
    'carrier.base_url',
    `The base URL of the account "${name}" is none: it must be http or https, with the API's version and nothing ` +
      `after it, such as ${defaultBaseUrl}.`,
  );
}
