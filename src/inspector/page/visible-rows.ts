/**
 * Which rows of a long list are in sight, with a few around them. Arithmetic alone.
 */

// A row beyond the edge is there before it is scrolled to.
const margin = 8;

/** From the first to before the last row that has to be there. */
export function visibleRows(
  count: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - margin);
  const to = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + margin);
  return { from: Math.min(from, count), to: Math.max(to, 0) };
}
