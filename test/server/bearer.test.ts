/** The token of the call routes. */
import { describe, expect, test } from 'vitest';
import { checkToken, refuseWithout } from '../../src/server/bearer.ts';
import { token } from './served.ts';

const ask = (authorization?: string): Request =>
  new Request('http://localhost/calls', { headers: authorization === undefined ? {} : { authorization } });

describe('a request', () => {
  test.each([`Bearer ${token}`, `bearer ${token}`, `Bearer  ${token} `])('with "%s" may pass', (header) => {
    expect(refuseWithout(token, ask(header))).toBeUndefined();
  });

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token} ${token}`,
    `Bearer ${token.toUpperCase()}`,
  ])('with "%s" may not', (header) => {
    const refused = refuseWithout(token, ask(header));
    expect(refused?.status).toBe(401);
    expect(refused?.headers['www-authenticate']).toBe('Bearer realm="callchart"');
  });
});

describe('a token', () => {
  test.each(['sixteen-letters!', 'x'.repeat(500)])('%s can be one', (text) => expect(checkToken(text)).toBe(text));

  test.each(['', 'too-short', 'with spaces in it, long', 'geheimnisvoll-ß-und-lang', 'two\nlines-of-some-length'])(
    '"%s" cannot',
    (text) => {
      expect(() => checkToken(text)).toThrow(expect.objectContaining({ code: 'server.token' }));
    },
  );

  test('that is refused is not told', () => {
    expect(() => checkToken('my secret has spaces')).toThrow(/^(?!.*my secret).*$/);
  });
});
