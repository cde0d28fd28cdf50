/**
 * What the compiler tells an author, and what it must let through. `tsc` checks this file: a line marked with
 * `@ts-expect-error` that compiles is an error. The machines are never run, and loading them is other tests' business.
 */
import { setup } from 'xstate';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  dial,
  gatherUsingSpeak,
  hangup,
  leg,
  others,
  speak,
  startPlayback,
  transfer,
  type CallEvent,
  type CallEvents,
  type CommandFailed,
  type LegsEnded,
} from 'callchart';

interface Context {
  readonly rounds: number;
}
interface OrderReady {
  readonly type: 'order.ready';
  readonly payload: { readonly order: string };
}
const flow = setup({
  types: { context: {} as Context, events: {} as CallEvents<'agent' | 'sales', OrderReady> },
  actions: callActions,
  guards: callGuards,
});

describe('in the object form of a creator', () => {
  test('what is right compiles', () => {
    const states: unknown[] = [];
    states.push(
      flow.createStateConfig({
        entry: [
          answer(),
          answer({ record: 'record-from-answer', leg: 'caller' }),
          speak({ payload: 'Hi.', voice: 'Telnyx.KokoroTTS.af', leg: 'agent' }),
          speak({ payload: 'Hi.' }),
          dial({ as: 'agent', to: ['+15550100', 'sip:desk@example.com'] }),
          dial({ to: '+15550100', link_to: leg('caller') }),
          transfer({ as: 'sales', to: '+15550100', leg: 'agent#2' }),
          bridge({ call_control_id: leg('agent') }),
          hangup({ leg: others('agent') }),
          hangup({ leg: leg() }),
          startPlayback({ media_name: 'hold', loop: 'infinity' }),
        ],
      }),
    );
    expect(states).not.toEqual([]);
  });

  test('a misspelt param does not', () => {
    const states: unknown[] = [];
    // @ts-expect-error `vioce` is no param of speak
    states.push(flow.createStateConfig({ entry: speak({ payload: 'Hi.', vioce: 'female' }) }));
    // @ts-expect-error `as` is no param of speak
    states.push(flow.createStateConfig({ entry: [speak({ payload: 'Hi.', as: 'agent' })] }));
    // @ts-expect-error `sensitive` is no param of speak
    states.push(flow.createStateConfig({ entry: speak({ payload: 'Hi.', sensitive: true }) }));
    // @ts-expect-error `command_id` is the runtime's
    states.push(flow.createStateConfig({ entry: answer({ command_id: 'mine' }) }));
    // @ts-expect-error `leg` is no param of dial
    states.push(flow.createStateConfig({ entry: dial({ to: '+15550100', leg: 'agent' }) }));
    expect(states).not.toEqual([]);
  });

  test('a missing param does not', () => {
    const states: unknown[] = [];
    // @ts-expect-error `payload` is missing
    states.push(flow.createStateConfig({ entry: speak({ voice: 'female' }) }));
    // @ts-expect-error all params are missing
    states.push(flow.createStateConfig({ entry: speak() }));
    // @ts-expect-error `to` is missing
    states.push(flow.createStateConfig({ on: { 'call.answered': { actions: transfer({ as: 'agent' }) } } }));
    expect(states).not.toEqual([]);
  });

  test('a wrong value does not', () => {
    const states: unknown[] = [];
    // @ts-expect-error `now` is no value of `stop`
    states.push(flow.createStateConfig({ entry: speak({ payload: 'Hi.', stop: 'now' }) }));
    // @ts-expect-error a number of digits is no text
    states.push(flow.createStateConfig({ entry: gatherUsingSpeak({ payload: 'Hi.', maximum_digits: '1' }) }));
    expect(states).not.toEqual([]);
  });

  test('an unknown role does not, in states, transitions and references', () => {
    const states: unknown[] = [];
    // @ts-expect-error no leg has the role `agnt`
    states.push(flow.createStateConfig({ entry: hangup({ leg: 'agnt' }) }));
    // @ts-expect-error no leg has the role `agnt`
    states.push(flow.createStateConfig({ on: { 'call.answered': { actions: hangup({ leg: 'agnt' }) } } }));
    // @ts-expect-error no leg has the role `agnt`
    states.push(flow.createStateConfig({ entry: hangup({ leg: leg('agnt') }) }));
    // @ts-expect-error no leg has the role `agnt`
    states.push(flow.createStateConfig({ entry: hangup({ leg: others('agnt') }) }));
    // @ts-expect-error `CallEvents` does not name the role `boss`
    states.push(flow.createStateConfig({ entry: dial({ as: 'boss', to: '+15550100' }) }));
    // @ts-expect-error `CallEvents` does not name the role `boss`
    states.push(flow.createStateConfig({ entry: transfer({ as: 'boss', to: '+15550100' }) }));
    expect(states).not.toEqual([]);
  });

  test('a flow without further roles has the default ones only', () => {
    const states: unknown[] = [];
    const alone = setup({ types: { events: {} as CallEvents }, actions: callActions });
    states.push(alone.createStateConfig({ entry: [hangup({ leg: 'caller' }), dial({ to: '+15550100' })] }));
    // @ts-expect-error `CallEvents` names no role
    states.push(alone.createStateConfig({ entry: hangup({ leg: 'agent' }) }));
    expect(states).not.toEqual([]);
  });
});

