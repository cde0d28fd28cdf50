/**
 * A seeded source of choices (mulberry32): the same seed makes the same machine and the same walk on every computer.
 * It knows nothing of machines.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  }

  /** 0 or more, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number of 0 or more, below `limit`. */
  int(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('Nothing to pick from.');
    return choices[this.int(choices.length)] as T;
  }

  /** One of the entries of `table`, each as likely as its weight says. */
  weighted<T>(table: readonly (readonly [weight: number, choice: T])[]): T {
    let rest = this.next() * table.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of table) {
      rest -= weight;
      if (rest < 0) return choice;
    }
    return (table[table.length - 1] as readonly [number, T])[1];
  }

  /** `count` results of `make`. */
  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }
}
