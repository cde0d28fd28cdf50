/**
 * A bound on waiting. The work itself goes on.
 */

/** What the work gives, or, when it takes longer than `ms` milliseconds, what stands in for it. */
export async function within<T, U>(ms: number, work: Promise<T>, instead: () => U): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<U>((resolve) => {
    timer = setTimeout(() => resolve(instead()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