describe('in the function form', () => {
  test('context and event are those of the place', () => {
    const states: unknown[] = [];
    states.push(
      flow.createStateConfig({
        entry: speak(({ context, event }) => {
          expectTypeOf(context).toEqualTypeOf<Context>();
          expectTypeOf(event).toEqualTypeOf<CallEvents<'agent' | 'sales', OrderReady>>();
          return { payload: `Round ${context.rounds}` };
        }),
        on: {
          'call.gather.ended': {
            actions: speak(({ event }) => {
              expectTypeOf(event.type).toEqualTypeOf<'call.gather.ended'>();
              return { payload: `You pressed ${event.payload.digits}`, voice: 'female' };
            }),
          },
          'agent.call.hangup': {
            actions: hangup(({ event }) => {
              expectTypeOf(event.type).toEqualTypeOf<'agent.call.hangup'>();
              return { leg: event.leg };
            }),
          },
          'order.ready': { actions: speak(({ event }) => ({ payload: `Order ${event.payload.order} is ready.` })) },
          'command.failed.transfer': {
            actions: speak(({ event }) => ({ payload: event.reason === 'leg_ended' ? 'Gone.' : (event.detail ?? '') })),
          },
          'legs.ended.sales': { actions: speak(({ event }) => ({ payload: event.causes[0]?.hangup_cause ?? '' })) },
          'leg.silent': { actions: speak(({ event }) => ({ payload: `${event.silent_ms} ms`, leg: event.leg })) },
        },
      }),
    );
    expect(states).not.toEqual([]);
  });

  test('digits of an event that has none do not compile', () => {
    // @ts-expect-error call.answered has no digits
    const actions = () => flow.createStateConfig({ on: { 'call.answered': { actions: speak(({ event }) => ({ payload: event.payload.digits })) } } }); // prettier-ignore
    expect(actions).toBeTypeOf('function');
    flow.createStateConfig({
      on: {
        'agent.call.answered': {
          actions: speak(({ event }) => ({
            // @ts-expect-error agent.call.answered has no digits
            payload: event.payload.digits,
          })),
        },
      },
      entry: speak(({ event }) => ({
        // @ts-expect-error not every event has digits
        payload: event.payload.digits,
      })),
    });
  });

  test('what it returns is checked', () => {
    const states: unknown[] = [];
    // @ts-expect-error a payload is text
    states.push(flow.createStateConfig({ entry: speak(() => ({ payload: 7 })) }));
    // @ts-expect-error `payload` is missing
    states.push(flow.createStateConfig({ entry: speak(() => ({ voice: 'female' })) }));
    expect(states).not.toEqual([]);
  });
});

describe('raw objects', () => {
  test('what is right compiles', () => {
    const states: unknown[] = [];
    states.push(
      flow.createStateConfig({
        entry: [
          'answer',
          { type: 'answer' },
          { type: 'speak', params: { payload: 'Hi.', leg: 'agent' } },
          { type: 'speak', params: ({ context }) => ({ payload: `Round ${context.rounds}` }) },
        ],
        on: {
          'call.gather.ended': { guard: { type: 'digits', params: { matches: '[0-9]+' } }, actions: 'stopPlayback' },
        },
      }),
    );
    expect(states).not.toEqual([]);
  });

  test('what is wrong does not', () => {
    const states: unknown[] = [];
    // @ts-expect-error there is no command `anwser`
    states.push(flow.createStateConfig({ entry: 'anwser' }));
    // @ts-expect-error speak wants params
    states.push(flow.createStateConfig({ entry: 'speak' }));
    // @ts-expect-error `now` is no value of `stop`
    states.push(flow.createStateConfig({ entry: { type: 'speak', params: { payload: 'Hi.', stop: 'now' } } }));
    // @ts-expect-error there is no guard `isOpen`
    states.push(flow.createStateConfig({ on: { 'call.answered': { guard: 'isOpen' } } }));
    // @ts-expect-error digits are text
    states.push(flow.createStateConfig({ on: { 'call.gather.ended': { guard: { type: 'digits', params: 1 } } } }));
    const guard = { type: 'amd', params: 'robot' } as const;
    // @ts-expect-error there is no such verdict
    states.push(flow.createStateConfig({ on: { 'call.machine.detection.ended': { guard } } }));
    expect(states).not.toEqual([]);
  });
});

test('events have the names of their legs', () => {
  type Names = CallEvents<'agent'>['type'];
  expectTypeOf<'call.answered' | 'agent.call.answered' | 'agent.streaming.failed'>().toExtend<Names>();
  expectTypeOf<'command.failed.dial' | 'command.succeeded.startRecording'>().toExtend<Names>();
  expectTypeOf<'legs.ended.agent' | 'leg.silent'>().toExtend<Names>();
  expectTypeOf<'sales.call.answered'>().not.toExtend<Names>();
  expectTypeOf<'call.answred'>().not.toExtend<Names>();
  expectTypeOf<CallEvent<'call.gather.ended', 'agent'>['type']>().toEqualTypeOf<'agent.call.gather.ended'>();
  expectTypeOf<CallEvent<'call.gather.ended'>['payload']['digits']>().toEqualTypeOf<string>();
  expectTypeOf<CommandFailed<'dial'>['command']>().toEqualTypeOf<'dial'>();
  expectTypeOf<LegsEnded<'agent'>['type']>().toEqualTypeOf<'legs.ended.agent'>();
  expect(flow).toBeDefined();
});
