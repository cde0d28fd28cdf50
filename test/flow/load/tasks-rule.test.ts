import { createMachine, fromCallback, fromObservable, fromPromise, fromTransition } from 'xstate';
import { describe, expect, test } from 'vitest';
import { refusalLines } from './refusals.ts';

const lookup = fromPromise(async () => 1);
const actors = {
  lookup,
  child: createMachine({}),
  callback: fromCallback(() => undefined),
  stream: fromObservable(() => ({ subscribe: () => ({ unsubscribe: () => undefined }) })),
  reducer: fromTransition((state: number) => state, 0),
};
const invoking = (invoke: object | object[], options?: unknown) =>
  refusalLines({ states: { looking: { invoke } }, implementations: { actors }, options });

test('a promise under a name and an id loads', () => {
  expect(invoking({ id: 'lookup', src: 'lookup', onDone: {}, onError: {} })).toEqual([]);
  expect(
    invoking([
      { id: 'a', src: 'lookup' },
      { id: 'b', src: 'lookup' },
    ]),
  ).toEqual([]);
});

describe('refused with remedy', () => {
  test.each([
    [{ src: 'lookup' }, 'task it invokes "lookup" without an id', "`id: 'lookup'`"],
    [
      { id: 'x', src: 'lookpu' },
      'task it invokes "lookpu", but there is no actor of that name',
      'Did you mean "lookup"?',
    ],
    [{ id: 'x', src: 'payment' }, 'task it invokes "payment"', 'Make it a task'],
    [{ id: 'x', src: 'toString' }, 'task it invokes "toString"', 'Make it a task'],
    [{ id: 'x', src: lookup }, 'task it invokes an actor without a name', 'Make it a task'],
    [{ id: 'x', src: 'lookup', systemId: 's' }, 'actor it invokes "lookup" with a systemId', 'Leave it out'],
    [{ id: 'x', src: 'lookup', onSnapshot: {} }, 'task it listens to snapshots', 'onDone and onError'],
    [{ id: 'x', src: 'child' }, 'actor the actor "child" is a machine', 'Put its states into this machine'],
    [{ id: 'x', src: createMachine({}) }, 'actor the invoked actor is a machine', 'Put its states into this machine'],
    [{ id: 'x', src: 'callback' }, 'actor the actor "callback" is no promise', 'Make it a task'],
    [{ id: 'x', src: 'stream' }, 'actor the actor "stream" is no promise', 'Make it a task'],
    [{ id: 'x', src: 'reducer' }, 'actor the actor "reducer" is no promise', 'Make it a task'],
  ])('%j', (invoke, message, remedy) => {
    const lines = invoking(invoke);
    expect(lines).toEqual([expect.stringContaining(`looking ${message}`)]);
    expect(lines[0]).toContain(remedy);
  });

  test('task limits for an actor that the machine does not have', () => {
    expect(invoking({ id: 'x', src: 'lookup' }, { tasks: { lookpu: { retries: 1 } } })).toEqual([
      'options options tasks.lookpu: the machine has no actor "lookpu". → Did you mean "lookup"?',
    ]);
    expect(refusalLines({ options: { tasks: { lookup: {} } } })[0]).toContain('Its actors are: none.');
  });
});
