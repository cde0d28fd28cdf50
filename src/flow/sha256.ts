/**
 * SHA-256 (FIPS 180-4) of a text, in hexadecimal. The core may use neither node:crypto nor the asynchronous WebCrypto,
 * and a flow's hash is wanted at once, when the flow loads. Not for secrets: nothing here runs in constant time.
 */

const ROUND_CONSTANTS = roundConstants();

/** The SHA-256 digest of the text's UTF-8 bytes: 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  const words = paddedWords(new TextEncoder().encode(text));
  const state = initialState();
  for (let block = 0; block < words.length; block += 16) compress(state, words.subarray(block, block + 16));
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

function paddedWords(bytes: Uint8Array): Uint32Array {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const padded = new Uint8Array(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x2000_0000));
  view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0);
  return Uint32Array.from({ length: blocks * 16 }, (_, index) => view.getUint32(index * 4));
}

function compress(state: Uint32Array, block: Uint32Array): void {
  const schedule = new Uint32Array(64);
  schedule.set(block);
  const word = (index: number): number => schedule[index] ?? 0;
  for (let round = 16; round < 64; round += 1) {
    const near = rotate(word(round - 15), 7) ^ rotate(word(round - 15), 18) ^ (word(round - 15) >>> 3);
    const far = rotate(word(round - 2), 17) ^ rotate(word(round - 2), 19) ^ (word(round - 2) >>> 10);
    schedule[round] = word(round - 16) + near + word(round - 7) + far;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    const upper = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + upper + ((e & f) ^ (~e & g)) + (ROUND_CONSTANTS[round] ?? 0) + word(round)) >>> 0;
    const lower = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (lower + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    state[index] = (state[index] ?? 0) + value;
  });
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

// Both tables are the first 32 bits of the fractions of square and cube roots of the first primes (FIPS 180-4, 4.2.2
// and 5.3.3). Doubles carry enough of them: the test compares with published digests.
function initialState(): Uint32Array {
  return Uint32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
}

function roundConstants(): Uint32Array {
  return Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 0x1_0000_0000);
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}
