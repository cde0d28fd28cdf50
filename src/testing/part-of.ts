/**
 * Whether a value has the parts that are asked for: objects in part, lists in full, patterns against texts. Plain data
 * only.
 */

/** Whether everything in `part` is in `whole`. */
export function includesAll(whole: unknown, part: unknown): boolean {
  if (part instanceof RegExp) return typeof whole === 'string' && whole.search(part) !== -1;
  if (Array.isArray(part)) {
    if (!Array.isArray(whole) || whole.length !== part.length) return false;
    return part.every((each, index) => includesAll(whole[index] as unknown, each));
  }
  if (typeof part !== 'object' || part === null) return Object.is(whole, part);
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([key, value]) => includesAll((whole as Record<string, unknown>)[key], value));
}
