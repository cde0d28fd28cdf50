/**
 * A masked record on its flow: what the flow itself names (the number that it transfers to) was replaced in the record
 * and is not in the flow. Where both say the same but for a substitute, the substitute's meaning is learned. It knows
 * nothing of calls.
 */

/** What `maskNumbers` puts in place of numbers and addresses. */
const substitutes = /\+1999555\d{4,8}|sip:masked-\d+@masked\.invalid|Somebody \d+/g;

/** What the substitutes of one record stand for, as far as it is known. */
export class Unmasking {
  readonly #meanings = new Map<string, string>();

  /** Looks for substitutes in what was recorded, and for what stands in their place now. */
  learn(recorded: unknown, made: unknown): void {
    if (typeof recorded === 'string' && typeof made === 'string') {
      if (recorded !== made) this.#learnText(recorded, made);
      return;
    }
    if (typeof recorded !== 'object' || typeof made !== 'object' || recorded === null || made === null) return;
    for (const [key, part] of Object.entries(recorded)) this.learn(part, (made as Record<string, unknown>)[key]);
  }

  /** The value with what is known in place of the substitutes. */
  apply<Value>(value: Value): Value {
    return this.#meanings.size === 0 ? value : (this.#replace(value) as Value);
  }

  #replace(value: unknown): unknown {
    if (typeof value === 'string') return value.replaceAll(substitutes, (found) => this.#meanings.get(found) ?? found);
    if (Array.isArray(value)) return value.map((each) => this.#replace(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.#replace(part)]));
  }

  #learnText(recorded: string, made: string): void {
    const found = recorded.match(substitutes);
    if (found === null) return;
    const around = recorded.split(substitutes).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    const meant = new RegExp(`^${around.join('(.+?)')}$`, 's').exec(made);
    for (const [place, substitute] of found.entries()) {
      const meaning = meant?.[place + 1];
      if (meaning !== undefined && !this.#meanings.has(substitute)) this.#meanings.set(substitute, meaning);
    }
  }
}
