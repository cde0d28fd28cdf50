/**
 * The key that the simulated carrier signs its webhooks with: derived from the seed, so that a simulation is the same
 * every time. It must never be used for anything real.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What every Ed25519 private key looks like in PKCS#8 (RFC 8410), before its 32 bytes. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A private key out of a seed. */
export function privateKeyFromSeed(seed: number | string): KeyObject {
  const bytes = createHash('sha256').update(`callchart simulator ${seed}`).digest();
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, bytes]), format: 'der', type: 'pkcs8' });
}

/** The base64 of the 32 bytes, as Mission Control shows it: for TELNYX_PUBLIC_KEY. */
export function publicKeyText(privateKey: KeyObject | string): string {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return spki.subarray(-32).toString('base64');
}
