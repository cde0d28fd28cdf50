/**
 * A short digest of JSON, by which two executions of a step are told apart. Fast, since every step makes one; it proves
 * nothing to anybody who wants to deceive.
 */

/** 16 hexadecimal digits; the same for the same JSON text. */
export function digestOf(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  let low = 0x811c9dc5; // FNV-1a, twice, from two beginnings and with two primes.
  let high = 0x9e3779b9;
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return hex(low ^ (high >>> 16)) + hex(high ^ Math.imul(low ^ (low >>> 15), 0xc2b2ae35));
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
