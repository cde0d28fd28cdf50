/** The token in client_state survives the way to Telnyx and back, and nothing else is taken for one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeToken, encodeToken } from '../../src/engine/token.ts';

test('any token comes back as it went, as base64 of ASCII', () => {
  const token = fc.record(
    {
      callId: fc.string({ unit: 'binary' }),
      legId: fc.string({ unit: 'binary' }),
      step: fc.nat(),
      own: fc.base64String(),
    },
    { requiredKeys: ['callId', 'legId', 'step'] },
  );
  fc.assert(
    fc.property(token, (given) => {
      const encoded = encodeToken(given);
      expect(encoded).toMatch(/^[A-Za-z0-9+/]*={0,2}$/);
      expect(decodeToken(encoded)).toEqual(given);
    }),
    { seed: 4, numRuns: 200 },
  );
});

test('anything else is no token, and no error', () => {
  const others: readonly unknown[] = [
    undefined,
    null,
    '',
    42,
    'not base64!',
    btoa('plain'),
    btoa('null'),
    btoa('[]'),
    btoa('{"callchart":1}'),
    btoa('{"callchart":1,"call":"c","leg":"l","step":"1"}'),
    btoa('{"call":"c","leg":"l","step":1}'),
    'A'.repeat(20_000),
  ];
  for (const other of others) expect(decodeToken(other)).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), (text) => {
      decodeToken(text);
      decodeToken(btoa(encodeURIComponent(text)));
    }),
    { seed: 4 },
  );
});
