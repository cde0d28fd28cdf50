/**
 * Everything that the people on the legs have heard, in order. Most prompts are over before a test asks about them, so
 * it is noted as it happens: after every turn of the clock.
 */
import { inWords, type Simulator } from '../simulator/index.ts';

/** What everybody heard. */
export class HeardLog {
  readonly #simulator: Simulator;
  readonly #heard = new Map<string, string[]>();

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  /** Looks at every leg. */
  note(): void {
    for (const { name, hears } of this.#simulator.legs()) {
      const words = inWords(hears);
      const before = this.#heard.get(name);
      if (before === undefined) this.#heard.set(name, [words]);
      else if (before.at(-1) !== words) before.push(words);
    }
  }

  /** What that leg's party has heard so far; the last is what it hears now. */
  on(leg: string): readonly string[] {
    return this.#heard.get(leg) ?? [];
  }
}
