/** A flow with one of everything that a chart shows. */
import { and, assign, fromPromise, not, setup, type AnyStateMachine, type AnyStateNode } from 'xstate';
import { answer, callActions, callGuards, hangup, loadFlow, speak, type CallEvents, type Flow } from 'callchart';

/** The flow. */
export function flowOfEverything(): Flow {
  const machine = setup({
    types: { context: {} as { tries: number }, events: {} as CallEvents<'agent'> },
    actions: callActions,
    guards: { ...callGuards, isOpen: () => true },
    actors: { lookup: fromPromise(async () => 'gold') },
  }).createMachine({
    id: 'everything',
    version: '7',
    context: () => ({ tries: 0 }),
    initial: 'begin',
    on: {
      'call.hangup': '.over',
      'call.dtmf.received': { actions: assign({ tries: ({ context }) => context.tries + 1 }) },
    },
    states: {
      begin: {
        entry: [answer(), speak(({ context }) => ({ payload: `Try ${context.tries}`, voice: 'female' }))],
        invoke: { id: 'lookup', src: 'lookup', onDone: 'src', onError: 'over' },
        after: { 250: { guard: and(['isOpen', not('noinput')]), target: 'src' }, 600_000: 'over' },
      },
      // The name of a state may be a word of XState's.
      src: {
        type: 'parallel',
        states: {
          left: {
            initial: 'a',
            states: { a: { always: { guard: () => false, target: 'b' } }, b: {}, again: { type: 'history' } },
          },
          right: { exit: hangup({ leg: 'callee' }) },
        },
        on: {
          'call.gather.ended': [
            {
              guard: { type: 'or', params: ['noinput', { type: 'digits', params: { matches: '[12]' } }] },
              target: '.left.b',
            },
            { guard: { type: 'digits', params: ['1', '2'] }, target: 'over' },
          ],
        },
      },
      over: { type: 'final' },
    },
  });
  return loadFlow(machine);
}

/** Every state of a machine, the machine's own included. */
export function nodesOf(machine: AnyStateMachine): readonly AnyStateNode[] {
  const below = (node: AnyStateNode): readonly AnyStateNode[] => [
    node,
    ...Object.values(node.states).flatMap((child) => below(child as AnyStateNode)),
  ];
  return below(machine.root as AnyStateNode);
}
