/**
 * A process that can die at any moment, inside another one: what it reaches the world through (store, carrier, clock)
 * goes dead at once. What it had sent is sent, what it had committed is committed; nothing answers it any more.
 */
import type { Carrier } from '../carrier/index.ts';
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../stores/store.ts';

/** The world as one process sees it. */
export interface Lifeline {
  readonly store: Store;
  readonly carrier: Carrier;
  readonly clock: Clock;
  /** Ends the process without a word. */
  cut(): void;
}

/** Ties a store, a carrier and a clock to one life. */
export function lifeline(world: { readonly store: Store; readonly carrier: Carrier; readonly clock: Clock }): Lifeline {
  const life = { ended: false };
  return {
    store: mortalStore(world.store, life),
    carrier: mortal(world.carrier, life),
    clock: {
      now: () => world.clock.now(),
      schedule: (delayMs, run) => world.clock.schedule(delayMs, () => (life.ended ? undefined : run())),
    },
    cut: () => {
      life.ended = true;
    },
  };
}

/** A store that is shared forgets one process, as others do. */
function mortalStore(store: Store, life: { readonly ended: boolean }): Store {
  const { sharing } = store;
  if (sharing === undefined) return mortal(store, life);
  const ofOne = mortal(sharing, life);
  const listen: typeof sharing.listen = (wake) => sharing.listen(() => (life.ended ? undefined : wake()));
  const part = new Proxy(ofOne, { get: (target, name) => (name === 'listen' ? listen : Reflect.get(target, name)) });
  return new Proxy(mortal(store, life), {
    get: (target, name) => (name === 'sharing' ? part : Reflect.get(target, name)),
  });
}

const never = new Promise<never>(() => {});

/** Every method of the object, until the life ends: then neither calls nor answers get through. */
function mortal<T extends object>(object: T, life: { readonly ended: boolean }): T {
  return new Proxy(object, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        if (life.ended) return never;
        const answer: unknown = await (value as (...args: unknown[]) => unknown).apply(target, args);
        return life.ended ? never : answer;
      };
    },
  });
}
