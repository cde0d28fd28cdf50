/**
 * Random actions and guards, and the implementations that random machines name. Every choice is made when the machine
 * is made: what runs later is a function of context and event alone. It knows nothing of states.
 */
import {
  and,
  assign,
  cancel,
  emit,
  enqueueActions,
  fromPromise,
  log,
  not,
  or,
  raise,
  sendTo,
  stateIn,
  type EventObject,
} from 'xstate';
import type { Random } from './random.ts';

export interface FuzzContext {
  readonly n: number;
  /** Events that the machine sent itself so far: without a bound two states could play ping-pong for ever. */
  readonly sent: number;
  readonly list: readonly number[];
  readonly nested: { readonly last: string | null };
  readonly note?: string | undefined;
}

export interface FuzzEvent extends EventObject {
  readonly n?: number;
  readonly output?: unknown;
}

interface Scope {
  readonly context: FuzzContext;
  readonly event: FuzzEvent;
}

export const eventTypes = ['go', 'stop', 'a.b.c', 'a.b.d', 'a.x', 'r0', 'r1', 's0', 'tick', 'nobody'] as const;
const timerNames = ['t0', 't1', 't2'] as const;
const delayNames = ['short', 'slow', 'dynamic'] as const;
const modulus = 12;
const sentLimit = 20;
/** The one number at which some functions throw. */
const unlucky = 99;

// xstate types its action creators for one machine each; here they are put together at random.
const built = (action: unknown): unknown => action;

const numberOf = (event: FuzzEvent): number => (typeof event.n === 'number' ? event.n : event.type.length);

function throwIfUnlucky(event: FuzzEvent, what: string): void {
  if (event.n === unlucky) throw new Error(`${what} cannot stand ${unlucky}`);
}

const bump =
  (by: number) =>
  ({ context, event }: Scope) => ({ n: (context.n + by + numberOf(event)) % modulus });

function randomAssign(random: Random): unknown {
  const by = random.int(5);
  return random.pick([
    () => assign(bump(by) as never),
    () => assign({ n: ((scope: Scope) => bump(by)(scope).n) as never, nested: { last: null } }),
    () => assign(({ context }: Scope) => ({ list: [...context.list, by].slice(-4) })),
    () => assign(({ event }: Scope) => ({ nested: { last: event.type } })),
    // An undefined key vanishes in JSON: that must make no difference.
    () => assign(({ context }: Scope) => ({ note: context.n % 2 === 0 ? undefined : `n${context.n}` })),
    () =>
      assign(({ event }: Scope) => {
        throwIfUnlucky(event, 'assign');
        return { n: by };
      }),
  ])();
}

function randomCommand(random: Random): unknown {
  const type = random.pick(['speak', 'gather', 'hangup']);
  const mark = random.int(100);
  return random.pick([
    type,
    { type },
    { type, params: { mark } },
    { type, params: ({ context, event }: Scope) => ({ mark, n: context.n, of: event.type }) },
    {
      type,
      params: ({ event, context }: Scope) => {
        throwIfUnlucky(event, 'params');
        return { list: context.list, said: event.n ?? null };
      },
    },
    { type: 'bump', params: { by: mark % 5 } },
    { type: 'both', params: ({ context }: Scope) => ({ mark: context.n }) },
  ]);
}

function randomEvent(random: Random, types: readonly string[]): unknown {
  const type = random.pick(types);
  const n = random.int(modulus);
  return random.chance(0.5) ? { type, n } : ({ context }: Scope) => ({ type, n: context.n });
}

function randomDelay(random: Random): unknown {
  const base = 10 * (1 + random.int(20));
  return random.pick<unknown>([base, random.pick(delayNames), ({ context }: Scope) => base + context.n]);
}

function randomRaise(random: Random): unknown {
  if (random.chance(0.4)) return raise(randomEvent(random, ['r0', 'r1']) as never);
  const id = random.chance(0.7) ? { id: random.pick(timerNames) } : {};
  return raise(randomEvent(random, ['tick', 'r0']) as never, { delay: randomDelay(random) as never, ...id });
}

function randomCancel(random: Random): unknown {
  const name = random.pick(timerNames);
  const other = random.pick(timerNames);
  return cancel((random.chance(0.7) ? name : ({ context }: Scope) => (context.n % 2 === 0 ? name : other)) as string);
}

