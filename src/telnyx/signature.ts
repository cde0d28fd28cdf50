/**
 * Signatures of webhooks: Ed25519 over `timestamp|raw body`. It must not know what a body means.
 *
 * Source: Telnyx docs, "Webhook fundamentals", on webhook signing.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { systemClock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';

const signatureHeader = 'telnyx-signature-ed25519';
const timestampHeader = 'telnyx-timestamp';
const defaultToleranceSecs = 300;

/** Headers as fetch, Node or a test has them; names in any case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** What {@link createVerifier} takes. */
export interface VerifierOptions {
  /** The account's public key: base64 of 32 bytes as Mission Control shows it, or SPKI as PEM or base64. */
  readonly publicKey: string;
  /** How far a webhook's timestamp may be from now, before or after, in seconds. Default 300. */
  readonly toleranceSecs?: number;
  /** Milliseconds since the Unix epoch. Default: the machine's clock. */
  readonly now?: () => number;
}

/** A request's parts that a signature covers. */
export interface SignedRequest {
  readonly headers: WebhookHeaders;
  /** The raw body. One that was parsed and written again does not verify. */
  readonly body: string | Uint8Array;
}

/** A body that Telnyx signed. */
export interface VerifiedBody {
  /** The raw body as text. */
  readonly text: string;
  /** When it was signed, in seconds since the Unix epoch. */
  readonly timestampSecs: number;
}

/** Verifies webhooks of one account. */
export interface Verifier {
  /**
   * Resolves to the body when it is Telnyx'.
   *
   * @throws CallchartError `webhook.signature`, with `details.reason` one of `missing_header`, `bad_timestamp`,
   * `too_old`, `too_new`, `malformed_signature`, `wrong_signature`.
   */
  verify(request: SignedRequest): Promise<VerifiedBody>;
}

/** The two headers that make a webhook a signed one. */
export interface WebhookSignature {
  readonly 'telnyx-signature-ed25519': string;
  readonly 'telnyx-timestamp': string;
}

/**
 * Makes a verifier for one account. The key is read once; each verification runs off the main thread. The body is
 * only to be had from the promise, so that a forgotten `await` cannot let an unverified one through.
 *
 * @throws CallchartError `webhook.public_key` if the key is none.
 *
 * @example
 * ```ts
 * import { createVerifier, parseWebhook } from 'callchart';
 *
 * const verifier = createVerifier({ publicKey: process.env['TELNYX_PUBLIC_KEY'] ?? '' });
 * const receive = async (request: Request) => {
 *   const { text } = await verifier.verify({ headers: request.headers, body: await request.text() });
 *   return parseWebhook(text);
 * };
 * ```
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const key = readPublicKey(options.publicKey);
  const toleranceSecs = options.toleranceSecs ?? defaultToleranceSecs;
  if (!(toleranceSecs > 0)) {
    throw new CallchartError('webhook.tolerance', `toleranceSecs is ${toleranceSecs}; it must be a number above 0.`);
  }
  const now = options.now ?? (() => systemClock.now());
  return {
    async verify({ headers, body }) {
      const timestamp = requireHeader(headers, timestampHeader);
      const signature = readSignature(requireHeader(headers, signatureHeader));
      const timestampSecs = readTimestamp(timestamp);
      checkAge(timestampSecs, now() / 1_000, toleranceSecs);
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      if (!(await isSigned(key, signedBytes(timestamp, bytes), signature))) {
        throw refused(
          'wrong_signature',
          'The signature does not fit the body: either TELNYX_PUBLIC_KEY is of another account, or a proxy or a body ' +
            'parser changed the body before it was verified, or it is not from Telnyx.',
        );
      }
      return { text: utf8.decode(bytes), timestampSecs };
    },
  };
}

/**
 * Signs a body as Telnyx does, for simulators and tests.
 *
 * @param privateKey An Ed25519 key, or its PKCS#8 PEM.
 * @param timestampSecs Seconds since the Unix epoch.
 * @param body The raw body.
 *
 * @example
 * ```ts
 * import { generateKeyPairSync } from 'node:crypto';
 * import { createVerifier, signWebhook } from 'callchart';
 *
 * const { privateKey, publicKey } = generateKeyPairSync('ed25519');
 * const verifier = createVerifier({ publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() });
 * const headers = signWebhook(privateKey, Math.floor(Date.now() / 1_000), '{}');
 * await verifier.verify({ headers: { ...headers }, body: '{}' });
 * ```
 */
