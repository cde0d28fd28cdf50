/**
 * Values in a flow's context, so few that an exploration comes to an end: a counter that is counted up for ever, a time
 * stamp, a list that grows would make every moment a new one. Each place in context may have so many values; further
 * ones are taken as alike, and the report says where that happened.
 */

/** How many values a place may have. */
const mostNumbers = 12;
const mostTexts = 40;
const deepest = 6;

/** The values that were seen, by their places. */
export class ContextValues {
  readonly #seen = new Map<string, Map<unknown, number>>();
  readonly #widened = new Set<string>();

  /** The places whose further values are taken as alike. */
  get widened(): readonly string[] {
    return [...this.#widened].sort();
  }

  /** The context with values beyond the bound taken as alike. */
  abstract(value: unknown, path = 'context', depth = 0): unknown {
    if (typeof value === 'number') return this.#bounded(value, path, mostNumbers);
    if (typeof value === 'string') return this.#bounded(value, path, mostTexts);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= deepest) return this.#bounded(JSON.stringify(value), path, mostTexts);
    if (Array.isArray(value)) {
      if (value.length > mostNumbers) return this.#bounded(`${value.length} of them`, `${path}.length`, mostNumbers);
      return value.map((one) => this.abstract(one, `${path}[]`, depth + 1));
    }
    return Object.entries(value).map(([key, one]) => [key, this.abstract(one, `${path}.${key}`, depth + 1)]);
  }

  #bounded(value: number | string, path: string, most: number): unknown {
    let seen = this.#seen.get(path);
    if (seen === undefined) this.#seen.set(path, (seen = new Map()));
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (seen.size >= most) {
      this.#widened.add(path);
      return 'many';
    }
    seen.set(value, seen.size);
    return seen.size - 1;
  }
}