function randomSend(random: Random): unknown {
  const type = random.pick(['s0', 'go']);
  if (random.chance(0.3))
    return sendTo(({ self }: { self: unknown }) => self as never, { type: 'tick' } as never, {
      delay: randomDelay(random) as never,
      id: random.pick(timerNames),
    });
  return enqueueActions(({ context, enqueue, self }) => {
    const { sent, n } = context as unknown as FuzzContext;
    if (sent >= sentLimit) return;
    enqueue.assign({ sent: sent + 1 });
    enqueue.sendTo(self, { type, n } as never);
  });
}

function randomEnqueue(random: Random): unknown {
  const limit = random.int(modulus);
  const guard = randomGuard(random);
  const name = random.pick(timerNames);
  return enqueueActions(({ enqueue, check, context, event }) => {
    const scope = { context, event } as unknown as Scope;
    if (check(guard as never)) enqueue({ type: 'speak', params: { n: scope.context.n } });
    enqueue.assign(bump(limit));
    enqueue({ type: 'gather', params: (inner: Scope) => ({ after: inner.context.n }) });
    if (scope.context.n < limit) enqueue.raise({ type: 'tick' }, { delay: limit, id: name });
    else enqueue.cancel(name);
    enqueue.emit({ type: 'passed', n: scope.context.n } as never);
  });
}

function randomReport(random: Random): unknown {
  const mark = random.int(100);
  return random.pick([
    () => emit({ type: 'news', mark }),
    () => emit((({ context }: Scope) => ({ type: 'news', n: context.n })) as never),
    () => log((({ context, event }: Scope) => `${event.type} at ${context.n}`) as never, 'fuzz'),
    () => log('plain'),
  ])();
}

/** What an action list may hold. */
export function randomAction(random: Random): unknown {
  return random.weighted([
    [8, () => randomCommand(random)],
    [4, () => built(randomAssign(random))],
    [2, () => built(randomRaise(random))],
    [1, () => built(randomCancel(random))],
    [1, () => built(randomSend(random))],
    [1, () => built(randomEnqueue(random))],
    [1, () => built(randomReport(random))],
  ])();
}

export function randomActions(random: Random, most: number): unknown[] {
  return random.times(random.int(most + 1), () => randomAction(random));
}

/** A guard; `stateIds` lets it ask whether a state is active. */
export function randomGuard(random: Random, stateIds: readonly string[] = []): unknown {
  const limit = random.int(modulus);
  const bar = random.int(modulus);
  const simple = (): unknown =>
    random.pick<unknown>([
      'even',
      { type: 'above', params: { limit } },
      { type: 'above', params: ({ event }: Scope) => ({ limit: numberOf(event) % modulus }) },
      ({ context }: Scope) => context.n <= limit,
      ({ event }: Scope) => {
        throwIfUnlucky(event, 'guard');
        return numberOf(event) % 3 !== bar % 3;
      },
      ({ context }: Scope) => context.note === undefined,
    ]);
  return random.weighted([
    [7, simple],
    [1, () => not(simple() as never)],
    [1, () => and([simple() as never, simple() as never])],
    [1, () => or([simple() as never, simple() as never])],
    [1, () => (stateIds.length === 0 ? 'mixed' : stateIn(`#${random.pick(stateIds)}`))],
  ])();
}

/** A guard for `always`: true at one number only, and the transition's first action moves on from there. */
export function randomAlwaysGuard(random: Random): unknown {
  // Often the same number, so that several regions move at once.
  const only = random.chance(0.5) ? 3 : random.int(modulus);
  // Some look at the event: they may move on an event that no transition takes.
  if (random.chance(0.2)) return ({ context, event }: Scope) => event.type === 'nobody' && context.n > 6;
  return ({ context }: Scope) => context.n === only;
}

/** Never settles by itself: the walk decides when, and how. */
export const pendingTask = fromPromise(() => new Promise<never>(() => {}));

export const implementations = {
  actions: {
    // Like the actions of a real flow: something that tools can see and that does nothing in a live actor.
    speak: () => {},
    gather: () => {},
    bump: assign(({ context }: Scope, params?: { by: number }) => ({
      n: (context.n + (params?.by ?? 1)) % modulus,
    })),
    both: enqueueActions(({ enqueue }, params) => {
      enqueue({ type: 'speak', params });
      enqueue({ type: 'bump', params: { by: 2 } });
    }),
  },
  guards: {
    even: ({ context }: Scope) => context.n % 2 === 0,
    above: ({ context }: Scope, params: { limit: number }) => context.n > params.limit,
    mixed: and(['even', { type: 'above', params: { limit: 3 } }] as never),
  },
  delays: { short: 100, slow: 60_000, dynamic: ({ context }: Scope) => 1_000 + context.n },
  actors: { task0: pendingTask, task1: pendingTask },
};
