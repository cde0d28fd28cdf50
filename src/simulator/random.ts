/**
 * Chance from a seed: the only source of randomness in the simulated carrier. Streams are forked by name, so that what
 * one leg draws never depends on what another leg did first. It knows nothing of calls.
 */

const twoTo32 = 4_294_967_296;

/** A stream of pseudo-random numbers; the same seed and the same forks give the same numbers. */
export class Random {
  readonly #path: string;
  #state: [number, number, number, number];

  constructor(path: string) {
    this.#path = path;
    this.#state = hash128(path);
    for (let round = 0; round < 12; round++) this.next();
  }

  /** A stream of its own, which depends on this one's name and not on what was drawn from it. */
  fork(name: string): Random {
    return new Random(`${this.#path}/${name}`);
  }

  /** At least 0, less than 1 (sfc32 by Chris Doty-Humphrey). */
  next(): number {
    const [a, b, c, d] = this.#state;
    const sum = (((a + b) | 0) + d) | 0;
    this.#state = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + sum) | 0, (d + 1) | 0];
    return (sum >>> 0) / twoTo32;
  }

  /** A whole number, both bounds included. */
  between(min: number, max: number): number {
    return min >= max ? min : min + Math.floor(this.next() * (max - min + 1));
  }

  /** True with the given probability (0 to 1). Draws a number in any case. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    let text = '';
    for (let index = 0; index < length; index++) text += alphabet.charAt(Math.floor(this.next() * alphabet.length));
    return text;
  }
}

/** 128 bits out of a text (cyrb128); good enough to tell streams apart, no cryptography. */
function hash128(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ code, 597_399_067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2_869_860_233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951_274_213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2_716_044_179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}
