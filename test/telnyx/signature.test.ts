/**
 * Signatures: what Telnyx signed is let through, whatever was touched is not, and nothing is usable before it is known.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { CallchartError, createVerifier, signWebhook, type VerifiedBody, type WebhookHeaders } from 'callchart';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const spki = publicKey.export({ type: 'spki', format: 'der' });
const raw = spki.subarray(-32).toString('base64');
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

const signedAt = 1_800_000_000;
const body = '{"data":{"event_type":"call.answered","payload":{"from":"Zoë ☎"}}}';
const signature = signWebhook(privateKey, signedAt, body);

const verifierAt = (secs: number, toleranceSecs?: number) =>
  createVerifier({
    publicKey: raw,
    now: () => secs * 1_000,
    ...(toleranceSecs === undefined ? {} : { toleranceSecs }),
  });
const verifier = verifierAt(signedAt);

async function reason(headers: WebhookHeaders, signed: string | Uint8Array = body, at = verifier): Promise<unknown> {
  const error: unknown = await at.verify({ headers, body: signed }).then(
    () => 'accepted',
    (cause: unknown) => cause,
  );
  return error instanceof CallchartError ? [error.code, error.details['reason']] : error;
}

const refusedFor = (why: string): unknown => ['webhook.signature', why];

describe('a signed webhook', () => {
  test.each<[string, WebhookHeaders]>([
    ['plain, lower case', { ...signature }],
    [
      'plain, any case',
      { 'Telnyx-Signature-Ed25519': signature['telnyx-signature-ed25519'], 'TELNYX-TIMESTAMP': `${signedAt}` },
    ],
    [
      'plain, as lists',
      { 'telnyx-signature-ed25519': [signature['telnyx-signature-ed25519']], 'telnyx-timestamp': [`${signedAt}`] },
    ],
    ['of fetch', new Headers({ ...signature })],
  ])('is let through with headers %s', async (_form, headers) => {
    await expect(verifier.verify({ headers, body })).resolves.toEqual({ text: body, timestampSecs: signedAt });
  });

  test('may be bytes', async () => {
    const bytes = new TextEncoder().encode(body);
    await expect(verifier.verify({ headers: { ...signature }, body: bytes })).resolves.toMatchObject({ text: body });
  });

  test.each([
    ['base64 of 32 bytes', raw],
    ['the same with white space around', `\n ${raw}\n`],
    ['PEM', pem],
    ['SPKI as base64', spki.toString('base64')],
  ])('verifies with a key as %s', async (_form, key) => {
    const ours = createVerifier({ publicKey: key, now: () => signedAt * 1_000 });
    await expect(ours.verify({ headers: { ...signature }, body })).resolves.toMatchObject({ text: body });
  });

  test('any body and any time round', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.integer({ min: 0, max: 4_000_000_000 }),
        async (bytes, at) => {
          const headers = { ...signWebhook(privateKey, at, bytes) };
          await expect(verifierAt(at).verify({ headers, body: bytes })).resolves.toMatchObject({ timestampSecs: at });
        },
      ),
      { numRuns: 50 },
    );
  });

  test('is measured against the clock of the machine by default', async () => {
    const fresh = signWebhook(privateKey, Date.now() / 1_000, body);
    await expect(createVerifier({ publicKey: raw }).verify({ headers: { ...fresh }, body })).resolves.toMatchObject({
      text: body,
    });
    expect(await reason({ ...signature }, body, createVerifier({ publicKey: raw }))).not.toBe('accepted');
  });
});

describe('the tolerance', () => {
  test.each([
    [300, 'accepted'],
    [-300, 'accepted'],
    [301, refusedFor('too_old')],
    [-301, refusedFor('too_new')],
    [300.5, refusedFor('too_old')],
  ])('of 300 s, at %d s', async (ageSecs, answer) => {
    expect(await reason({ ...signature }, body, verifierAt(signedAt + ageSecs))).toEqual(answer);
  });

  test('can be set, but not to nothing', async () => {
    expect(await reason({ ...signature }, body, verifierAt(signedAt + 10, 9))).toEqual(refusedFor('too_old'));
    for (const toleranceSecs of [0, -1, Number.NaN]) {
      expect(() => verifierAt(signedAt, toleranceSecs)).toThrow(/must be a number above 0/);
    }
  });
});

describe('refused', () => {
  const { 'telnyx-signature-ed25519': sig, 'telnyx-timestamp': time } = signature;
  const headers = (s: string, t: string): WebhookHeaders => ({ 'telnyx-signature-ed25519': s, 'telnyx-timestamp': t });

  test.each<[string, WebhookHeaders, string]>([
    ['no headers', {}, 'missing_header'],
    ['no fetch headers', new Headers(), 'missing_header'],
    ['no signature', { 'telnyx-timestamp': time }, 'missing_header'],
    ['no timestamp', { 'telnyx-signature-ed25519': sig }, 'missing_header'],
    ['an empty signature', headers('', time), 'missing_header'],
    ['two signatures', { 'telnyx-timestamp': time, 'telnyx-signature-ed25519': [sig, sig] }, 'missing_header'],
    ['two signatures, joined', headers(`${sig}, ${sig}`, time), 'malformed_signature'],
    ['no base64', headers('!'.repeat(88), time), 'malformed_signature'],
    ['63 bytes', headers(Buffer.alloc(63).toString('base64'), time), 'malformed_signature'],
    ['an endless signature', headers('A'.repeat(1_000_000), time), 'malformed_signature'],
    ['a timestamp in words', headers(sig, 'now'), 'bad_timestamp'],
    ['a timestamp with a fraction', headers(sig, `${time}.0`), 'bad_timestamp'],
    ['a negative timestamp', headers(sig, `-${time}`), 'bad_timestamp'],
    ['an endless timestamp', headers(sig, '1'.repeat(400)), 'bad_timestamp'],
    ['another timestamp', headers(sig, `${signedAt + 1}`), 'wrong_signature'],
    ['the same timestamp, written otherwise', headers(sig, `0${time}`), 'wrong_signature'],
    ['zeros', headers(Buffer.alloc(64).toString('base64'), time), 'wrong_signature'],
  ])('%s', async (_what, given, why) => {
    expect(await reason(given)).toEqual(refusedFor(why));
  });

  test("another account's signature", async () => {
    const other = generateKeyPairSync('ed25519');
    expect(await reason({ ...signWebhook(other.privateKey, signedAt, body) })).toEqual(refusedFor('wrong_signature'));
  });

  test('a body that was parsed and written again', async () => {
    expect(await reason({ ...signature }, JSON.stringify(JSON.parse(body), null, 1))).toEqual(
      refusedFor('wrong_signature'),
    );
  });

  test('any single flipped bit', async () => {
    const bytes = Buffer.from(body);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(await reason({ ...signature }, flipped)).toEqual(refusedFor('wrong_signature'));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a bad key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const asPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
  test.each<[string, string, RegExp]>([
    ['nothing', '', /It is empty/],
    ['white space', ' \n', /It is empty/],
    ['an API key', 'KEY0123456789ABCDEF_secretpart', /It is an API key/],
    ['words', 'my public key', /not base64/],
    ['31 bytes', Buffer.alloc(31).toString('base64'), /base64 of 31 bytes/],
    ['44 bytes that are no SPKI', Buffer.alloc(44, 7).toString('base64'), /base64 of 44 bytes/],
    ['a PEM that is none', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', /cannot be read/],
    ['RSA', asPem(rsa.publicKey), /for rsa, not for Ed25519/],
    ['a private key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /It is a private key/],
  ])('is refused at once: %s', (_what, key, why) => {
    const refusal = (): unknown => createVerifier({ publicKey: key });
    expect(refusal).toThrow(why);
    expect(refusal).toThrow(
      expect.objectContaining({
        code: 'webhook.public_key',
        message: expect.stringMatching(/44 characters .* TELNYX_PUBLIC_KEY/) as string,
      }),
    );
  });

  test('is never repeated in the message', () => {
    expect(() => createVerifier({ publicKey: 'KEY0123456789ABCDEF_secretpart' })).not.toThrow(/secretpart/);
    expect(() => createVerifier({ publicKey: 'secretpart secretpart' })).not.toThrow(/secretpart/);
  });
});

test('a forgotten await has nothing to read', async () => {
  const forgotten = verifier.verify({ headers: { ...signature }, body });
  expectTypeOf(forgotten).toEqualTypeOf<Promise<VerifiedBody>>();
  expect(forgotten).not.toHaveProperty('text');
  // @ts-expect-error: the body is in the promise
  expect(forgotten.text).toBeUndefined();
  await forgotten;
});

test('verification leaves the main thread: nothing settles before the event loop has turned', async () => {
  let settled = false;
  const verified = verifier.verify({ headers: { ...signature }, body }).finally(() => {
    settled = true;
  });
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  expect(settled).toBe(false);
  await verified;
  expect(settled).toBe(true);
});
