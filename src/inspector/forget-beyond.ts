/** Keeps what is remembered of calls within bounds. */

/** Forgets the oldest of a map that has grown beyond so many. */
export function forgetBeyond(map: Map<unknown, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