export function signWebhook(
  privateKey: KeyObject | string,
  timestampSecs: number,
  body: string | Uint8Array,
): WebhookSignature {
  const key = typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey;
  const timestamp = String(Math.floor(timestampSecs));
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return {
    'telnyx-signature-ed25519': sign(null, signedBytes(timestamp, bytes), key).toString('base64'),
    'telnyx-timestamp': timestamp,
  };
}

function signedBytes(timestamp: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${timestamp}|`), body]);
}

// With a callback, node verifies on its thread pool.
function isSigned(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, bytes, key, signature, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

function refused(reason: string, why: string): CallchartError {
  return new CallchartError('webhook.signature', `This webhook is not accepted. ${why}`, { details: { reason } });
}

function requireHeader(headers: WebhookHeaders, name: string): string {
  const values = headerValues(headers, name);
  const [value] = values;
  if (value === undefined || value === '') {
    throw refused('missing_header', `It has no ${name} header; Telnyx sends one with every webhook of API v2.`);
  }
  if (values.length > 1) throw refused('missing_header', `It has ${values.length} ${name} headers instead of one.`);
  return value;
}

function headerValues(headers: WebhookHeaders, name: string): readonly string[] {
  if (headers instanceof Headers) return [headers.get(name) ?? ''];
  return Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
}

function readTimestamp(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw refused('bad_timestamp', `Its ${timestampHeader} header is not a number of seconds.`);
}

function readSignature(text: string): Uint8Array {
  if (/^[A-Za-z0-9+/]{86}==$/.test(text)) return Buffer.from(text, 'base64');
  throw refused('malformed_signature', `Its ${signatureHeader} header is not the base64 of 64 bytes.`);
}

function checkAge(timestampSecs: number, nowSecs: number, toleranceSecs: number): void {
  const ageSecs = Math.round(nowSecs - timestampSecs);
  if (Math.abs(nowSecs - timestampSecs) <= toleranceSecs) return;
  throw ageSecs > 0
    ? refused('too_old', `It was signed ${ageSecs} s ago; ${toleranceSecs} s are allowed.`)
    : refused(
        'too_new',
        `It was signed ${-ageSecs} s in the future; ${toleranceSecs} s are allowed. Is this machine's clock right?`,
      );
}

// What every Ed25519 public key looks like in SPKI (RFC 8410), before its 32 bytes.
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function readPublicKey(text: string): KeyObject {
  const key = text.trim();
  if (key === '') throw badKey('It is empty.');
  if (key.includes('PRIVATE KEY')) throw badKey('It is a private key; replace that key, for it may have leaked.');
  if (/^KEY[0-9A-Z]/.test(key)) throw badKey('It is an API key.');
  return key.startsWith('-----BEGIN') ? fromPem(key) : fromBase64(key);
}

function fromPem(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw badKey('It looks like PEM, but cannot be read.');
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw badKey(`It is a key for ${key.asymmetricKeyType ?? 'something else'}, not for Ed25519.`);
}

function fromBase64(base64: string): KeyObject {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw badKey('It is not base64.');
  const bytes = Buffer.from(base64, 'base64');
  const isSpki = bytes.length === spkiPrefix.length + 32 && bytes.subarray(0, spkiPrefix.length).equals(spkiPrefix);
  if (!isSpki && bytes.length !== 32) throw badKey(`It is the base64 of ${bytes.length} bytes.`);
  const der = isSpki ? bytes : Buffer.concat([spkiPrefix, bytes]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

function badKey(why: string): CallchartError {
  return new CallchartError(
    'webhook.public_key',
    `This is not a public key for webhooks. ${why} A valid one is the base64 of 32 bytes, 44 characters that end with ` +
      '"=": Mission Control shows it under Account settings, Keys and credentials, Public key. Set it as TELNYX_PUBLIC_KEY.',
  );
}
