/**
 * The order in which moments are explored: those first that need the fewest people to do anything, and of these the ones
 * that were reached first. What goes wrong while everybody just waits is found before the bounds are met, however long
 * the waiting takes.
 */
import type { Node } from './explored.ts';

/** Moments that wait to be explored. */
export class ByActs {
  readonly #rows: Node[][] = [];
  readonly #taken: number[] = [];

  push(node: Node): void {
    while (this.#rows.length <= node.acts) {
      this.#rows.push([]);
      this.#taken.push(0);
    }
    this.#rows[node.acts]?.push(node);
  }

  /** The next one; it is not kept here any more. */
  next(): Node | undefined {
    for (const [acts, row] of this.#rows.entries()) {
      const at = this.#taken[acts] ?? 0;
      const node = row[at];
      if (node === undefined) continue;
      row[at] = undefined as never;
      this.#taken[acts] = at + 1;
      return node;
    }
    return undefined;
  }
}
