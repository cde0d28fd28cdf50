/**
 * Accounts: where their settings come from, and which are refused before the first command.
 */
import { describe, expect, test } from 'vitest';
import { type AccountOptions, resolveAccounts } from '../../src/carrier/accounts.ts';

const env = {
  TELNYX_API_KEY: ' KEYenv\n',
  TELNYX_BASE_URL: 'http://127.0.0.1:8080/v2/',
  TELNYX_CONNECTION_ID: 'app-env',
  TELNYX_PUBLIC_KEY: 'pk-env',
};

describe('the default account', () => {
  test('comes from the environment', () => {
    expect(resolveAccounts({ env }).get('default')).toEqual({
      apiKey: 'KEYenv',
      facts: { name: 'default', baseUrl: 'http://127.0.0.1:8080/v2', connectionId: 'app-env', publicKey: 'pk-env' },
    });
  });

  test('is at Telnyx unless it is told otherwise; an empty variable is none', () => {
    const facts = resolveAccounts({ env: { TELNYX_API_KEY: 'k', TELNYX_BASE_URL: '', TELNYX_PUBLIC_KEY: ' ' } }).get(
      'default',
    )?.facts;
    expect(facts).toMatchObject({ baseUrl: 'https://api.telnyx.com/v2', publicKey: undefined });
  });

  test('prefers options', () => {
    const options = { apiKey: 'k', baseUrl: 'https://x.example/v2', connectionId: 'c', publicKey: 'p', env };
    expect(resolveAccounts(options).get('default')).toEqual({
      apiKey: 'k',
      facts: { name: 'default', baseUrl: 'https://x.example/v2', connectionId: 'c', publicKey: 'p' },
    });
  });

  test('may be one of the named', () => {
    const accounts = { default: { apiKey: 'named' }, b: { apiKey: 'KEYb', connectionId: 'app-b' } };
    const resolved = resolveAccounts({ accounts, env });
    expect([...resolved].map(([name, { apiKey, facts }]) => [name, apiKey, facts.connectionId, facts.baseUrl])).toEqual(
      [
        ['default', 'named', undefined, 'http://127.0.0.1:8080/v2'],
        ['b', 'KEYb', 'app-b', 'http://127.0.0.1:8080/v2'],
      ],
    );
  });

  test('is not needed where others are named', () => {
    expect([...resolveAccounts({ accounts: { b: { apiKey: 'k' } }, env: {} }).keys()]).toEqual(['b']);
  });
});

describe('refused', () => {
  test.each<[AccountOptions, string, RegExp]>([
    [{}, 'carrier.api_key', /There is no Telnyx API key\. Set TELNYX_API_KEY/],
    [{ accounts: {} }, 'carrier.api_key', /There is no Telnyx API key/],
    [{ apiKey: '' }, 'carrier.api_key', /account "default" is empty/],
    [{ apiKey: 'KEY secret' }, 'carrier.api_key', /account "default" is no key/],
    [{ apiKey: 'KEY\nx: secret' }, 'carrier.api_key', /is no key/],
    [{ accounts: { b: { apiKey: 'schlüssel-secret' } } }, 'carrier.api_key', /account "b" is no key/],
    [{ apiKey: 'k', baseUrl: 'api.telnyx.com/v2' }, 'carrier.base_url', /must be http or https/],
    [{ apiKey: 'k', baseUrl: 'file:///etc' }, 'carrier.base_url', /must be http or https/],
    [{ apiKey: 'k', baseUrl: 'https://user:secret@api.telnyx.com/v2' }, 'carrier.base_url', /account "default"/],
    [{ apiKey: 'k', baseUrl: 'https://api.telnyx.com/v2?x=1' }, 'carrier.base_url', /nothing after it/],
  ])('%j', (options, code, why) => {
    const attempt = (): unknown => resolveAccounts({ env: {}, ...options });
    expect(attempt).toThrow(why);
    expect(attempt).toThrow(expect.objectContaining({ code }));
    expect(attempt).not.toThrow(/secret/);
  });
});
