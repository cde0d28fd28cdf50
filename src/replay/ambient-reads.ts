/**
 * Finds out what a step looks at beside its inputs: the clock, chance. While it runs, and only then, what tells the time
 * or draws a number is listened to.
 */

/** What a step may not depend on. */
export type AmbientRead = 'clock' | 'randomness';

/** Runs something and says what it looked at. What it throws is not of interest. */
export function ambientReadsOf(run: () => unknown): ReadonlySet<AmbientRead> {
  const reads = new Set<AmbientRead>();
  const restore = [
    listen(Date, 'now', () => reads.add('clock')),
    listen(Math, 'random', () => reads.add('randomness')),
    listen(performance, 'now', () => reads.add('clock')),
    listen(crypto, 'randomUUID', () => reads.add('randomness')),
    listen(crypto, 'getRandomValues', () => reads.add('randomness')),
    listenToDate(() => reads.add('clock')),
  ];
  try {
    run();
  } catch {
    // A step that throws has looked all the same.
  } finally {
    for (const undo of restore.reverse()) undo();
  }
  return reads;
}

function listen(object: object, name: string, heard: () => void): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  const original = Reflect.get(object, name) as (...args: unknown[]) => unknown;
  const listening = (...args: unknown[]): unknown => {
    heard();
    return Reflect.apply(original, object, args);
  };
  Object.defineProperty(object, name, { configurable: true, writable: true, value: listening });
  return () => {
    if (own === undefined) Reflect.deleteProperty(object, name);
    else Object.defineProperty(object, name, own);
  };
}

/** `new Date()` and `Date()` tell the time; `new Date(ms)` tells what it was given. */
function listenToDate(heard: () => void): () => void {
  const original = globalThis.Date;
  globalThis.Date = new Proxy(original, {
    construct(target, args: unknown[], newTarget) {
      if (args.length === 0) heard();
      return Reflect.construct(target, args, newTarget === globalThis.Date ? target : newTarget) as Date;
    },
    apply(target, self, args: unknown[]) {
      heard();
      return Reflect.apply(target, self, args);
    },
  });
  return () => {
    globalThis.Date = original;
  };
}
