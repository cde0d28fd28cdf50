/**
 * A value that stands for any value: what a function of the author's is given so that it shows which params it makes,
 * though nothing is known of context and event. It is its own member, its own result and its own text.
 */

const target = (): void => {};

/** Stands for a value of which nothing is known. */
export const anything: unknown = new Proxy(target, {
  get: (_target, key) => {
    switch (key) {
      case Symbol.toPrimitive:
      case 'toString':
      case 'valueOf':
        return () => '1';
      case Symbol.iterator:
        return function* () {
          yield anything;
        };
      case 'then':
        return undefined;
      case 'length':
        return 1;
      case 'map':
      case 'filter':
      case 'flatMap':
      case 'slice':
        return () => [anything];
      default:
        return anything;
    }
  },
  apply: () => anything,
  construct: () => anything as object,
  has: () => true,
});

/** What a function makes of anything; undefined when it does not bear that. */
export function madeOf(make: (args: unknown) => unknown): unknown {
  try {
    return make({ context: anything, event: anything });
  } catch {
    return undefined;
  }
}

/** Whether a value is known. */
export const isKnown = (value: unknown): boolean => value !== anything;
